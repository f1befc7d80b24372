package org.conductance4j.report;

import java.awt.geom.Rectangle2D;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** The key to a map: its colours from the lowest to the highest value. */
final class ColourBar {

  /** Height of the bar with its numbers and its line of text. */
  static final int HEIGHT = 100;

  private static final int THICKNESS = 22;

  private ColourBar() {}

  /** Draws the bar; a meaning that is too long is cut at its "; ". */
  static void paint(FigureCanvas canvas, int x, int y, int width, HeatScale scale, String meaning) {
    for (int c = 0; c < width; c++) {
      double value = scale.limit() * (2.0 * c / (width - 1) - 1);
      for (int r = 0; r < THICKNESS; r++) {
        canvas.pixel(x + c, y + r, scale.colour(value));
      }
    }
    canvas.stroke(new Rectangle2D.Double(x, y, width, THICKNESS), Palette.RULE, 1.5, false);
    Numbers numbers = Numbers.ofScale(100 * scale.limit());
    int baseline = y + THICKNESS + 26;
    canvas.text(
        numbers.signed(-scale.limit()) + " against", x, baseline, Align.LEFT, Lettering.NOTE);
    canvas.text("0", x + width / 2.0, baseline, Align.CENTRE, Lettering.NOTE);
    canvas.text(
        "in favour " + numbers.signed(scale.limit()),
        x + width,
        baseline,
        Align.RIGHT,
        Lettering.NOTE);
    double middle = x + width / 2.0;
    int cut = meaning.indexOf("; ");
    if (cut < 0 || canvas.width(meaning, Lettering.NOTE) <= canvas.width()) {
      canvas.text(meaning, middle, baseline + 34, Align.CENTRE, Lettering.NOTE);
    } else {
      canvas.text(
          meaning.substring(0, cut + 1), middle, baseline + 24, Align.CENTRE, Lettering.NOTE);
      canvas.text(meaning.substring(cut + 2), middle, baseline + 46, Align.CENTRE, Lettering.NOTE);
    }
  }
}
