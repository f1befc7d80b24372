package org.conductance4j.scene;

import java.util.List;

/** A traffic light: a dark housing with three lenses one above the other, one of them lit. */
record LightThing(Frame frame, Look look, Mount mount) implements Thing {

  private static final List<Rgb> HOUSINGS =
      List.of(Rgb.of(0x17191a), Rgb.of(0x22262a), Rgb.of(0x1c2a20), Rgb.of(0x3a3320));
  private static final List<Rgb> LIT =
      List.of(Rgb.of(0xff2a1c), Rgb.of(0xffb21e), Rgb.of(0x27f08a));
  private static final List<Rgb> OUT =
      List.of(Rgb.of(0x4a1512), Rgb.of(0x4a3410), Rgb.of(0x0f3d28));

  /** Colours of housing and rim, and the lit lens: 0 red, 1 amber, 2 green. */
  record Look(Rgb housing, Rgb rim, int lit, double power) {}

  /** A pole from the ground, or an arm from one side of the street. */
  record Mount(boolean arm, boolean fromLeft, double ground, double thickness) {}

  static LightThing draw(Dice dice, double height, double horizon) {
    double width = height * dice.between(0.38, 0.46);
    double left = dice.between(0.02, 0.98 - width);
    double top = dice.between(0.03, Math.max(0.08, 0.74 - height));
    Rgb housing = dice.one(HOUSINGS).plus(dice.colour(-0.01, 0.03));
    Rgb rim = dice.chance(0.3) ? Rgb.of(0xd8d4c0) : housing.times(1.7);
    int lit = dice.whole(0, 2);
    return new LightThing(
        new Frame(left, top, left + width, top + height),
        new Look(housing, rim, lit, dice.between(0.85, 1.1)),
        new Mount(
            dice.chance(0.4),
            dice.chance(0.5),
            Math.min(1, horizon + dice.between(0.15, 0.4)),
            dice.between(0.07, 0.13) * width + 0.004));
  }

  @Override
  public SceneClass kind() {
    return SceneClass.TRAFFIC_LIGHT;
  }

  @Override
  public void paintSupport(Canvas canvas, Daylight light) {
    Rgb steel = light.on(Rgb.of(0x55595c));
    double t = mount.thickness();
    if (mount.arm()) {
      double y = frame.y(0.12);
      double end = mount.fromLeft() ? -0.1 : 1.1;
      canvas.fill(
          Form.rectangle(
              Math.min(end, frame.middle()), y - t, Math.max(end, frame.middle()), y + t),
          steel);
    } else {
      canvas.fill(
          Form.rectangle(frame.middle() - t, frame.y(0.9), frame.middle() + t, mount.ground()),
          steel);
    }
  }

  @Override
  public void paint(Canvas canvas, Daylight light) {
    double radius = 0.12 * frame.width();
    canvas.fill(Form.rounded(frame, radius), light.on(look.rim()));
    canvas.fill(
        Form.rounded(frame.part(0.08, 0.035, 0.92, 0.965), radius), light.on(look.housing()));
    double lens = Math.min(0.36 * frame.width(), 0.145 * frame.height());
    for (int i = 0; i < 3; i++) {
      double cy = frame.y(0.19 + 0.31 * i);
      double cx = frame.middle();
      canvas.fill(Form.disc(cx, cy, 1.14 * lens), light.on(look.housing().times(0.45)));
      if (i == look.lit()) {
        Rgb colour = LIT.get(i).times(look.power());
        canvas.fill(Form.disc(cx, cy, lens), colour);
        canvas.glow(cx, cy, 0.7 * lens, new Rgb(0.35, 0.35, 0.3));
      } else {
        canvas.fill(Form.disc(cx, cy, lens), light.on(OUT.get(i)));
      }
    }
  }
}
