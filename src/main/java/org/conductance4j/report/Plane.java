package org.conductance4j.report;

import java.util.Arrays;
import org.conductance4j.array.Tensor;

/** A rectangle of numbers: one value a pixel or a cell. */
final class Plane {

  private final int rows;
  private final int columns;
  private final double[] values;

  private Plane(int rows, int columns, double[] values) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /** The plane of a tensor of shape (row, column). */
  static Plane of(Tensor tensor) {
    return new Plane(tensor.size(0), tensor.size(1), tensor.toArray());
  }

  /** The sum over the first axis of a tensor of shape (channel, row, column). */
  static Plane sumOverChannels(Tensor tensor) {
    int plane = tensor.size(1) * tensor.size(2);
    double[] all = tensor.toArray();
    double[] sums = new double[plane];
    for (int i = 0; i < all.length; i++) {
      sums[i % plane] += all[i];
    }
    return new Plane(tensor.size(1), tensor.size(2), sums);
  }

  /** One channel of a tensor of shape (channel, row, column). */
  static Plane channel(Tensor tensor, int channel) {
    int plane = tensor.size(1) * tensor.size(2);
    double[] part = Arrays.copyOfRange(tensor.toArray(), channel * plane, (channel + 1) * plane);
    return new Plane(tensor.size(1), tensor.size(2), part);
  }

  static Plane zeros(int rows, int columns) {
    return new Plane(rows, columns, new double[rows * columns]);
  }

  static Plane ones(int rows, int columns) {
    double[] values = new double[rows * columns];
    Arrays.fill(values, 1);
    return new Plane(rows, columns, values);
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  double at(int row, int column) {
    return values[row * columns + column];
  }

  void set(int row, int column, double value) {
    values[row * columns + column] = value;
  }

  /** The value at a point of the plane stretched to another size: that of the cell it lies in. */
  double stretched(int row, int column, int ofRows, int ofColumns) {
    return at((int) ((long) row * rows / ofRows), (int) ((long) column * columns / ofColumns));
  }

  double[] magnitudes() {
    return Arrays.stream(values).map(Math::abs).toArray();
  }

  /** This plane enlarged by a whole factor, straight lines between the pixels' centres. */
  Plane enlarged(int factor) {
    Plane out = zeros(rows * factor, columns * factor);
    for (int r = 0; r < out.rows; r++) {
      double y = clamp((r + 0.5) / factor - 0.5, rows - 1);
      int y0 = Math.min((int) y, Math.max(0, rows - 2));
      for (int c = 0; c < out.columns; c++) {
        double x = clamp((c + 0.5) / factor - 0.5, columns - 1);
        int x0 = Math.min((int) x, Math.max(0, columns - 2));
        double above = mix(at(y0, x0), at(y0, Math.min(x0 + 1, columns - 1)), x - x0);
        int y1 = Math.min(y0 + 1, rows - 1);
        double below = mix(at(y1, x0), at(y1, Math.min(x0 + 1, columns - 1)), x - x0);
        out.set(r, c, mix(above, below, y - y0));
      }
    }
    return out;
  }

  /** This plane under a Gaussian blur; the border's values go on outside. */
  Plane blurred(double sigma) {
    int reach = (int) Math.ceil(3 * sigma);
    double[] kernel = new double[2 * reach + 1];
    double total = 0;
    for (int i = -reach; i <= reach; i++) {
      kernel[i + reach] = Math.exp(-0.5 * i * i / (sigma * sigma));
      total += kernel[i + reach];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= total;
    }
    return convolvedAlongRows(kernel).convolvedAlongColumns(kernel);
  }

  private Plane convolvedAlongRows(double[] kernel) {
    int reach = kernel.length / 2;
    Plane out = zeros(rows, columns);
    double[] line = new double[columns + 2 * reach];
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < line.length; i++) {
        line[i] = at(r, Math.max(0, Math.min(columns - 1, i - reach)));
      }
      for (int i = 0; i < kernel.length; i++) {
        out.addToRow(r, kernel[i], line, i);
      }
    }
    return out;
  }

  private Plane convolvedAlongColumns(double[] kernel) {
    int reach = kernel.length / 2;
    Plane out = zeros(rows, columns);
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < kernel.length; i++) {
        int y = Math.max(0, Math.min(rows - 1, r + i - reach));
        out.addToRow(r, kernel[i], values, y * columns);
      }
    }
    return out;
  }

  private void addToRow(int row, double factor, double[] from, int start) {
    int at = row * columns;
    for (int c = 0; c < columns; c++) {
      values[at + c] += factor * from[start + c];
    }
  }

  private static double clamp(double value, int high) {
    return Math.max(0, Math.min(high, value));
  }

  private static double mix(double a, double b, double share) {
    return a + (b - a) * share;
  }
}
