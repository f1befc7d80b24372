package org.conductance4j.report;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Signed numbers as bars, one below the other, the largest first. */
final class Bars {

  /** Width of a figure of bars. */
  static final int WIDTH = 1500;

  private static final int LINE = 38;
  private static final int NAMES = 220;
  private static final int VALUES = 150;

  private final List<Bar> bars;
  private final Numbers numbers;
  private final int left;
  private final int right;

  /**
   * A number with its name.
   *
   * @param strong whether the name is set in bold
   */
  record Bar(String name, double value, boolean strong) {}

  /** Takes the largest ones; names of all bars get the same room, shown or not. */
  Bars(List<Bar> all, int most, Numbers numbers) {
    this.bars =
        all.stream()
            .sorted(Comparator.comparingDouble(bar -> -Math.abs(bar.value())))
            .limit(most)
            .toList();
    this.numbers = numbers;
    try (FigureCanvas measure = new FigureCanvas(1, 1)) {
      double name = widest(all, bar -> measure.width(bar.name(), Lettering.NOTE));
      double value =
          widest(bars, bar -> measure.width(numbers.signed(bar.value()), Lettering.TEXT));
      this.left = (int) Math.min(WIDTH / 2.0, Math.max(NAMES, name + 40));
      this.right = (int) Math.max(VALUES, value + 16);
    }
  }

  private static double widest(List<Bar> bars, ToDoubleFunction<Bar> width) {
    return bars.stream().mapToDouble(width).max().orElse(0);
  }

  int shown() {
    return bars.size();
  }

  int height() {
    return bars.size() * LINE + 20;
  }

  void paint(FigureCanvas canvas, int top) {
    double low = bars.stream().mapToDouble(Bar::value).reduce(0, Math::min);
    double high = bars.stream().mapToDouble(Bar::value).reduce(0, Math::max);
    double span = high > low ? high - low : 1;
    double unit = (double) (WIDTH - left - right) / span;
    double zero = left - low * unit;
    for (int line = 0; line < bars.size(); line++) {
      Bar bar = bars.get(line);
      double y = top + 10 + line * LINE;
      double from = zero + Math.min(0, bar.value()) * unit;
      double length = Math.abs(bar.value()) * unit;
      Lettering type = bar.strong() ? Lettering.NOTE.strong() : Lettering.NOTE;
      canvas.text(bar.name(), left - 20, y + LINE - 11, Align.RIGHT, type);
      canvas.rectangle(from, y + 6, length, LINE - 12, SumBars.colour(bar.value()));
      canvas.text(
          numbers.signed(bar.value()), WIDTH - 4, y + LINE - 11, Align.RIGHT, Lettering.TEXT);
    }
    canvas.line(zero, top + 6, zero, top + height() - 6, Palette.MUTED, 1.5);
  }
}
