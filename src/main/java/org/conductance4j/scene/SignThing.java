package org.conductance4j.scene;

/** A street sign on a pole with its foot on the ground; its plate fades from 0, new, to 1. */
record SignThing(Frame frame, Shape shape, double ground, double fade) implements Thing {

  /** The outline of a plate, which also decides its colours. */
  enum Shape {
    OCTAGON,
    TRIANGLE,
    DISC,
    SQUARE,
    DIAMOND
  }

  static SignThing draw(Dice dice, double horizon) {
    double side = dice.between(0.16, 0.28);
    double left = dice.between(0.02, 0.98 - side);
    double top = dice.between(0.05, Math.max(0.1, 0.72 - side));
    Shape shape = Shape.values()[dice.whole(0, Shape.values().length - 1)];
    double ground = Math.min(1, horizon + dice.between(0.15, 0.4));
    return new SignThing(
        new Frame(left, top, left + side, top + side), shape, ground, dice.between(0, 0.2));
  }

  @Override
  public SceneClass kind() {
    return SceneClass.STREET_SIGN;
  }

  @Override
  public void paintSupport(Canvas canvas, Daylight light) {
    double t = 0.05 * frame.width();
    canvas.fill(
        Form.rectangle(frame.middle() - t, frame.y(0.5), frame.middle() + t, ground),
        light.on(Rgb.of(0x8d9296)));
  }

  @Override
  public void paint(Canvas canvas, Daylight light) {
    Rgb white = colour(0xf4f4f0, light);
    Rgb blue = colour(0x1d56d0, light);
    Rgb red = colour(0xc81e25, light);
    switch (shape) {
      case OCTAGON -> {
        canvas.fill(octagon(frame), white);
        canvas.fill(octagon(frame.part(0.05, 0.05, 0.95, 0.95)), red);
        canvas.fill(Form.rectangle(frame.part(0.18, 0.42, 0.82, 0.58)), white);
      }
      case TRIANGLE -> {
        canvas.fill(triangle(frame), red);
        canvas.fill(triangle(frame.part(0.2, 0.26, 0.8, 0.86)), white);
        canvas.fill(Form.rectangle(frame.part(0.46, 0.5, 0.54, 0.78)), colour(0x202020, light));
      }
      case DISC -> {
        canvas.fill(Form.ellipse(frame), red);
        canvas.fill(Form.ellipse(frame.part(0.16, 0.16, 0.84, 0.84)), white);
        canvas.fill(Form.rectangle(frame.part(0.3, 0.36, 0.45, 0.64)), colour(0x202020, light));
        canvas.fill(Form.rectangle(frame.part(0.54, 0.36, 0.7, 0.64)), colour(0x202020, light));
      }
      case SQUARE -> {
        canvas.fill(Form.rounded(frame, 0.1 * frame.width()), white);
        canvas.fill(Form.rounded(frame.part(0.06, 0.06, 0.94, 0.94), 0.1 * frame.width()), blue);
        canvas.fill(Form.rectangle(frame.part(0.38, 0.18, 0.52, 0.84)), white);
        canvas.fill(Form.ellipse(frame.part(0.38, 0.18, 0.74, 0.54)), white);
      }
      case DIAMOND -> {
        canvas.fill(diamond(frame), colour(0x252525, light));
        canvas.fill(diamond(frame.part(0.07, 0.07, 0.93, 0.93)), colour(0xf3c01c, light));
        canvas.fill(Form.rectangle(frame.part(0.45, 0.3, 0.55, 0.7)), colour(0x252525, light));
      }
    }
  }

  private Rgb colour(int hex, Daylight light) {
    return light.on(Rgb.of(hex).mixed(Rgb.of(0xb8b8b0), fade));
  }

  private static Form octagon(Frame f) {
    double a = 0.293;
    return Form.polygon(
        f.x(a), f.top(),
        f.x(1 - a), f.top(),
        f.right(), f.y(a),
        f.right(), f.y(1 - a),
        f.x(1 - a), f.bottom(),
        f.x(a), f.bottom(),
        f.left(), f.y(1 - a),
        f.left(), f.y(a));
  }

  private static Form triangle(Frame f) {
    return Form.polygon(f.middle(), f.top(), f.right(), f.bottom(), f.left(), f.bottom());
  }

  private static Form diamond(Frame f) {
    return Form.polygon(
        f.middle(), f.top(), f.right(), f.y(0.5), f.middle(), f.bottom(), f.left(), f.y(0.5));
  }
}
