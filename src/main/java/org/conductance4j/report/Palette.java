package org.conductance4j.report;

import java.awt.Color;
import java.util.List;

/**
 * The colours of the figures. Curves take theirs from the palette of Okabe and Ito (Color Universal
 * Design, 2008), which stays apart under every common colour blindness.
 */
final class Palette {

  static final Color PAPER = Color.WHITE;
  static final Color TEXT = new Color(0x1f2328);
  static final Color MUTED = new Color(0x5c6670);
  static final Color RULE = new Color(0xb9c0c7);
  static final Color GRID = new Color(0xe7eaed);
  static final Color RANDOM = new Color(0x7d868f);
  static final Color RANDOM_BAND = new Color(0xd5d9dd);
  static final Color REGIONAL = new Color(0x0072b2);
  static final Color CONDUCTANCE = new Color(0xd55e00);

  private static final List<Color> OTHERS =
      List.of(new Color(0x009e73), new Color(0xcc79a7), new Color(0xe69f00), new Color(0x56b4e9));

  private Palette() {}

  /** The colour of the n-th ranking that has none of its own. */
  static Color other(int n) {
    return OTHERS.get(n % OTHERS.size());
  }
}
