package org.conductance4j.scene;

/**
 * The colouring of a piece of clothing: a level of grey with a pattern and light from one side.
 *
 * @param level the grey, from 0 to 1
 * @param slope how much brighter the right side is than the left
 * @param pattern what is woven or printed on it
 * @param width of a stripe, as a share of the picture
 * @param depth how much darker the stripes are
 */
record Cloth(double level, double slope, Pattern pattern, double width, double depth) {

  /** What is woven or printed on the cloth. */
  enum Pattern {
    PLAIN,
    STRIPES_ACROSS,
    STRIPES_DOWN,
    CHECKS
  }

  static Cloth draw(Dice dice) {
    double level = dice.between(0.35, 0.95);
    Pattern pattern =
        dice.chance(0.6)
            ? Pattern.PLAIN
            : Pattern.values()[dice.whole(1, Pattern.values().length - 1)];
    return new Cloth(
        level,
        dice.between(-0.25, 0.25),
        pattern,
        dice.between(0.06, 0.14),
        dice.between(0.2, 0.55));
  }

  static Rgb grey(double level) {
    return new Rgb(level, level, level);
  }

  /** The colour at a point of the picture. */
  Rgb at(double x, double y) {
    double lit = level * (1 + slope * (x - 0.5));
    return grey(Math.min(1, lit * (striped(x, y) ? 1 - depth : 1)));
  }

  private boolean striped(double x, double y) {
    return switch (pattern) {
      case PLAIN -> false;
      case STRIPES_ACROSS -> odd(y);
      case STRIPES_DOWN -> odd(x);
      case CHECKS -> odd(x) ^ odd(y);
    };
  }

  private boolean odd(double position) {
    return ((int) (position / width) & 1) == 1;
  }

  /** The same cloth without its pattern, at another level. */
  Cloth plain(double factor) {
    return new Cloth(Math.min(1, level * factor), slope, Pattern.PLAIN, width, depth);
  }

  void fill(Canvas canvas, Form form) {
    canvas.fill(form, this::at, 1);
  }
}
