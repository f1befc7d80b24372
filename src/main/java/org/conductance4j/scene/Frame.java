package org.conductance4j.scene;

import java.util.Arrays;

/** A rectangle in scene coordinates: x to the right, y down, both from 0 to 1 over the picture. */
record Frame(double left, double top, double right, double bottom) {

  double width() {
    return right - left;
  }

  double height() {
    return bottom - top;
  }

  double middle() {
    return (left + right) / 2;
  }

  double x(double share) {
    return left + share * width();
  }

  double y(double share) {
    return top + share * height();
  }

  /** A part of this frame, given as shares of its width and height. */
  Frame part(double x0, double y0, double x1, double y1) {
    return new Frame(x(x0), y(y0), x(x1), y(y1));
  }

  /** A polygon in this frame, given as x0, y0, x1, y1, …, shares of its width and height. */
  Form polygon(double... shares) {
    double[] corners = new double[shares.length];
    Arrays.setAll(corners, i -> i % 2 == 0 ? x(shares[i]) : y(shares[i]));
    return Form.polygon(corners);
  }

  boolean overlaps(Frame other, double gap) {
    return left < other.right + gap
        && other.left < right + gap
        && top < other.bottom + gap
        && other.top < bottom + gap;
  }
}
