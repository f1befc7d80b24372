package org.conductance4j.report;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.Map;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ReportPart.GridCell;
import org.conductance4j.experiment.result.ReportPart.Tone;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Tables of coloured cells, the columns of a group side by side, with a key of the colours. */
record GridFigure(ReportPart.GridPart grid) {

  private static final int NAMES = 150;
  private static final int CELL = 166;
  private static final int LINE = 76;
  private static final int GAP = 26;
  private static final int HEAD = 128;
  private static final int KEY = 60;
  private static final int SWATCH = 34;

  static Figure of(ReportPart.GridPart part) {
    return new GridFigure(part).draw();
  }

  private int height() {
    return HEAD + grid.rows().size() * LINE + GAP;
  }

  private double left(int group, int column) {
    return NAMES + (group * grid.columns().size() + column) * (double) CELL + group * GAP;
  }

  private Figure draw() {
    int width = (int) left(grid.groups().size() - 1, grid.columns().size()) + 4;
    int wide = Math.max(width, 1500);
    try (FigureCanvas canvas = new FigureCanvas(wide, grid.blocks().size() * height() + KEY)) {
      for (int block = 0; block < grid.blocks().size(); block++) {
        paintHead(canvas, block * (double) height(), grid.blocks().get(block).title());
        paintCells(canvas, block * (double) height(), grid.blocks().get(block));
      }
      paintKey(canvas, grid.blocks().size() * height() + 12);
      return Figure.of(grid.heading(), canvas.png());
    }
  }

  private void paintHead(FigureCanvas canvas, double y, String title) {
    canvas.text(title, 0, y + 28, Align.LEFT, Lettering.HEAD);
    for (int group = 0; group < grid.groups().size(); group++) {
      double x = left(group, 0);
      String name = grid.groups().get(group);
      canvas.text(name, x, y + 72, Align.LEFT, Lettering.TEXT.strong());
      canvas.line(x, y + 84, left(group, grid.columns().size()) - 6, y + 84, Palette.RULE, 1.5);
      for (int column = 0; column < grid.columns().size(); column++) {
        canvas.text(
            grid.columns().get(column), left(group, column), y + 114, Align.LEFT, Lettering.NOTE);
      }
    }
  }

  private void paintCells(FigureCanvas canvas, double top, ReportPart.Block block) {
    int next = 0;
    for (int row = 0; row < grid.rows().size(); row++) {
      double y = top + HEAD + row * (double) LINE;
      canvas.text(grid.rows().get(row), 0, y + 44, Align.LEFT, Lettering.TEXT);
      for (int group = 0; group < grid.groups().size(); group++) {
        for (int column = 0; column < grid.columns().size(); column++) {
          paintCell(canvas, left(group, column), y, block.cells().get(next++));
        }
      }
    }
  }

  private static void paintCell(FigureCanvas canvas, double x, double y, GridCell cell) {
    canvas.rectangle(x, y, CELL - 6.0, LINE - 6.0, fill(cell.tone()));
    if (cell.tone() == Tone.EMPTY) {
      canvas.stroke(
          new Rectangle2D.Double(x + 0.75, y + 0.75, CELL - 7.5, LINE - 7.5),
          Palette.RULE,
          1.5,
          false);
    }
    Color ink = ink(cell.tone());
    canvas.text(cell.first(), x + 10, y + 30, Align.LEFT, Lettering.TEXT.in(ink));
    canvas.text(cell.second(), x + 10, y + 58, Align.LEFT, Lettering.NOTE.in(ink));
  }

  private static Color fill(Tone tone) {
    return switch (tone) {
      case GOOD -> Palette.REGIONAL;
      case MIXED -> new Color(0xb9daf0);
      case WEAK -> new Color(0xf6d3ae);
      case BAD -> new Color(0xb34700);
      case EMPTY -> Palette.PAPER;
    };
  }

  private static Color ink(Tone tone) {
    return switch (tone) {
      case GOOD, BAD -> Palette.PAPER;
      case MIXED, WEAK -> Palette.TEXT;
      case EMPTY -> Palette.MUTED;
    };
  }

  private void paintKey(FigureCanvas canvas, double y) {
    double x = 0;
    for (Map.Entry<Tone, String> tone : grid.tones().entrySet()) {
      canvas.rectangle(x, y, SWATCH, SWATCH, fill(tone.getKey()));
      canvas.stroke(new Rectangle2D.Double(x, y, SWATCH, SWATCH), Palette.RULE, 1.5, false);
      String words = tone.getValue();
      canvas.text(words, x + SWATCH + 12, y + 26, Align.LEFT, Lettering.TEXT);
      x += SWATCH + 12 + canvas.width(words, Lettering.TEXT) + 40;
    }
  }
}
