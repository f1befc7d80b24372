package org.conductance4j.scene;

/**
 * The light of a scene.
 *
 * @param ambient factor on the colour of everything that does not glow
 * @param zenith colour of the sky at the top
 * @param haze colour of the sky at the horizon
 * @param dark 0 at noon, 1 at night; decides how many lamps and windows are lit
 * @param grain noise of the camera
 */
record Daylight(Rgb ambient, Rgb zenith, Rgb haze, double dark, double grain) {

  static Daylight draw(Dice dice) {
    double dark = dice.chance(0.6) ? dice.between(0, 0.3) : dice.between(0.3, 1);
    double level = dice.between(0.85, 1.1) * (1 - 0.72 * dark);
    Rgb warm = new Rgb(1, 1, 1).mixed(new Rgb(1.12, 0.97, 0.82), dice.between(0, 1));
    Rgb cold = new Rgb(1, 1, 1).mixed(new Rgb(0.85, 0.95, 1.15), dice.between(0, 1));
    Rgb tint = dice.chance(0.5) ? warm : cold;
    Rgb clear = Rgb.of(0x4a86c8).mixed(Rgb.of(0x9fb4c4), dice.between(0, 1));
    Rgb zenith = clear.times(1 - 0.9 * dark);
    Rgb pale = Rgb.of(0xd5dfe6).mixed(Rgb.of(0xe8a878), dice.chance(0.3) ? dice.between(0, 1) : 0);
    Rgb haze = pale.times(1 - 0.82 * dark);
    return new Daylight(tint.times(level), zenith, haze, dark, dice.between(0.005, 0.03));
  }

  /** The colour that a surface has in this light. */
  Rgb on(Rgb surface) {
    return surface.times(ambient);
  }
}
