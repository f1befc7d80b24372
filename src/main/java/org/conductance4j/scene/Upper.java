package org.conductance4j.scene;

/**
 * Draws clothing for above the waist: a body with two sleeves, and the details of its kind.
 *
 * @param kind t-shirt, pullover, coat or shirt
 * @param body from the shoulders to the hem, without the sleeves
 * @param sleeve how far down the sleeves reach, as a share of the picture
 * @param spread how far the sleeves stand off, as a share of the picture
 * @param dice chooses the details
 */
record Upper(ClothingClass kind, Frame body, double sleeve, double spread, Dice dice) {

  static Upper draw(Dice dice, ClothingClass kind) {
    double middle = dice.between(0.47, 0.53);
    double half = kind == ClothingClass.COAT ? dice.between(0.19, 0.25) : dice.between(0.18, 0.24);
    double top = dice.between(0.05, 0.12);
    double bottom = kind == ClothingClass.COAT ? dice.between(0.9, 0.98) : dice.between(0.78, 0.92);
    boolean wide =
        kind == ClothingClass.T_SHIRT || (kind == ClothingClass.SHIRT && dice.chance(0.3));
    double sleeve = wide ? dice.between(0.26, 0.36) : dice.between(0.66, 0.84);
    double spread = wide ? dice.between(0.12, 0.19) : dice.between(0.1, 0.17);
    return new Upper(
        kind, new Frame(middle - half, top, middle + half, bottom), sleeve, spread, dice);
  }

  void paint(Canvas canvas, Cloth cloth) {
    sleeve(canvas, cloth, body.left(), -1);
    sleeve(canvas, cloth, body.right(), 1);
    double flare = dice.between(-0.02, 0.04);
    cloth.fill(
        canvas,
        Form.polygon(
            body.left(),
            body.top() + 0.03,
            body.x(0.3),
            body.top(),
            body.x(0.7),
            body.top(),
            body.right(),
            body.top() + 0.03,
            body.right() + flare,
            body.bottom(),
            body.left() - flare,
            body.bottom()));
    switch (kind) {
      case COAT -> coat(canvas, cloth);
      case SHIRT -> shirt(canvas, cloth);
      case PULLOVER -> pullover(canvas, cloth);
      default -> neck(canvas, dice.between(0.1, 0.16), dice.between(0.05, 0.1));
    }
  }

  /** Draws a sleeve: side −1 for the left one, 1 for the right one. */
  private void sleeve(Canvas canvas, Cloth cloth, double x, int side) {
    double width = sleeve < 0.5 ? 0.13 : 0.1;
    double end = x + side * spread;
    double y = body.top() + 0.03;
    cloth
        .plain(dice.between(0.85, 1))
        .fill(
            canvas,
            Form.polygon(
                x - side * 0.04,
                y,
                x + side * 0.03,
                y + 0.01,
                end,
                sleeve - 0.03,
                end - side * width,
                sleeve,
                x - side * 0.02,
                y + 0.24));
  }

  private void neck(Canvas canvas, double half, double depth) {
    double middle = body.middle();
    canvas.fill(
        Form.ellipse(
            new Frame(middle - half, body.top() - depth, middle + half, body.top() + depth)),
        Cloth.grey(0));
  }

  private void pullover(Canvas canvas, Cloth cloth) {
    neck(canvas, dice.between(0.07, 0.11), dice.between(0.02, 0.05));
    Cloth rib = cloth.plain(dice.between(0.6, 0.8));
    rib.fill(canvas, Form.rectangle(body.part(-0.02, 0.92, 1.02, 1)));
    rib.fill(canvas, Form.rectangle(body.part(0.28, 0.0, 0.72, dice.between(0.04, 0.07))));
  }

  private void coat(Canvas canvas, Cloth cloth) {
    double middle = body.middle() + dice.between(-0.015, 0.015);
    double gap = dice.between(0.012, 0.03);
    canvas.fill(
        Form.rectangle(middle - gap, body.top(), middle + gap, body.bottom()), Cloth.grey(0.02));
    double reach = dice.between(0.22, 0.36);
    Cloth lapel = cloth.plain(dice.between(1.15, 1.4));
    for (int side = -1; side <= 1; side += 2) {
      lapel.fill(
          canvas,
          Form.polygon(
              middle + side * gap, body.top() + reach,
              middle + side * 0.14, body.top() + 0.1,
              middle + side * 0.09, body.top() - 0.01,
              middle + side * gap, body.top() + 0.06));
    }
  }

  private void shirt(Canvas canvas, Cloth cloth) {
    double middle = body.middle();
    neck(canvas, dice.between(0.05, 0.07), dice.between(0.02, 0.04));
    Cloth collar = cloth.plain(dice.between(1.15, 1.4));
    for (int side = -1; side <= 1; side += 2) {
      collar.fill(
          canvas,
          Form.polygon(
              middle,
              body.top() + 0.1,
              middle + side * 0.11,
              body.top() + 0.07,
              middle + side * 0.1,
              body.top() - 0.02,
              middle + side * 0.05,
              body.top() - 0.02));
    }
    Rgb line = Cloth.grey(cloth.level() * dice.between(0.35, 0.55));
    canvas.fill(
        Form.rectangle(middle - 0.012, body.top() + 0.1, middle + 0.012, body.bottom()), line);
    int buttons = dice.whole(4, 6);
    for (int i = 0; i < buttons; i++) {
      double y = body.y(0.22 + 0.72 * i / buttons);
      canvas.fill(Form.disc(middle + 0.035, y, 0.018), Cloth.grey(0.05));
    }
  }
}
