package org.conductance4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.PrunedMap;
import org.conductance4j.pruning.CurvePoint;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Input integrated gradients before and after pruning, side by side on one colour scale. */
final class AttributionFigure {

  private static final int GAP = 44;
  private static final int HEAD = 52;
  private static final int MOST_COLUMNS = 4;

  /** One map with what stands over and under it. */
  private record Panel(String title, Plane map, List<SumBars.Entry> sums) {}

  private final ReportModel findings;
  private final List<Panel> panels;
  private final HeatScale scale;

  private AttributionFigure(ReportModel findings) {
    this.findings = findings;
    this.panels = panels(findings);
    this.scale = HeatScale.of(panels.stream().map(Panel::map).toList());
  }

  /** Draws the figure of a result whose input has the shape (channel, row, column). */
  static Figure of(ReportModel findings) {
    return new AttributionFigure(findings).draw();
  }

  private Figure draw() {
    MapPanel maps = new MapPanel(findings);
    int columns = Math.min(columns(), panels.size());
    int rows = (panels.size() + columns - 1) / columns;
    SumBars bars =
        new SumBars(panels.stream().map(Panel::sums).toList(), findings.numbers(), maps.width());
    int cellWidth = maps.width() + GAP;
    int cellHeight = HEAD + maps.height() + bars.height() + GAP;
    int width = columns * cellWidth - GAP;
    try (FigureCanvas canvas = new FigureCanvas(width, rows * cellHeight + ColourBar.HEIGHT)) {
      for (int i = 0; i < panels.size(); i++) {
        int x = i % columns * cellWidth;
        int y = i / columns * cellHeight;
        canvas.text(
            panels.get(i).title(), x, y + FigureCanvas.TITLE + 4, Align.LEFT, Lettering.HEAD);
        maps.paint(canvas, x, y + HEAD, panels.get(i).map(), scale);
        bars.paint(canvas, x, y + HEAD + maps.height(), panels.get(i).sums());
      }
      int barWidth = Math.min(width, 1000);
      ColourBar.paint(
          canvas, (width - barWidth) / 2, rows * cellHeight, barWidth, scale, meaning());
      return figure(canvas.png());
    }
  }

  /** One row a fraction where that fits: the unpruned map first, then one map a ranking. */
  private int columns() {
    long rankings =
        findings.result().prunedMaps().stream().map(PrunedMap::ranking).distinct().count();
    long fractions =
        findings.result().prunedMaps().stream().map(PrunedMap::fraction).distinct().count();
    if (fractions <= 1) {
      return (int) Math.min(MOST_COLUMNS, 1 + rankings);
    }
    return panels.size() <= MOST_COLUMNS ? panels.size() : panels.size() == 5 ? 3 : MOST_COLUMNS;
  }

  private String meaning() {
    return "contribution of one pixel (its colours added up); " + HeatScale.beyond();
  }

  private Figure figure(Png png) {
    String sums =
        findings.hasRegion()
            ? "the sums inside and outside the " + findings.regionWord()
            : "its sum";
    return new Figure(
        "input-attribution",
        "Where the " + findings.scoreWord() + " comes from, before and after pruning",
        "Each pixel’s contribution to the "
            + findings.scoreWord()
            + " of "
            + findings.className()
            + ": orange speaks in favour, blue against; under each map stand the "
            + findings.scoreWord()
            + " that is left and "
            + sums
            + ".",
        "Maps of pixel contributions: "
            + String.join("; ", panels.stream().map(this::describe).toList())
            + ".",
        png);
  }

  private String describe(Panel panel) {
    List<String> parts = new ArrayList<>();
    for (SumBars.Entry entry : panel.sums()) {
      parts.add(entry.name() + " " + findings.numbers().plain(entry.value()));
    }
    return panel.title() + ": " + String.join(", ", parts);
  }

  private static List<Panel> panels(ReportModel findings) {
    ExperimentResult result = findings.result();
    Metrics metrics = findings.metrics();
    Metrics.InputAttribution sums = metrics.inputAttribution();
    List<Panel> panels = new ArrayList<>();
    panels.add(
        new Panel(
            "Nothing pruned",
            Plane.sumOverChannels(result.inputAttribution()),
            entries(
                findings,
                metrics.objective().atInput(),
                sums.inside(),
                sums.outside(),
                sums.all())));
    for (PrunedMap map : result.prunedMaps()) {
      Optional<CurvePoint> point =
          metrics.curves().stream()
              .filter(p -> p.ranking().equals(map.ranking()) && p.fraction() == map.fraction())
              .findFirst();
      String by = Curve.nameOf(map.ranking());
      panels.add(
          new Panel(
              Numbers.fraction(map.fraction()) + " pruned by " + by,
              Plane.sumOverChannels(map.map()),
              point
                  .map(p -> entries(findings, p.score(), p.inside(), p.outside(), p.all()))
                  .orElse(List.of())));
    }
    return List.copyOf(panels);
  }

  private static List<SumBars.Entry> entries(
      ReportModel findings, double score, double inside, double outside, double all) {
    SumBars.Entry first = new SumBars.Entry(findings.scoreWord(), score, true);
    return findings.hasRegion()
        ? List.of(
            first,
            new SumBars.Entry("inside the " + findings.regionWord(), inside, false),
            new SumBars.Entry("outside", outside, false))
        : List.of(first, new SumBars.Entry("sum of the map", all, false));
  }
}
