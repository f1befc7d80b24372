package org.conductance4j.report;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.List;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/**
 * One panel of curves over the pruned fraction. The horizontal axis is ln(1 + fraction ÷ half the
 * smallest fraction): linear near 0 and logarithmic beyond, so that 0, 1 % and 50 % all have room.
 */
final class Plot {

  /** A value between two others at a fraction; all three the same for a plain curve. */
  record Point(double fraction, double low, double value, double high) {}

  /** A curve; a band from its lows to its highs lies under it where they differ. */
  record Line(String name, Color colour, boolean dashed, List<Point> points) {}

  /** Values of the vertical axis. */
  record Range(double low, double high) {

    /** The range of lines and of 0, a little wider than they are. */
    static Range of(List<Line> lines) {
      double low = 0;
      double high = 0;
      for (Line line : lines) {
        for (Point point : line.points()) {
          low = Math.min(low, point.low());
          high = Math.max(high, point.high());
        }
      }
      double span = high > low ? high - low : 1;
      return new Range(low == 0 ? 0 : low - 0.05 * span, high == 0 ? 0 : high + 0.05 * span);
    }

    /** The distance between grid lines: 1, 2 or 5 times a power of ten, about five of them. */
    double step() {
      double rough = (high - low) / 5;
      double power = Math.pow(10, Math.floor(Math.log10(rough)));
      double lead = rough / power;
      return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
    }
  }

  private static final int LEFT = 92;
  private static final int TOP = 62;
  private static final int BOTTOM = 86;
  private static final int RIGHT = 40;

  private final double x;
  private final double y;
  private final double width;
  private final double height;
  private final Range range;
  private final double knee;
  private final double last;

  /** A panel of the given size with its upper left corner at (x, y). */
  Plot(double x, double y, double width, double height, Range range, List<Double> fractions) {
    this.x = x + LEFT;
    this.y = y + TOP;
    this.width = width - LEFT - RIGHT;
    this.height = height - TOP - BOTTOM;
    this.range = range;
    this.knee = fractions.stream().filter(f -> f > 0).min(Double::compare).orElse(1.0) / 2;
    this.last = fractions.stream().max(Double::compare).filter(f -> f > 0).orElse(1.0);
  }

  void paint(FigureCanvas canvas, String title, List<Double> ticks, List<Line> lines) {
    canvas.text(title, x - LEFT + 8, y - 24, Align.LEFT, Lettering.HEAD);
    paintValues(canvas);
    paintFractions(canvas, ticks);
    lines.forEach(line -> paintBand(canvas, line));
    canvas.line(x, vertical(0), x + width, vertical(0), Palette.MUTED, 2);
    lines.forEach(line -> paintLine(canvas, line));
  }

  private void paintValues(FigureCanvas canvas) {
    double step = range.step();
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    Numbers numbers = Numbers.withDecimals(decimals);
    long first = (long) Math.ceil(range.low() / step - 1e-9);
    long end = (long) Math.floor(range.high() / step + 1e-9);
    for (long i = first; i <= end; i++) {
      double level = vertical(i * step);
      canvas.line(x, level, x + width, level, Palette.GRID, 1.5);
      canvas.text(numbers.plain(i * step), x - 12, level + 8, Align.RIGHT, Lettering.NOTE);
    }
  }

  private void paintFractions(FigureCanvas canvas, List<Double> ticks) {
    double floor = y + height;
    double free = Double.NEGATIVE_INFINITY;
    for (double fraction : ticks) {
      double place = horizontal(fraction);
      canvas.line(place, floor, place, floor + 8, Palette.RULE, 1.5);
      String text = fraction == 0 ? "0" : Numbers.fraction(fraction);
      double half = canvas.width(text, Lettering.NOTE) / 2;
      if (place - half > free) {
        canvas.text(text, place, floor + 34, Align.CENTRE, Lettering.NOTE);
        free = place + half + 6;
      }
    }
    canvas.line(x, floor, x + width, floor, Palette.RULE, 1.5);
    canvas.text("neurons pruned", x + width / 2, floor + 70, Align.CENTRE, Lettering.NOTE);
  }

  private void paintBand(FigureCanvas canvas, Line line) {
    if (line.points().stream().allMatch(p -> p.low() == p.high())) {
      return;
    }
    Path2D.Double area = new Path2D.Double();
    for (Point point : line.points()) {
      add(area, horizontal(point.fraction()), vertical(point.high()));
    }
    for (int i = line.points().size() - 1; i >= 0; i--) {
      Point point = line.points().get(i);
      add(area, horizontal(point.fraction()), vertical(point.low()));
    }
    area.closePath();
    canvas.fill(area, Palette.RANDOM_BAND);
  }

  private void paintLine(FigureCanvas canvas, Line line) {
    Path2D.Double path = new Path2D.Double();
    for (Point point : line.points()) {
      add(path, horizontal(point.fraction()), vertical(point.value()));
    }
    if (path.getCurrentPoint() != null) {
      canvas.stroke(path, line.colour(), line.dashed() ? 3 : 4.5, line.dashed());
    }
    double radius = line.dashed() ? 5 : 8;
    for (Point point : line.points()) {
      canvas.dot(horizontal(point.fraction()), vertical(point.value()), radius, line.colour());
    }
  }

  /** Marks the lows and highs of a curve's points by upright lines. */
  void whiskers(FigureCanvas canvas, Line line) {
    for (Point point : line.points()) {
      double place = horizontal(point.fraction());
      canvas.line(place, vertical(point.low()), place, vertical(point.high()), line.colour(), 3);
    }
  }

  /** Goes on to a point, or begins there. */
  static void add(Path2D path, double px, double py) {
    if (path.getCurrentPoint() == null) {
      path.moveTo(px, py);
    } else {
      path.lineTo(px, py);
    }
  }

  private double horizontal(double fraction) {
    return x + width * Math.log1p(fraction / knee) / Math.log1p(last / knee);
  }

  private double vertical(double value) {
    return y + height * (range.high() - value) / (range.high() - range.low());
  }
}
