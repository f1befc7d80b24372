package org.conductance4j.report;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.ReportPart.Bar;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** A few numbers as bars from a common zero, drawn to one scale under several maps. */
final class SumBars {

  private static final int LINE = 40;
  private static final int PAD = 14;
  private static final double NAME = 0.29;
  private static final double VALUE = 0.15;
  private static final Color IN_FAVOUR = new Color(0xee7b1c);
  private static final Color AGAINST = new Color(0x2f7fc1);

  private final Numbers numbers;
  private final int width;
  private final int lines;
  private final double low;
  private final double high;

  SumBars(List<List<Bar>> all, Numbers numbers, int width) {
    this.numbers = numbers;
    this.width = width;
    this.lines = all.stream().mapToInt(List::size).max().orElse(0);
    double[] values = all.stream().flatMap(List::stream).mapToDouble(Bar::value).toArray();
    double most = Arrays.stream(values).reduce(0, Math::max);
    this.low = Arrays.stream(values).reduce(0, Math::min);
    this.high = most > low ? most : low + 1;
  }

  int height() {
    return PAD + lines * LINE;
  }

  void paint(FigureCanvas canvas, double x, double y, List<Bar> entries) {
    double from = x + NAME * width;
    double span = width * (1 - NAME - VALUE);
    double zero = from + span * -low / (high - low);
    for (int i = 0; i < entries.size(); i++) {
      Bar entry = entries.get(i);
      double top = y + PAD + i * LINE;
      double baseline = top + LINE - 12;
      double end = from + span * (entry.value() - low) / (high - low);
      canvas.text(entry.name(), x, baseline, Align.LEFT, Lettering.NOTE);
      canvas.rectangle(
          Math.min(zero, end), top + 8, Math.abs(end - zero), LINE - 16, colour(entry));
      String value = entry.score() ? numbers.plain(entry.value()) : numbers.signed(entry.value());
      canvas.text(value, x + width, baseline, Align.RIGHT, Lettering.TEXT.strong());
    }
    canvas.line(zero, y + PAD, zero, y + PAD + entries.size() * LINE, Palette.MUTED, 1.5);
  }

  /** The colour of a contribution: in favour or against. */
  static Color colour(double value) {
    return value < 0 ? AGAINST : IN_FAVOUR;
  }

  private static Color colour(Bar entry) {
    if (entry.score()) {
      return Palette.MUTED;
    }
    return colour(entry.value());
  }
}
