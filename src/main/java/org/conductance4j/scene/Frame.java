package org.conductance4j.scene;

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

  /** The x at a share of the width. */
  double x(double share) {
    return left + share * width();
  }

  /** The y at a share of the height. */
  double y(double share) {
    return top + share * height();
  }

  /** A part of this frame, given as shares of its width and height. */
  Frame part(double x0, double y0, double x1, double y1) {
    return new Frame(x(x0), y(y0), x(x1), y(y1));
  }

  boolean overlaps(Frame other, double gap) {
    return left < other.right + gap
        && other.left < right + gap
        && top < other.bottom + gap
        && other.top < bottom + gap;
  }
}
