package org.conductance4j.report;

import java.awt.Color;
import java.awt.geom.RoundRectangle2D;
import java.util.Arrays;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.InputParts;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** A sentence, each word on the colour of its contribution, with the number beneath. */
final class WordFigure {

  private static final int WIDTH = 1500;
  private static final int MARGIN = 12;
  private static final int GAP = 14;
  private static final int PAD = 16;
  private static final int BOX = 62;
  private static final int LINE = 124;

  /** Beyond this depth of colour, letters are white. */
  private static final double DARK = 0.6;

  private final ReportModel findings;
  private final InputParts words;
  private final double[] sums;
  private final HeatScale scale;

  private WordFigure(ReportModel findings, InputParts words) {
    Tensor attribution = findings.result().inputAttribution();
    this.findings = findings;
    this.words = words;
    this.sums = words.sums(attribution.shape(), attribution.toArray());
    double largest = Arrays.stream(sums).map(Math::abs).max().orElse(0);
    this.scale = new HeatScale(largest == 0 ? 1 : largest);
  }

  static Figure of(ReportModel findings, InputParts words) {
    return new WordFigure(findings, words).draw();
  }

  private Figure draw() {
    int lines;
    try (FigureCanvas measure = new FigureCanvas(1, 1)) {
      lines = place(measure, false);
    }
    try (FigureCanvas canvas = new FigureCanvas(WIDTH, lines * LINE + MARGIN)) {
      place(canvas, true);
      String what = "Each word’s contribution to the " + findings.scoreWord();
      String region = findings.hasRegion() ? " The words that were asked about are framed." : "";
      return new Figure(
          "input-attribution",
          "Where the " + findings.scoreWord() + " comes from",
          ("%s of %s: orange speaks in favour, blue against; the numbers add up to the"
                  + " difference from the baseline.%s")
              .formatted(what, findings.className(), region),
          what + ", as colours behind the words.",
          canvas.png());
    }
  }

  /** Goes through the sentence, line by line; returns the number of lines. */
  private int place(FigureCanvas canvas, boolean paint) {
    double x = MARGIN;
    int line = 0;
    for (int i = 0; i < sums.length; i++) {
      double width = width(canvas, i);
      if (x + width > WIDTH - MARGIN && x > MARGIN) {
        line++;
        x = MARGIN;
      }
      if (paint) {
        paint(canvas, i, x, MARGIN + line * LINE, width);
      }
      x += width + GAP;
    }
    return line + 1;
  }

  private double width(FigureCanvas canvas, int word) {
    return 2 * PAD
        + Math.max(
            canvas.width(words.names().get(word), Lettering.HEAD),
            canvas.width(findings.numbers().signed(sums[word]), Lettering.NOTE));
  }

  private void paint(FigureCanvas canvas, int word, double x, double y, double width) {
    var box = new RoundRectangle2D.Double(x, y, width, BOX, 10, 10);
    canvas.fill(box, new Color(scale.colour(sums[word])));
    if (words.inside().get(word)) {
      canvas.stroke(box, Palette.TEXT, 3, false);
    }
    boolean dark = scale.depth(sums[word]) > DARK;
    Lettering type = dark ? Lettering.HEAD.in(Palette.PAPER) : Lettering.HEAD;
    canvas.text(words.names().get(word), x + width / 2, y + BOX - 21, Align.CENTRE, type);
    String number = findings.numbers().signed(sums[word]);
    canvas.text(number, x + width / 2, y + BOX + 30, Align.CENTRE, Lettering.NOTE);
  }
}
