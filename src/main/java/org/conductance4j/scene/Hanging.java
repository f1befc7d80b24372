package org.conductance4j.scene;

/** Draws clothing without sleeves or soles: dresses, trousers and bags. */
final class Hanging {

  private Hanging() {}

  static void dress(Canvas canvas, Dice dice, Cloth cloth) {
    double middle = dice.between(0.47, 0.53);
    double top = dice.between(0.03, 0.08);
    double chest = dice.between(0.1, 0.14);
    double waist = dice.between(0.08, 0.12);
    double hem = dice.between(0.14, 0.26);
    double waistAt = dice.between(0.36, 0.44);
    double bottom = dice.between(0.93, 0.99);
    for (int side = -1; side <= 1; side += 2) {
      double x = middle + side * 0.075;
      cloth.fill(canvas, Form.rectangle(x - 0.022, top, x + 0.022, top + 0.16));
    }
    cloth.fill(
        canvas,
        Form.polygon(
            middle - chest,
            top + 0.12,
            middle + chest,
            top + 0.12,
            middle + waist,
            waistAt,
            middle - waist,
            waistAt));
    cloth.fill(
        canvas,
        Form.polygon(
            middle - waist,
            waistAt,
            middle + waist,
            waistAt,
            middle + hem,
            bottom,
            middle - hem,
            bottom));
    if (dice.chance(0.4)) {
      Cloth belt = cloth.plain(dice.between(0.3, 0.6));
      belt.fill(
          canvas, Form.rectangle(middle - waist, waistAt - 0.02, middle + waist, waistAt + 0.03));
    }
  }

  static void trouser(Canvas canvas, Dice dice, Cloth cloth) {
    double middle = dice.between(0.47, 0.53);
    double top = dice.between(0.03, 0.08);
    double waist = dice.between(0.12, 0.17);
    double fork = dice.between(0.26, 0.36);
    double leg = dice.between(0.1, 0.14);
    double stand = dice.between(0.05, 0.14);
    double bottom = dice.between(0.92, 0.99);
    cloth.fill(
        canvas,
        Form.polygon(
            middle - waist,
            top,
            middle + waist,
            top,
            middle + waist + 0.02,
            fork + 0.04,
            middle - waist - 0.02,
            fork + 0.04));
    for (int side = -1; side <= 1; side += 2) {
      double foot = middle + side * (stand + leg / 2);
      cloth.fill(
          canvas,
          Form.polygon(
              middle + side * 0.01,
              fork,
              middle + side * (waist + 0.02),
              fork,
              foot + side * leg / 2,
              bottom,
              foot - side * leg / 2,
              bottom));
    }
    Cloth band = cloth.plain(dice.between(0.5, 0.8));
    band.fill(canvas, Form.rectangle(middle - waist, top, middle + waist, top + 0.05));
  }

  static void bag(Canvas canvas, Dice dice, Cloth cloth) {
    double middle = dice.between(0.46, 0.54);
    double half = dice.between(0.28, 0.42);
    double top = dice.between(0.36, 0.46);
    double bottom = dice.between(0.82, 0.93);
    double rise = dice.between(0.2, 0.32);
    double grip = half * dice.between(0.5, 0.75);
    double thick = dice.between(0.03, 0.05);
    Frame outer = new Frame(middle - grip, top - rise, middle + grip, top + rise);
    Frame inner =
        new Frame(
            middle - grip + thick, top - rise + thick, middle + grip - thick, top + rise - thick);
    cloth.plain(dice.between(0.7, 1)).fill(canvas, Form.ellipse(outer));
    canvas.fill(Form.ellipse(inner), Cloth.grey(0));
    Frame body = new Frame(middle - half, top, middle + half, bottom);
    canvas.fill(Form.rectangle(body), Cloth.grey(0));
    cloth.fill(canvas, Form.rounded(body, dice.between(0.02, 0.1)));
    if (dice.chance(0.6)) {
      Rgb seam = Cloth.grey(cloth.level() * dice.between(0.4, 0.7));
      double y = body.y(dice.between(0.25, 0.45));
      canvas.fill(Form.rectangle(body.left(), y - 0.012, body.right(), y + 0.012), seam);
      canvas.fill(Form.disc(middle, y + 0.02, 0.035), Cloth.grey(0.95));
    }
  }
}
