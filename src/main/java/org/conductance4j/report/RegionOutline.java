package org.conductance4j.report;

import java.awt.Shape;
import java.awt.geom.Path2D;
import org.conductance4j.array.Tensor;

/** The border of a region of pixels, of whatever form. */
final class RegionOutline {

  private final Plane inside;
  private int top = Integer.MAX_VALUE;
  private int left = Integer.MAX_VALUE;
  private int bottom;
  private int right;

  private RegionOutline(Plane inside) {
    this.inside = inside;
    for (int r = 0; r < inside.rows(); r++) {
      for (int c = 0; c < inside.columns(); c++) {
        if (has(r, c)) {
          top = Math.min(top, r);
          left = Math.min(left, c);
          bottom = Math.max(bottom, r + 1);
          right = Math.max(right, c + 1);
        }
      }
    }
  }

  /** The outline of a region of shape (row, column), 1 inside and 0 outside. */
  static RegionOutline of(Tensor region) {
    return new RegionOutline(Plane.of(region));
  }

  boolean isEmpty() {
    return bottom == 0;
  }

  int top() {
    return top;
  }

  int left() {
    return left;
  }

  int bottom() {
    return bottom;
  }

  int right() {
    return right;
  }

  /** Draws the border over a map whose upper left corner is at (x, y). */
  void paint(FigureCanvas canvas, double x, double y, int factor) {
    Shape border = border(x, y, factor);
    canvas.stroke(border, Palette.PAPER, 6, false);
    canvas.stroke(border, Palette.TEXT, 3, false);
  }

  private Shape border(double x, double y, int factor) {
    Path2D.Double path = new Path2D.Double();
    for (int r = 0; r <= inside.rows(); r++) {
      for (int c = 0; c <= inside.columns(); c++) {
        if (has(r, c) != has(r - 1, c)) {
          path.moveTo(x + c * factor, y + r * factor);
          path.lineTo(x + (c + 1) * factor, y + r * factor);
        }
        if (has(r, c) != has(r, c - 1)) {
          path.moveTo(x + c * factor, y + r * factor);
          path.lineTo(x + c * factor, y + (r + 1) * factor);
        }
      }
    }
    return path;
  }

  private boolean has(int r, int c) {
    return r >= 0 && c >= 0 && r < inside.rows() && c < inside.columns() && inside.at(r, c) != 0;
  }
}
