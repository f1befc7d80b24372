package org.conductance4j.report;

import java.awt.geom.RoundRectangle2D;
import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.config.FigureOptions.Background;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** The picture that was explained, or its edges, with the region outlined and named. */
final class InputFigure {

  private static final int PAD = 9;

  private InputFigure() {}

  static Figure of(ReportModel findings) {
    Tensor picture = findings.result().picture().orElseThrow();
    int factor = MapPanel.factor(picture.size(1), picture.size(2));
    boolean edges = findings.result().figures().background() == Background.EDGES;
    try (FigureCanvas canvas =
        new FigureCanvas(picture.size(2) * factor, picture.size(1) * factor)) {
      if (edges) {
        paintEdges(canvas, findings.edges());
      } else {
        Optional<Tensor> large = findings.result().closeUp();
        paintPicture(canvas, large.orElse(picture), large.isPresent() ? 1 : factor);
      }
      canvas.border(0, 0, canvas.width(), canvas.height());
      findings
          .result()
          .region()
          .map(RegionOutline::of)
          .filter(o -> !o.isEmpty())
          .ifPresent(o -> paintRegion(canvas, o, factor, "the " + findings.regionWord()));
      String what = edges ? "The edges of the picture" : "The picture";
      String with = findings.hasRegion() ? ", with the " + findings.regionWord() + " outlined" : "";
      return new Figure(
          "input",
          "What the network sees",
          what + " that was explained" + with + ".",
          what + with + ".",
          canvas.png());
    }
  }

  private static void paintEdges(FigureCanvas canvas, Plane drawing) {
    for (int r = 0; r < drawing.rows(); r++) {
      for (int c = 0; c < drawing.columns(); c++) {
        int grey = (int) Math.round(255 * drawing.at(r, c));
        canvas.pixel(c, r, grey << 16 | grey << 8 | grey);
      }
    }
  }

  private static void paintPicture(FigureCanvas canvas, Tensor picture, int factor) {
    for (int r = 0; r < canvas.height(); r++) {
      for (int c = 0; c < canvas.width(); c++) {
        int colour = 0;
        for (int channel = 0; channel < 3; channel++) {
          double level = picture.at(channel, r / factor, c / factor);
          colour = colour << 8 | (int) Math.round(255 * Math.max(0, Math.min(1, level)));
        }
        canvas.pixel(c, r, colour);
      }
    }
  }

  /** Draws the border, and its name above it, or below where there is no room above. */
  private static void paintRegion(
      FigureCanvas canvas, RegionOutline region, int factor, String name) {
    region.paint(canvas, 0, 0, factor);
    double width = canvas.width(name, Lettering.HEAD) + 2 * PAD;
    double height = FigureCanvas.TITLE + 2 * PAD - 4;
    double middle = (region.left() + region.right()) / 2.0 * factor;
    double x = Math.max(4, Math.min(canvas.width() - width - 4, middle - width / 2));
    boolean above = region.top() * factor > height + 12;
    double below = Math.min(region.bottom() * factor + 8.0, canvas.height() - height - 4);
    double y = above ? region.top() * factor - height - 8 : below;
    canvas.fill(new RoundRectangle2D.Double(x, y, width, height, 8, 8), Palette.PAPER);
    canvas.text(name, x + PAD, y + height - PAD - 2, Align.LEFT, Lettering.HEAD);
  }
}
