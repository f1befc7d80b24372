package org.conductance4j.report;

import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.InputParts;
import org.conductance4j.experiment.result.Numbers;

/** The contributions of an input's features, as bars, largest first. */
final class FeatureFigure {

  private static final int MOST = 30;

  private FeatureFigure() {}

  /** Draws the figure: one bar an entry of the input's first axis, summed over the others. */
  static Figure of(ReportModel findings) {
    InputParts parts = findings.result().parts().orElseGet(() -> unnamed(findings));
    Tensor attribution = findings.result().inputAttribution();
    double[] sums = parts.sums(attribution.shape(), attribution.toArray());
    Bars bars =
        new Bars(
            IntStream.range(0, sums.length)
                .mapToObj(i -> new Bars.Bar(name(parts, i), sums[i], parts.inside().get(i)))
                .toList(),
            MOST,
            findings.numbers());
    try (FigureCanvas canvas = new FigureCanvas(Bars.WIDTH, bars.height())) {
      bars.paint(canvas, 0);
      return figure(findings, bars.shown(), sums.length, canvas.png());
    }
  }

  private static Figure figure(ReportModel findings, int shown, int of, Png png) {
    String which =
        shown < of
            ? "The " + shown + " largest contributions of " + Numbers.count(of) + " features"
            : "Each feature’s contribution";
    return new Figure(
        "input-attribution",
        "Where the " + findings.scoreWord() + " comes from",
        "%s to the %s of %s: orange speaks in favour, blue against.%s"
            .formatted(
                which,
                findings.scoreWord(),
                findings.className(),
                findings.hasRegion() ? " In bold: the region that was asked about." : ""),
        which + ", as bars.",
        png);
  }

  /** Numbered features, where nobody has named them. */
  private static InputParts unnamed(ReportModel findings) {
    Tensor attribution = findings.result().inputAttribution();
    int count = attribution.rank() == 0 ? 1 : attribution.size(0);
    List<String> names = IntStream.range(0, count).mapToObj(i -> "feature " + i).toList();
    return InputParts.features(names);
  }

  private static String name(InputParts parts, int feature) {
    String value = parts.values().isEmpty() ? "" : " = " + parts.values().get(feature);
    return parts.names().get(feature) + value;
  }
}
