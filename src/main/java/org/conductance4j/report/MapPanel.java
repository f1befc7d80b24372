package org.conductance4j.report;

import java.util.Optional;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.study.CloseUp;

/** Draws maps of a result over its backdrop, all at the same size and with the region's outline. */
final class MapPanel {

  private final int factor;
  private final MapBackground backdrop;
  private final Optional<RegionOutline> outline;

  MapPanel(ReportModel findings) {
    ExperimentResult result = findings.result();
    int[] size = findings.size();
    factor = factor(size[0], size[1]);
    backdrop = MapBackground.of(findings, factor);
    outline = result.region().map(RegionOutline::of).filter(o -> !o.isEmpty());
  }

  /** The whole number of figure pixels along an input pixel's side. */
  static int factor(int rows, int columns) {
    return CloseUp.factor(rows, columns);
  }

  int width() {
    return backdrop.brightness().columns();
  }

  int height() {
    return backdrop.brightness().rows();
  }

  /** Draws a map with its upper left corner at (x, y), each cell in one colour. */
  void paint(FigureCanvas canvas, int x, int y, Plane map, HeatScale scale) {
    for (int r = 0; r < height(); r++) {
      for (int c = 0; c < width(); c++) {
        double value = map.stretched(r, c, height(), width());
        int colour = backdrop.under(scale.colour(value), scale.depth(value), r, c);
        canvas.pixel(x + c, y + r, colour);
      }
    }
    canvas.border(x, y, width(), height());
    outline.ifPresent(o -> o.paint(canvas, x, y, factor));
  }
}
