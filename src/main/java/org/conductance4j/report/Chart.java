package org.conductance4j.report;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Curves over two labelled axes, each linear or logarithmic. */
final class Chart {

  /** An axis: its ends, both above 0 where it is logarithmic, and what it shows. */
  record Axis(String label, double low, double high, boolean logarithmic) {

    /** Where a value lies, from 0 at the low end to 1 at the high end. */
    double place(double value) {
      return logarithmic
          ? Math.log(value / low) / Math.log(high / low)
          : (value - low) / (high - low);
    }

    /** Round values along it: 1, 2 and 5 times powers of ten, or about five multiples of one. */
    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      if (logarithmic) {
        boolean narrow = high / low < 1e3;
        for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
          for (double lead : narrow ? new double[] {1, 2, 5} : new double[] {1}) {
            add(ticks, lead * Math.pow(10, power));
          }
        }
        return ticks;
      }
      double step = new Plot.Range(low, high).step();
      for (long i = (long) Math.floor(low / step); i * step <= high + 1e-9 * step; i++) {
        add(ticks, i * step);
      }
      return ticks;
    }

    private void add(List<Double> ticks, double tick) {
      if (place(tick) > -1e-9 && place(tick) < 1 + 1e-9) {
        ticks.add(tick);
      }
    }

    private String text(double tick) {
      double step = logarithmic ? tick : new Plot.Range(low, high).step();
      int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
      return decimals == 0
          ? Numbers.count(Math.round(tick))
          : Numbers.withDecimals(decimals).plain(tick);
    }
  }

  record Spot(double x, double y) {}

  /** A curve through spots, which are marked where the radius is above 0. */
  record Line(String name, Color colour, double thickness, double radius, List<Spot> spots) {}

  static final int LEFT = 130;
  static final int RIGHT = 40;
  private static final int TOP = 24;
  private static final int BOTTOM = 96;

  private final double x;
  private final double y;
  private final double width;
  private final double height;
  private final Axis across;
  private final Axis up;

  /** A chart of the given size with its upper left corner at (x, y). */
  Chart(double x, double y, double width, double height, Axis across, Axis up) {
    this.x = x + LEFT;
    this.y = y + TOP;
    this.width = width - LEFT - RIGHT;
    this.height = height - TOP - BOTTOM;
    this.across = across;
    this.up = up;
  }

  void paint(FigureCanvas canvas, List<Line> lines) {
    double floor = y + height;
    for (double tick : up.ticks()) {
      double level = vertical(tick);
      canvas.line(x, level, x + width, level, Palette.GRID, 1.5);
      canvas.text(up.text(tick), x - 14, level + 8, Align.RIGHT, Lettering.NOTE);
    }
    for (double tick : across.ticks()) {
      double place = horizontal(tick);
      canvas.line(place, floor, place, floor + 8, Palette.RULE, 1.5);
      canvas.text(across.text(tick), place, floor + 36, Align.CENTRE, Lettering.NOTE);
    }
    canvas.line(x, floor, x + width, floor, Palette.RULE, 1.5);
    canvas.text(across.label(), x + width / 2, floor + 76, Align.CENTRE, Lettering.TEXT);
    canvas.upright(up.label(), x - LEFT + 28, y + height / 2, Lettering.TEXT);
    lines.forEach(line -> paint(canvas, line));
  }

  private void paint(FigureCanvas canvas, Line line) {
    Path2D.Double path = new Path2D.Double();
    line.spots().forEach(spot -> Plot.add(path, horizontal(spot.x()), vertical(spot.y())));
    if (path.getCurrentPoint() != null && line.thickness() > 0) {
      canvas.stroke(path, line.colour(), line.thickness(), false);
    }
    double radius = line.radius();
    for (Spot spot : radius > 0 ? line.spots() : List.<Spot>of()) {
      canvas.dot(horizontal(spot.x()), vertical(spot.y()), radius, line.colour());
    }
  }

  double horizontal(double value) {
    return x + width * Math.max(0, Math.min(1, across.place(value)));
  }

  double vertical(double value) {
    return y + height * (1 - Math.max(0, Math.min(1, up.place(value))));
  }

  /** Where the horizontal axis is drawn. */
  double floor() {
    return y + height;
  }
}
