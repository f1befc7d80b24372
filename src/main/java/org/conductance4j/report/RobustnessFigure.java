package org.conductance4j.report;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.conductance4j.experiment.result.Robustness;
import org.conductance4j.experiment.result.Robustness.Row;
import org.conductance4j.experiment.result.Robustness.Verdict;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/**
 * One table of cells a region: a row a layer, a column a baseline, the columns of an objective side
 * by side. A cell's colour is its verdict; it names what is left of the box and of the score.
 */
final class RobustnessFigure {

  static final String ID = "robustness";

  private static final int NAMES = 150;
  private static final int CELL = 166;
  private static final int LINE = 76;
  private static final int GAP = 26;
  private static final int HEAD = 128;
  private static final int KEY = 60;
  private static final int SWATCH = 34;

  private final Robustness robustness;
  private final List<String> layers;
  private final List<String> baselines;
  private final List<String> objectives;
  private final List<String> regions;

  private RobustnessFigure(Robustness robustness) {
    this.robustness = robustness;
    List<Row> rows = robustness.rows();
    this.layers = rows.stream().map(Row::layer).distinct().toList();
    this.baselines = rows.stream().map(Row::baseline).distinct().toList();
    this.objectives = rows.stream().map(Row::objective).distinct().toList();
    this.regions = rows.stream().map(Row::region).distinct().toList();
  }

  static Figure of(Robustness robustness) {
    return new RobustnessFigure(robustness).draw();
  }

  private int block() {
    return HEAD + layers.size() * LINE + GAP;
  }

  private double left(int objective, int baseline) {
    return NAMES + (objective * baselines.size() + baseline) * (double) CELL + objective * GAP;
  }

  private Figure draw() {
    int width = (int) left(objectives.size() - 1, baselines.size()) + 4;
    int wide = Math.max(width, 1500);
    try (FigureCanvas canvas = new FigureCanvas(wide, regions.size() * block() + KEY)) {
      for (int region = 0; region < regions.size(); region++) {
        paintHead(canvas, region);
        paintCells(canvas, region);
      }
      paintKey(canvas, regions.size() * block() + 12);
      return figure(canvas.png());
    }
  }

  private void paintHead(FigureCanvas canvas, int region) {
    double y = region * (double) block();
    canvas.text("Box ‘" + regions.get(region) + "’", 0, y + 28, Align.LEFT, Lettering.HEAD);
    for (int objective = 0; objective < objectives.size(); objective++) {
      double x = left(objective, 0);
      String name = objectives.get(objective).replace('-', ' ');
      canvas.text(name, x, y + 72, Align.LEFT, Lettering.TEXT.strong());
      canvas.line(x, y + 84, left(objective, baselines.size()) - 6, y + 84, Palette.RULE, 1.5);
      for (int baseline = 0; baseline < baselines.size(); baseline++) {
        canvas.text(
            baselines.get(baseline),
            left(objective, baseline),
            y + 114,
            Align.LEFT,
            Lettering.NOTE);
      }
    }
  }

  private void paintCells(FigureCanvas canvas, int region) {
    for (int layer = 0; layer < layers.size(); layer++) {
      double y = region * (double) block() + HEAD + layer * (double) LINE;
      canvas.text(layers.get(layer), 0, y + 44, Align.LEFT, Lettering.TEXT);
      for (int objective = 0; objective < objectives.size(); objective++) {
        for (int baseline = 0; baseline < baselines.size(); baseline++) {
          paintCell(canvas, left(objective, baseline), y, row(layer, baseline, objective, region));
        }
      }
    }
  }

  /** Rows are stored with the layers outermost, then baselines, objectives and regions. */
  private Row row(int layer, int baseline, int objective, int region) {
    int index =
        ((layer * baselines.size() + baseline) * objectives.size() + objective) * regions.size()
            + region;
    return robustness.rows().get(index);
  }

  private static void paintCell(FigureCanvas canvas, double x, double y, Row row) {
    canvas.rectangle(x, y, CELL - 6.0, LINE - 6.0, fill(row.verdict()));
    if (row.verdict() == Verdict.LITTLE_THERE) {
      canvas.stroke(
          new Rectangle2D.Double(x + 0.75, y + 0.75, CELL - 7.5, LINE - 7.5),
          Palette.RULE,
          1.5,
          false);
    }
    Color ink = ink(row.verdict());
    String box =
        row.verdict() == Verdict.LITTLE_THERE
            ? "holds " + Numbers.percent(row.share())
            : "box " + Numbers.percent(row.boxKept());
    canvas.text(box, x + 10, y + 30, Align.LEFT, Lettering.TEXT.in(ink));
    canvas.text(
        "score " + Numbers.percent(row.scoreKept()),
        x + 10,
        y + 58,
        Align.LEFT,
        Lettering.NOTE.in(ink));
  }

  private static Color fill(Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> Palette.REGIONAL;
      case RANDOM_TOO -> new Color(0xb9daf0);
      case BOX_STAYS -> new Color(0xf6d3ae);
      case SCORE_FALLS -> new Color(0xb34700);
      case LITTLE_THERE -> Palette.PAPER;
    };
  }

  private static Color ink(Verdict verdict) {
    return switch (verdict) {
      case HOLDS, SCORE_FALLS -> Palette.PAPER;
      case RANDOM_TOO, BOX_STAYS -> Palette.TEXT;
      case LITTLE_THERE -> Palette.MUTED;
    };
  }

  private static void paintKey(FigureCanvas canvas, double y) {
    double x = 0;
    for (Verdict verdict : Verdict.values()) {
      canvas.rectangle(x, y, SWATCH, SWATCH, fill(verdict));
      canvas.stroke(new Rectangle2D.Double(x, y, SWATCH, SWATCH), Palette.RULE, 1.5, false);
      String words = RobustnessSection.words(verdict);
      canvas.text(words, x + SWATCH + 12, y + 26, Align.LEFT, Lettering.TEXT);
      x += SWATCH + 12 + canvas.width(words, Lettering.TEXT) + 40;
    }
  }

  private Figure figure(Png png) {
    String by = Numbers.fraction(robustness.fraction()) + " by regional conductance";
    List<String> counts = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      counts.add(RobustnessSection.words(verdict) + " in " + robustness.count(verdict));
    }
    return new Figure(
        ID,
        "Where it holds",
        "What pruning "
            + by
            + " leaves of the box’s contribution (upper number) and of the score’s difference to the"
            + " baseline (lower number), for every layer (rows), objective and baseline (columns)."
            + " A negative number means that the box speaks against after pruning. Where there is"
            + " nothing to empty, the upper number is what the box holds of the difference before"
            + " pruning. The baselines are a black and a white picture, the picture itself blurred"
            + " (with the standard deviation in pixels), and random noise (with its seed), as far"
            + " as they were tried.",
        "Tables of cells, one a box: "
            + String.join(", ", counts)
            + " of "
            + robustness.rows().size()
            + " settings; the numbers stand in the table below.",
        png);
  }
}
