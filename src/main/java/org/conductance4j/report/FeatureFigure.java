package org.conductance4j.report;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.InputParts;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** The contributions of an input's features, as bars, largest first. */
final class FeatureFigure {

  private static final int MOST = 30;
  private static final int LINE = 38;
  private static final int WIDTH = 1500;
  private static final int NAMES = 220;
  private static final int VALUES = 150;

  private FeatureFigure() {}

  /** Draws the figure: one bar an entry of the input's first axis, summed over the others. */
  static Figure of(ReportModel findings) {
    InputParts parts = findings.result().parts().orElseGet(() -> unnamed(findings));
    Tensor attribution = findings.result().inputAttribution();
    double[] sums = parts.sums(attribution.shape(), attribution.toArray());
    int names = names(parts);
    List<Integer> shown =
        IntStream.range(0, sums.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(sums[i])))
            .limit(MOST)
            .toList();
    double low = shown.stream().mapToDouble(i -> sums[i]).reduce(0, Math::min);
    double high = shown.stream().mapToDouble(i -> sums[i]).reduce(0, Math::max);
    double span = high > low ? high - low : 1;
    try (FigureCanvas canvas = new FigureCanvas(WIDTH, shown.size() * LINE + 20)) {
      double unit = (double) (WIDTH - names - VALUES) / span;
      double zero = names - low * unit;
      for (int line = 0; line < shown.size(); line++) {
        int feature = shown.get(line);
        double value = sums[feature];
        double y = 10 + line * LINE;
        double from = zero + Math.min(0, value) * unit;
        Lettering type = parts.inside().get(feature) ? Lettering.NOTE.strong() : Lettering.NOTE;
        canvas.text(name(parts, feature), names - 20, y + LINE - 11, Align.RIGHT, type);
        canvas.rectangle(from, y + 6, Math.abs(value) * unit, LINE - 12, SumBars.colour(value));
        String text = findings.numbers().signed(value);
        canvas.text(text, WIDTH - 4, y + LINE - 11, Align.RIGHT, Lettering.TEXT);
      }
      canvas.line(zero, 6, zero, canvas.height() - 6, Palette.MUTED, 1.5);
      return figure(findings, shown.size(), sums.length, canvas.png());
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
    return new InputParts(
        InputParts.Kind.FEATURES, names, List.of(), names.stream().map(name -> false).toList());
  }

  private static int names(InputParts parts) {
    try (FigureCanvas measure = new FigureCanvas(1, 1)) {
      double widest =
          IntStream.range(0, parts.names().size())
              .mapToDouble(i -> measure.width(name(parts, i), Lettering.NOTE))
              .max()
              .orElse(0);
      return (int) Math.min(WIDTH / 2.0, Math.max(NAMES, widest + 40));
    }
  }

  private static String name(InputParts parts, int feature) {
    String value = parts.values().isEmpty() ? "" : " = " + parts.values().get(feature);
    return parts.names().get(feature) + value;
  }
}
