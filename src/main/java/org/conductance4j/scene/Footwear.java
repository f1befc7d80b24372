package org.conductance4j.scene;

/** Draws shoes from the side, with the toes to the left. */
final class Footwear {

  private Footwear() {}

  static void sandal(Canvas canvas, Dice dice, Cloth cloth) {
    double left = dice.between(0.04, 0.1);
    double right = dice.between(0.9, 0.97);
    double ground = dice.between(0.68, 0.78);
    double heel = dice.chance(0.4) ? dice.between(0.08, 0.2) : dice.between(0.0, 0.05);
    double sole = dice.between(0.05, 0.08);
    double middle = left + (right - left) * 0.45;
    Cloth plain = cloth.plain(1);
    plain.fill(
        canvas,
        Form.polygon(left, ground - sole, middle, ground - sole, middle, ground, left, ground));
    plain.fill(
        canvas,
        Form.polygon(
            middle, ground - sole,
            right, ground - sole - heel,
            right, ground - heel,
            middle, ground));
    plain.fill(
        canvas,
        Form.polygon(
            right - 0.1,
            ground - sole - heel * 0.8,
            right,
            ground - sole - heel,
            right,
            ground,
            right - 0.07,
            ground));
    double thick = dice.between(0.03, 0.05);
    double arch = dice.between(0.16, 0.24);
    int straps = dice.whole(2, 3);
    for (int i = 0; i < straps; i++) {
      double x = left + 0.08 + i * dice.between(0.13, 0.17);
      double y = ground - sole;
      plain.fill(
          canvas, Form.polygon(x, y, x + thick, y, x + 0.1 + thick, y - arch, x + 0.1, y - arch));
    }
    double ankle = ground - sole - heel;
    plain.fill(
        canvas,
        Form.polygon(
            right - 0.06,
            ankle,
            right - 0.01,
            ankle,
            right - 0.02,
            ankle - 0.2,
            right - 0.07,
            ankle - 0.2));
    plain.fill(
        canvas,
        Form.polygon(
            right - 0.05,
            ankle - 0.2,
            right - 0.05,
            ankle - 0.2 + thick,
            left + 0.42,
            ground - sole - arch + thick,
            left + 0.42,
            ground - sole - arch));
  }

  static void sneaker(Canvas canvas, Dice dice, Cloth cloth) {
    double left = dice.between(0.03, 0.08);
    double right = dice.between(0.92, 0.98);
    double ground = dice.between(0.7, 0.78);
    double top = ground - dice.between(0.3, 0.38);
    double toe = ground - dice.between(0.13, 0.17);
    double tongue = left + dice.between(0.42, 0.5);
    cloth.fill(
        canvas,
        Form.polygon(
            left, ground, left + 0.03, toe, tongue, top, right, top + 0.04, right, ground));
    canvas.fill(
        Form.ellipse(new Frame(tongue + 0.1, top - 0.06, right - 0.04, top + 0.08)), Cloth.grey(0));
    Rgb sole = Cloth.grey(dice.between(0.85, 1));
    canvas.fill(
        Form.rounded(new Frame(left - 0.01, ground - 0.05, right + 0.01, ground + 0.03), 0.04),
        sole);
    Rgb lace = Cloth.grey(cloth.level() > 0.65 ? 0.15 : 0.95);
    int laces = dice.whole(3, 4);
    for (int i = 0; i < laces; i++) {
      double x = left + 0.2 + 0.075 * i;
      double y = toe + (top - toe) * (x - left) / (tongue - left) + 0.05;
      canvas.fill(Form.rectangle(x, y - 0.015, x + 0.05, y + 0.035), lace);
    }
    if (dice.chance(0.5)) {
      double x = left + 0.55;
      canvas.fill(
          Form.polygon(
              x, ground - 0.07, x + 0.06, ground - 0.07, x + 0.2, top + 0.12, x + 0.14, top + 0.12),
          lace);
    }
  }

  static void boot(Canvas canvas, Dice dice, Cloth cloth) {
    double left = dice.between(0.04, 0.12);
    double right = dice.between(0.86, 0.95);
    double ground = dice.between(0.82, 0.9);
    double heel = dice.between(0.03, 0.12);
    double top = dice.between(0.08, 0.2);
    double shaft = right - dice.between(0.34, 0.44);
    double instep = ground - dice.between(0.26, 0.34);
    cloth.fill(
        canvas, Form.polygon(shaft, top, right, top, right, ground - heel, shaft, ground - heel));
    cloth.fill(
        canvas,
        Form.polygon(
            left,
            ground - 0.02,
            left + 0.03,
            ground - 0.14,
            shaft,
            instep,
            right,
            instep,
            right,
            ground - heel,
            right - 0.2,
            ground - 0.02));
    canvas.fill(
        Form.polygon(
            left,
            ground - 0.03,
            right - 0.24,
            ground - 0.03,
            right - 0.24,
            ground + 0.01,
            left,
            ground + 0.01),
        Cloth.grey(cloth.level() * 0.5));
    canvas.fill(
        Form.rectangle(right - 0.2, ground - heel - 0.02, right, ground + 0.01),
        Cloth.grey(cloth.level() * 0.5));
    if (dice.chance(0.5)) {
      Rgb zip = Cloth.grey(cloth.level() > 0.6 ? 0.1 : 0.95);
      double x = shaft + dice.between(0.1, 0.2);
      canvas.fill(Form.rectangle(x, top + 0.04, x + 0.03, instep + 0.06), zip);
    }
    cloth.plain(dice.between(0.6, 1.3)).fill(canvas, Form.rectangle(shaft, top, right, top + 0.06));
  }
}
