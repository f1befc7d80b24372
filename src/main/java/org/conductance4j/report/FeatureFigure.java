package org.conductance4j.report;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.report.Canvas.Align;
import org.conductance4j.report.Canvas.Lettering;

/** The contributions of an input that is no picture, as bars, largest first. */
final class FeatureFigure {

  private static final int MOST = 30;
  private static final int LINE = 38;
  private static final int WIDTH = 1500;
  private static final int NAMES = 220;
  private static final int VALUES = 150;

  private FeatureFigure() {}

  /** Draws the figure: one bar an entry of the input's first axis, summed over the others. */
  static Figure of(Findings findings) {
    double[] sums = sums(findings.result().inputAttribution());
    List<Integer> shown =
        IntStream.range(0, sums.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(sums[i])))
            .limit(MOST)
            .toList();
    double low = shown.stream().mapToDouble(i -> sums[i]).reduce(0, Math::min);
    double high = shown.stream().mapToDouble(i -> sums[i]).reduce(0, Math::max);
    double span = high > low ? high - low : 1;
    try (Canvas canvas = new Canvas(WIDTH, shown.size() * LINE + 20)) {
      double unit = (WIDTH - NAMES - VALUES) / span;
      double zero = NAMES - low * unit;
      for (int line = 0; line < shown.size(); line++) {
        int feature = shown.get(line);
        double value = sums[feature];
        double y = 10 + line * LINE;
        double from = zero + Math.min(0, value) * unit;
        canvas.text("feature " + feature, NAMES - 20, y + LINE - 11, Align.RIGHT, Lettering.NOTE);
        canvas.rectangle(from, y + 6, Math.abs(value) * unit, LINE - 12, SumBars.colour(value));
        String text = findings.numbers().signed(value);
        canvas.text(text, WIDTH - 4, y + LINE - 11, Align.RIGHT, Lettering.TEXT);
      }
      canvas.line(zero, 6, zero, canvas.height() - 6, Ink.MUTED, 1.5);
      return figure(findings, shown.size(), sums.length, canvas.png());
    }
  }

  private static Figure figure(Findings findings, int shown, int of, Png png) {
    String which =
        shown < of
            ? "The " + shown + " largest contributions of " + Numbers.count(of) + " features"
            : "Each feature’s contribution";
    return new Figure(
        "input-attribution",
        "Where the " + findings.scoreWord() + " comes from",
        which
            + " to the "
            + findings.scoreWord()
            + " of "
            + findings.className()
            + ": orange speaks in favour, blue against.",
        which + ", as bars.",
        png);
  }

  private static double[] sums(Tensor attribution) {
    double[] values = attribution.toArray();
    int features = attribution.rank() == 0 ? 1 : attribution.size(0);
    double[] sums = new double[features];
    int each = Math.max(1, values.length / Math.max(1, features));
    for (int i = 0; i < values.length; i++) {
      sums[i / each] += values[i];
    }
    return sums;
  }
}
