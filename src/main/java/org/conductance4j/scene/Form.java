package org.conductance4j.scene;

/** An area of the picture that can be filled, in scene coordinates. */
interface Form {

  Frame bounds();

  boolean holds(double x, double y);

  static Form rectangle(Frame f) {
    return new Bounded(f, (x, y) -> true);
  }

  static Form rectangle(double left, double top, double right, double bottom) {
    return rectangle(new Frame(left, top, right, bottom));
  }

  /** A rectangle with round corners of this radius. */
  static Form rounded(Frame f, double radius) {
    double r = Math.min(radius, Math.min(f.width(), f.height()) / 2);
    return new Bounded(
        f,
        (x, y) -> {
          double dx = Math.max(0, Math.max(f.left() + r - x, x - f.right() + r));
          double dy = Math.max(0, Math.max(f.top() + r - y, y - f.bottom() + r));
          return dx * dx + dy * dy <= r * r;
        });
  }

  static Form ellipse(Frame f) {
    double cx = f.middle();
    double cy = f.y(0.5);
    double rx = f.width() / 2;
    double ry = f.height() / 2;
    return new Bounded(
        f,
        (x, y) -> {
          double u = (x - cx) / rx;
          double v = (y - cy) / ry;
          return u * u + v * v <= 1;
        });
  }

  static Form disc(double cx, double cy, double radius) {
    return ellipse(new Frame(cx - radius, cy - radius, cx + radius, cy + radius));
  }

  /** A convex polygon with the corners x0, y0, x1, y1, …, clockwise or anticlockwise. */
  static Form polygon(double... corners) {
    double left = corners[0];
    double right = corners[0];
    double top = corners[1];
    double bottom = corners[1];
    for (int i = 2; i < corners.length; i += 2) {
      left = Math.min(left, corners[i]);
      right = Math.max(right, corners[i]);
      top = Math.min(top, corners[i + 1]);
      bottom = Math.max(bottom, corners[i + 1]);
    }
    return new Bounded(new Frame(left, top, right, bottom), (x, y) -> inside(corners, x, y));
  }

  private static boolean inside(double[] corners, double x, double y) {
    boolean leftOfOne = false;
    boolean rightOfOne = false;
    for (int i = 0; i < corners.length; i += 2) {
      int j = (i + 2) % corners.length;
      double side =
          (corners[j] - corners[i]) * (y - corners[i + 1])
              - (corners[j + 1] - corners[i + 1]) * (x - corners[i]);
      leftOfOne |= side > 0;
      rightOfOne |= side < 0;
    }
    return !(leftOfOne && rightOfOne);
  }

  /** Decides which points of the bounds belong to a form. */
  @FunctionalInterface
  interface Inside {
    boolean test(double x, double y);
  }

  record Bounded(Frame bounds, Inside inside) implements Form {
    @Override
    public boolean holds(double x, double y) {
      return inside.test(x, y);
    }
  }
}
