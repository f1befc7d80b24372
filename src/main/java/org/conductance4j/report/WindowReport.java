package org.conductance4j.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.Wording;
import org.conductance4j.experiment.window.WindowMetrics;
import org.conductance4j.experiment.window.WindowMetrics.Contrast;
import org.conductance4j.experiment.window.WindowMetrics.Interval;
import org.conductance4j.experiment.window.WindowMetrics.Point;
import org.conductance4j.experiment.window.WindowMetrics.Residuals;
import org.conductance4j.experiment.window.WindowResult;
import org.jspecify.annotations.Nullable;

/** Makes the figures and the report of a study of windows. */
public final class WindowReport {

  private static final String TEMPLATE = "window-report.html";
  private static final Numbers PLAIN = Numbers.withDecimals(3);

  private WindowReport() {}

  /**
   * Writes {@code figures/*.png} and {@code report.html}; the latter holds the figures and needs no
   * other file.
   *
   * @param result what the study found
   * @param folder an existing folder; files of these names are replaced
   * @throws IOException if a file cannot be written
   */
  public static void write(WindowResult result, Path folder) throws IOException {
    List<Figure> figures = new WindowFigures(result).all();
    Figure.write(figures, folder);
    String page =
        Mustache.compiler()
            .escapeHTML(true)
            .compile(Page.template(TEMPLATE))
            .execute(context(result, figures));
    Files.writeString(folder.resolve("report.html"), page, StandardCharsets.UTF_8);
  }

  private static Map<String, Object> context(WindowResult result, List<Figure> figures) {
    WindowMetrics metrics = result.metrics();
    WindowSummary summary = new WindowSummary(metrics);
    String page = Page.template(Page.TEMPLATE);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("style", page.substring(page.indexOf("<style>"), page.indexOf("</style>") + 8));
    all.put("experiment", metrics.experiment());
    all.put("pictures", PictureOrigin.sentence(result.provenance()));
    all.put("answer", summary.answer());
    all.put("details", summary.details());
    all.put("figures", figures.stream().map(Page::figure).toList());
    all.put("layer", metrics.layer().name());
    all.put("neurons", Numbers.count(metrics.layer().neurons()));
    all.put("confidence", Numbers.percent(metrics.pictures().confidence()));
    all.put("contrasts", metrics.contrasts().stream().map(WindowReport::contrast).toList());
    all.put("windows", metrics.windows().stream().map(w -> window(metrics, w)).toList());
    all.put("classes", metrics.classes().stream().map(c -> ofClass(metrics, c)).toList());
    all.put("nodes", Numbers.count(metrics.path().nodes()));
    all.put("rule", metrics.path().rule());
    all.put(
        "residuals",
        List.of(
            residuals("training pictures, intact network", metrics.path().training()),
            residuals("held-out pictures, intact network", metrics.path().heldOut()),
            residuals("held-out pictures, pruned networks", metrics.path().pruned())));
    all.put("provenance", Page.provenance(result.provenance()));
    all.put("config", Page.config(result.provenance()));
    return all;
  }

  private static Map<String, String> contrast(Contrast contrast) {
    return Map.of(
        "window", contrast.window().equals(WindowMetrics.ALL) ? "mean of all" : contrast.window(),
        "control", Wording.nameOf(contrast.control()),
        "fraction", Numbers.fraction(contrast.fraction()),
        "loss", percent(contrast.lossInside()),
        "selectivity", percent(contrast.selectivity()));
  }

  private static Map<String, Object> window(WindowMetrics metrics, WindowMetrics.Window window) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (Point point : metrics.curves()) {
      if (point.classLabel().equals(WindowMetrics.ALL) && point.window().equals(window.name())) {
        rows.add(
            Map.of(
                "ranking", Wording.nameOf(point.ranking()),
                "fraction", Numbers.fraction(point.fraction()),
                "inside", plain(point.inside()),
                "lossInside", percent(point.lossInside()),
                "lossOutside", percent(point.lossOutside()),
                "score", plain(point.score()),
                "accuracy", percent(point.accuracy()),
                "others", percent(point.accuracyOthers())));
      }
    }
    return Map.of(
        "name", window.name(),
        "region", window.region(),
        "before", plain(window.inside()),
        "rows", rows);
  }

  /** A class's losses at the smallest fraction, window by window. */
  private static Map<String, Object> ofClass(WindowMetrics metrics, String name) {
    double least = metrics.curves().stream().mapToDouble(Point::fraction).min().orElseThrow();
    List<Map<String, String>> rows = new ArrayList<>();
    for (WindowMetrics.Window window : metrics.windows()) {
      Map<String, String> row = new LinkedHashMap<>(Map.of("window", window.name()));
      for (Point point : metrics.curves()) {
        if (point.classLabel().equals(name)
            && point.window().equals(window.name())
            && point.fraction() == least) {
          row.put("before", PLAIN.signed(point.insideBefore()));
          row.put(point.ranking(), percent(point.lossInside()));
        }
      }
      if (row.size() > 1) {
        rows.add(row);
      }
    }
    return Map.of("name", name, "rows", rows, "fraction", Numbers.fraction(least));
  }

  private static Map<String, String> residuals(String name, Residuals residuals) {
    return Map.of(
        "name", name,
        "rms", Numbers.small(residuals.rootMeanSquare()),
        "mean", PLAIN.signed(residuals.mean()),
        "largest", Numbers.small(residuals.largest()));
  }

  private static String plain(Interval interval) {
    return "%s [%s, %s]"
        .formatted(
            PLAIN.signed(interval.value()),
            PLAIN.signed(interval.low()),
            PLAIN.signed(interval.high()));
  }

  private static String percent(@Nullable Interval interval) {
    return interval == null
        ? "–"
        : "%s [%s, %s]"
            .formatted(
                Numbers.percent(interval.value()),
                Numbers.percent(interval.low()),
                Numbers.percent(interval.high()));
  }
}
