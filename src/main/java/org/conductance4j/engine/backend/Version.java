package org.conductance4j.engine.backend;

import java.util.Comparator;

/** A number of two parts: of a CUDA release, or of a GPU's compute capability. */
record Version(int major, int minor) implements Comparable<Version> {

  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::major).thenComparingInt(Version::minor);

  /**
   * Reads a version such as {@code 11.6}.
   *
   * @throws NumberFormatException if the text is something else
   */
  static Version parse(String text) {
    String[] parts = text.strip().split("\\.", 2);
    if (parts.length != 2) {
      throw new NumberFormatException("needs MAJOR.MINOR, got '" + text + "'");
    }
    return new Version(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
