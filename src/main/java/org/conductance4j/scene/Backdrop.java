package org.conductance4j.scene;

import java.util.List;

/**
 * Paints the street behind the objects: sky, buildings, road, pavement, trees, lamp posts and bins.
 */
record Backdrop(Canvas canvas, Dice dice, Daylight light, double horizon) {

  static void paint(Canvas canvas, Dice dice, Daylight light, double horizon) {
    Backdrop backdrop = new Backdrop(canvas, dice, light, horizon);
    backdrop.sky();
    backdrop.buildings();
    backdrop.road();
    backdrop.furniture();
  }

  private void sky() {
    canvas.fill(
        Form.rectangle(0, 0, 1, horizon + 0.01),
        (x, y) -> light.zenith().mixed(light.haze(), y / horizon),
        1);
    int clouds = dice.whole(0, 3);
    for (int i = 0; i < clouds; i++) {
      double x = dice.between(-0.1, 1);
      double y = dice.between(0.02, 0.3);
      double width = dice.between(0.15, 0.4);
      Rgb white = light.haze().mixed(light.on(Rgb.of(0xffffff)), 0.5);
      canvas.fill(Form.ellipse(new Frame(x, y, x + width, y + 0.22 * width)), white, 0.6);
      canvas.fill(
          Form.ellipse(
              new Frame(x + 0.3 * width, y - 0.1 * width, x + 0.8 * width, y + 0.17 * width)),
          white,
          0.6);
    }
  }

  private void buildings() {
    double x = dice.between(-0.15, 0);
    while (x < 1) {
      double width = dice.between(0.12, 0.34);
      if (dice.chance(0.88)) {
        building(new Frame(x, horizon - dice.between(0.12, 0.5), x + width, horizon + 0.02));
      }
      x += width + (dice.chance(0.3) ? dice.between(0, 0.1) : 0);
    }
  }

  private void building(Frame f) {
    Rgb wall = dice.chance(0.6) ? dice.grey(0.3, 0.8) : dice.colour(0.25, 0.75);
    canvas.fill(Form.rectangle(f), light.on(wall));
    canvas.fill(Form.rectangle(f.part(0, 0, 1, 0.03)), light.on(wall.times(0.7)));
    int columns = dice.whole(2, 5);
    int rows = Math.max(1, (int) (f.height() / dice.between(0.07, 0.12)));
    double dx = dice.between(0.15, 0.28) / columns;
    double dy = dice.between(0.15, 0.28) / rows;
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < rows; j++) {
        Frame cell =
            f.part(
                (double) i / columns + dx,
                0.04 + 0.8 * j / rows + dy,
                (i + 1.0) / columns - dx,
                0.04 + 0.8 * (j + 1) / rows - dy);
        boolean lit = dice.chance(0.05 + 0.45 * light.dark());
        Rgb glow = Rgb.of(0xf2d48a).times(dice.between(0.6, 1));
        canvas.fill(
            Form.rectangle(cell),
            lit ? glow : light.on(Rgb.of(0x2e3a44).times(dice.between(0.6, 1.6))));
      }
    }
    if (dice.chance(0.45)) {
      shop(f);
    }
  }

  /** A ground floor with a coloured board; some boards have glowing dots. */
  private void shop(Frame f) {
    Frame board = f.part(0.08, 0.84, 0.92, 0.93);
    canvas.fill(Form.rectangle(board), light.on(dice.colour(0.1, 0.9)));
    canvas.fill(Form.rectangle(f.part(0.12, 0.93, 0.88, 1)), light.on(Rgb.of(0x20262a)));
    if (dice.chance(0.35)) {
      Rgb neon = dice.one(List.of(Rgb.of(0xff3020), Rgb.of(0x30ff80), Rgb.of(0xffb020)));
      double r = 0.3 * board.height();
      for (double share = 0.15; share < 0.9; share += 0.2) {
        canvas.fill(Form.disc(board.x(share), board.y(0.5), r), neon.times(0.9));
      }
    }
  }

  private void road() {
    Rgb pavement = light.on(dice.grey(0.45, 0.68));
    canvas.fill(Form.rectangle(0, horizon, 1, 1), pavement);
    double vanish = dice.between(0.3, 0.7);
    Rgb asphalt = light.on(dice.grey(0.2, 0.42));
    double half = dice.between(0.03, 0.12);
    canvas.fill(
        Form.polygon(
            vanish - half,
            horizon,
            vanish + half,
            horizon,
            dice.between(1, 1.6),
            1,
            dice.between(-0.6, 0),
            1),
        asphalt);
    Rgb paint = light.on(Rgb.of(0xdcdcd0));
    double foot = dice.between(0.35, 0.65);
    for (double t = 0.08; t < 1; t += 0.24) {
      double y0 = horizon + t * t * (1 - horizon);
      double y1 = horizon + (t + 0.12) * (t + 0.12) * (1 - horizon);
      double w0 = 0.004 + 0.014 * t;
      double x0 = vanish + (foot - vanish) * t * t;
      double x1 = vanish + (foot - vanish) * (t + 0.12) * (t + 0.12);
      canvas.fill(
          Form.polygon(x0 - w0, y0, x0 + w0, y0, x1 + 1.5 * w0, y1, x1 - 1.5 * w0, y1), paint);
    }
    if (dice.chance(0.2)) {
      crossing(paint);
    }
  }

  private void crossing(Rgb paint) {
    double y = dice.between(horizon + 0.2, 0.9);
    for (double x = 0.04; x < 1; x += 0.12) {
      canvas.fill(Form.polygon(x, y, x + 0.06, y, x + 0.065, y + 0.07, x - 0.005, y + 0.07), paint);
    }
  }

  private void furniture() {
    int pieces = dice.whole(1, 4);
    for (int i = 0; i < pieces; i++) {
      double x = dice.between(0, 1);
      switch (dice.whole(0, 4)) {
        case 0 -> tree(x);
        case 1 -> lampPost(x);
        case 2 -> bin(x);
        case 3 -> pole(x);
        default -> person(x);
      }
    }
  }

  private void tree(double x) {
    double top = horizon - dice.between(0.12, 0.35);
    double r = dice.between(0.06, 0.13);
    double ground = horizon + dice.between(0.03, 0.12);
    canvas.fill(Form.rectangle(x - 0.1 * r, top, x + 0.1 * r, ground), light.on(Rgb.of(0x4a3826)));
    Rgb leaves = light.on(Rgb.of(0x3f6b2c).mixed(Rgb.of(0x8a7a2c), dice.between(0, 0.6)));
    canvas.fill(Form.disc(x, top, r), leaves);
    canvas.fill(Form.disc(x - 0.6 * r, top + 0.4 * r, 0.7 * r), leaves.times(0.85));
    canvas.fill(Form.disc(x + 0.6 * r, top + 0.35 * r, 0.7 * r), leaves.times(1.1));
  }

  private void lampPost(double x) {
    double top = dice.between(0.08, horizon - 0.12);
    double ground = horizon + dice.between(0.05, 0.3);
    double w = dice.between(0.005, 0.011);
    double r = dice.between(0.018, 0.04);
    canvas.fill(Form.rectangle(x - w, top, x + w, ground), light.on(Rgb.of(0x3c4144)));
    Rgb lamp = light.dark() > 0.3 ? Rgb.of(0xffe2a0) : light.on(Rgb.of(0xd8d8d0));
    canvas.fill(Form.disc(x, top, r), lamp);
    if (light.dark() > 0.3) {
      canvas.glow(x, top, 3 * r, Rgb.of(0x6a5a30));
    }
  }

  private void bin(double x) {
    double bottom = horizon + dice.between(0.08, 0.35);
    double width = dice.between(0.05, 0.1);
    Frame f = new Frame(x, bottom - width * dice.between(1.2, 2.2), x + width, bottom);
    Rgb colour = dice.chance(0.5) ? dice.grey(0.08, 0.35) : dice.colour(0.1, 0.6);
    canvas.fill(Form.rounded(f, 0.1 * width), light.on(colour));
    canvas.fill(Form.rectangle(f.part(0.15, 0.12, 0.85, 0.22)), light.on(colour.times(0.4)));
  }

  private void pole(double x) {
    double w = dice.between(0.004, 0.012);
    canvas.fill(
        Form.rectangle(x - w, dice.between(0, 0.25), x + w, horizon + dice.between(0.05, 0.35)),
        light.on(dice.grey(0.2, 0.5)));
  }

  private void person(double x) {
    double height = dice.between(0.12, 0.26);
    double ground = horizon + dice.between(0.06, 0.3);
    Frame f = new Frame(x, ground - height, x + 0.3 * height, ground);
    canvas.fill(Form.rectangle(f.part(0.22, 0.5, 0.46, 1)), light.on(dice.colour(0.05, 0.4)));
    canvas.fill(Form.rectangle(f.part(0.54, 0.5, 0.78, 1)), light.on(dice.colour(0.05, 0.4)));
    canvas.fill(
        Form.rounded(f.part(0.1, 0.18, 0.9, 0.58), 0.1 * height), light.on(dice.colour(0.1, 0.9)));
    canvas.fill(Form.ellipse(f.part(0.28, 0, 0.72, 0.18)), light.on(Rgb.of(0xc89878)));
  }
}
