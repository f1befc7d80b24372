package org.conductance4j.report;

import java.awt.Color;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.array.WholeFile;
import org.conductance4j.axioms.SensitivityTable;
import org.conductance4j.axioms.SensitivityTable.Cell;
import org.conductance4j.axioms.SensitivityTable.Row;
import org.conductance4j.report.Chart.Axis;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** How far each method's scores move with the input: a strip a method, a dot a baseline. */
public final class SensitivityFigure {

  private static final int WIDTH = 1680;
  private static final int NAMES = 480;
  private static final int STRIP = 56;
  private static final int HEAD = 150;
  private static final int FOOT = 110;
  private static final double RADIUS = 10;

  /** Changes below this part are drawn as if they were as large. */
  private static final double LEAST = 1e-6;

  private final SensitivityTable table;
  private final Axis axis;

  private SensitivityFigure(SensitivityTable table) {
    this.table = table;
    double low = 1;
    double high = LEAST;
    for (Row row : table.rows()) {
      for (Cell cell : row.cells()) {
        low = Math.min(low, Math.max(LEAST, cell.change()));
        high = Math.max(high, cell.change());
      }
    }
    this.axis = new Axis("", low / 1.5, high * 1.5, true);
  }

  /**
   * Writes {@code input-sensitivity.png}, {@code input-sensitivity.csv} and {@code moves.npy}, the
   * changes of the input, concatenated.
   *
   * @param table what was measured
   * @param folder that exists
   * @throws org.conductance4j.config.InvalidInputException if they cannot be written
   */
  public static void write(SensitivityTable table, Path folder) {
    Png png = new SensitivityFigure(table).draw();
    Path file = folder.resolve("input-sensitivity.png");
    try {
      png.write(file);
    } catch (IOException e) {
      throw WholeFile.failure(file, e);
    }
    byte[] csv = table.table().csv().getBytes(StandardCharsets.UTF_8);
    WholeFile.write(folder.resolve("input-sensitivity.csv"), out -> out.write(csv));
    Npy.write(folder.resolve("moves.npy"), Tensor.stack(table.moves()));
  }

  private Png draw() {
    int height = HEAD + table.rows().size() * STRIP;
    try (FigureCanvas canvas = new FigureCanvas(WIDTH, height + FOOT)) {
      canvas.text(
          "How far do the scores move when the input moves by "
              + String.format(Locale.ROOT, "%.3g", table.radius())
              + "?",
          0,
          34,
          Align.LEFT,
          Lettering.HEAD);
      paintKey(canvas);
      for (double tick : axis.ticks()) {
        double x = place(tick);
        canvas.line(x, HEAD, x, height, Palette.GRID, 2);
        canvas.text(percent(tick), x, height + 36, Align.CENTRE, Lettering.NOTE);
      }
      canvas.text(
          "largest change found in "
              + table.moves().size()
              + " moves, as a part of the scores’ length",
          NAMES + (WIDTH - NAMES) / 2.0,
          height + 84,
          Align.CENTRE,
          Lettering.TEXT);
      for (int k = 0; k < table.rows().size(); k++) {
        paint(canvas, HEAD + k * STRIP, table.rows().get(k));
      }
      return canvas.png();
    }
  }

  private void paintKey(FigureCanvas canvas) {
    double x = 0;
    for (int k = 0; k < table.baselines().size(); k++) {
      String name = (k == 0 ? "baseline " : "") + table.baselines().get(k);
      canvas.dot(x + RADIUS, 88, RADIUS, colour(k));
      canvas.text(name, x + 32, 97, Align.LEFT, Lettering.TEXT);
      x += 32 + canvas.width(name, Lettering.TEXT) + 48;
    }
  }

  /** From the last baseline to the first, so that the config's own lies on top. */
  private void paint(FigureCanvas canvas, double top, Row row) {
    double middle = top + STRIP / 2.0;
    canvas.text(row.method(), NAMES - 24, middle + 9, Align.RIGHT, Lettering.TEXT);
    canvas.line(NAMES, middle, WIDTH, middle, Palette.GRID, 2);
    for (int k = row.cells().size() - 1; k >= 0; k--) {
      canvas.dot(place(row.cells().get(k).change()), middle, RADIUS, colour(k));
    }
  }

  private double place(double change) {
    double part = Math.max(0, Math.min(1, axis.place(Math.max(LEAST, change))));
    return NAMES + RADIUS + part * (WIDTH - NAMES - 4 * RADIUS);
  }

  private static String percent(double part) {
    return new BigDecimal(100 * part).round(new MathContext(1)).stripTrailingZeros().toPlainString()
        + " %";
  }

  private static Color colour(int baseline) {
    return switch (baseline) {
      case 0 -> Palette.CONDUCTANCE;
      case 1 -> Palette.REGIONAL;
      default -> Palette.other(baseline - 2);
    };
  }

  /**
   * Makes the folder of the figure.
   *
   * @param folder that may be there already
   * @throws org.conductance4j.config.InvalidInputException if it cannot be made
   */
  public static void prepare(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw WholeFile.failure(folder, e);
    }
  }
}
