package org.conductance4j.scene;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes the random choices of one scene. It uses raw 64-bit draws alone, so that the choices are
 * the same on every Java version.
 */
final class Dice {

  private final SplittableRandom random;

  Dice(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A number in [low, high). */
  double between(double low, double high) {
    return low + (high - low) * ((random.nextLong() >>> 11) * 0x1p-53);
  }

  /** A whole number from low to high, both included. */
  int whole(int low, int high) {
    return low + (int) between(0, high - low + 1);
  }

  boolean chance(double probability) {
    return between(0, 1) < probability;
  }

  <T> T one(List<T> items) {
    return items.get(whole(0, items.size() - 1));
  }

  /** A colour whose three parts are between two levels. */
  Rgb colour(double low, double high) {
    return new Rgb(between(low, high), between(low, high), between(low, high));
  }

  /** A grey between two levels with a little tint. */
  Rgb grey(double low, double high) {
    double level = between(low, high);
    return new Rgb(level, level, level).plus(colour(-0.03, 0.03));
  }
}
