package org.conductance4j.scene;

/** A car, seen from the side or from behind, where its tail lights are visible. */
record CarThing(Frame frame, boolean fromBehind, boolean facesRight, Rgb body) implements Thing {

  static CarThing draw(Dice dice, double horizon) {
    boolean fromBehind = dice.chance(0.4);
    double width = fromBehind ? dice.between(0.2, 0.4) : dice.between(0.34, 0.58);
    double height = width * (fromBehind ? dice.between(0.75, 0.9) : dice.between(0.38, 0.48));
    double left = dice.between(0.02, 0.98 - width);
    double bottom = Math.min(0.97, horizon + dice.between(0.6, 1.3) * height + 0.04);
    Rgb body = dice.chance(0.4) ? dice.grey(0.15, 0.95) : dice.colour(0.1, 0.95);
    return new CarThing(
        new Frame(left, bottom - height, left + width, bottom), fromBehind, dice.chance(0.5), body);
  }

  @Override
  public SceneClass kind() {
    return SceneClass.CAR;
  }

  @Override
  public void paintSupport(Canvas canvas, Daylight light) {
    Frame shade = frame.part(-0.03, 0.9, 1.03, 1.06);
    canvas.fill(Form.ellipse(shade), new Rgb(0.02, 0.02, 0.02), 0.65);
  }

  @Override
  public void paint(Canvas canvas, Daylight light) {
    if (fromBehind) {
      paintBehind(canvas, light);
    } else {
      paintSide(canvas, light);
    }
  }

  private void paintBehind(Canvas canvas, Daylight light) {
    Rgb tyre = light.on(Rgb.of(0x141414));
    canvas.fill(Form.rectangle(frame.part(0.06, 0.78, 0.24, 1)), tyre);
    canvas.fill(Form.rectangle(frame.part(0.76, 0.78, 0.94, 1)), tyre);
    canvas.fill(frame.polygon(0.22, 0, 0.78, 0, 0.94, 0.5, 0.06, 0.5), light.on(body.times(0.9)));
    canvas.fill(
        frame.polygon(0.27, 0.07, 0.73, 0.07, 0.85, 0.42, 0.15, 0.42), light.on(Rgb.of(0x24303a)));
    canvas.fill(Form.rounded(frame.part(0, 0.42, 1, 0.88), 0.08 * frame.width()), light.on(body));
    Rgb tail = light.on(Rgb.of(0xa01010)).plus(Rgb.of(0xb01414).times(light.dark()));
    canvas.fill(Form.rectangle(frame.part(0.03, 0.48, 0.22, 0.64)), tail);
    canvas.fill(Form.rectangle(frame.part(0.78, 0.48, 0.97, 0.64)), tail);
    canvas.fill(Form.rectangle(frame.part(0.38, 0.6, 0.62, 0.72)), light.on(Rgb.of(0xe8e8e0)));
  }

  private void paintSide(Canvas canvas, Daylight light) {
    double d = facesRight ? 0 : 0.08;
    canvas.fill(
        frame.polygon(0.26 - d, 0, 0.66 + d, 0, 0.86 + d / 2, 0.46, 0.12 - d / 2, 0.46),
        light.on(body.times(0.92)));
    Rgb glass = light.on(Rgb.of(0x31404a));
    canvas.fill(frame.polygon(0.29 - d, 0.08, 0.46, 0.08, 0.46, 0.42, 0.18 - d / 2, 0.42), glass);
    canvas.fill(frame.polygon(0.5, 0.08, 0.64 + d, 0.08, 0.8 + d / 2, 0.42, 0.5, 0.42), glass);
    canvas.fill(Form.rounded(frame.part(0, 0.4, 1, 0.84), 0.07 * frame.width()), light.on(body));
    for (double x : new double[] {0.22, 0.78}) {
      double r = 0.22 * frame.height();
      canvas.fill(Form.disc(frame.x(x), frame.bottom() - r, r), light.on(Rgb.of(0x161616)));
      canvas.fill(Form.disc(frame.x(x), frame.bottom() - r, 0.5 * r), light.on(Rgb.of(0x9a9a9a)));
    }
    Rgb front = light.on(Rgb.of(0xf0e8c0)).plus(Rgb.of(0xc0b478).times(light.dark()));
    Rgb back = light.on(Rgb.of(0x981010)).plus(Rgb.of(0xb01414).times(light.dark()));
    canvas.fill(Form.rectangle(frame.part(0.93, 0.48, 1, 0.62)), facesRight ? front : back);
    canvas.fill(Form.rectangle(frame.part(0, 0.48, 0.07, 0.62)), facesRight ? back : front);
  }
}
