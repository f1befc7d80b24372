package org.conductance4j.scene;

/** A colour with parts from 0 to 1. Larger parts are cut off when the picture is finished. */
record Rgb(double red, double green, double blue) {

  static Rgb of(int hex) {
    return new Rgb(((hex >> 16) & 0xff) / 255.0, ((hex >> 8) & 0xff) / 255.0, (hex & 0xff) / 255.0);
  }

  Rgb times(double factor) {
    return new Rgb(red * factor, green * factor, blue * factor);
  }

  Rgb times(Rgb other) {
    return new Rgb(red * other.red, green * other.green, blue * other.blue);
  }

  Rgb plus(Rgb other) {
    return new Rgb(red + other.red, green + other.green, blue + other.blue);
  }

  /** A mixture: this colour at share 0, the other at share 1. */
  Rgb mixed(Rgb other, double share) {
    return times(1 - share).plus(other.times(share));
  }
}
