package org.conductance4j.engine.kernel;

import java.util.Optional;

/**
 * Where several matrices of equal extents lie in a value: each at a start of its own, all with the
 * same steps between rows and columns, of which one is 1.
 */
final class Matrices {

  private final int[] starts;
  private final int step;
  private final boolean turned;
  private final boolean apart;
  private final boolean all;

  private Matrices(int[] starts, int step, boolean turned, boolean apart, boolean all) {
    this.starts = starts;
    this.step = step;
    this.turned = turned;
    this.apart = apart;
    this.all = all;
  }

  /** One after another, row by row. */
  static Matrices dense(int count, int rows, int columns) {
    int[] starts = new int[count];
    for (int k = 0; k < count; k++) {
      starts[k] = k * rows * columns;
    }
    return new Matrices(starts, columns, false, true, true);
  }

  /**
   * Matrices whose elements lie where an index says, if steps can say it too.
   *
   * @param index the place of each element, matrix by matrix and row by row; negative for none
   * @param length of the value
   */
  static Optional<Matrices> of(int[] index, int count, int rows, int columns, int length) {
    int down = rows > 1 ? index[columns] - index[0] : 0;
    int right = columns > 1 ? index[1] - index[0] : 0;
    boolean isTurned = right != 1 && columns > 1;
    int step = isTurned ? right : rows > 1 ? down : columns;
    boolean unit = isTurned ? down == 1 || rows == 1 : right == 1 || columns == 1;
    if (!unit || step < (isTurned ? rows : columns)) {
      return Optional.empty();
    }
    int[] starts = new int[count];
    boolean[] seen = new boolean[length];
    boolean apart = true;
    for (int k = 0, i = 0; k < count; k++) {
      starts[k] = index[i];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++, i++) {
          int at = isTurned ? starts[k] + r + c * step : starts[k] + r * step + c;
          if (index[i] < 0 || index[i] != at) {
            return Optional.empty();
          }
          apart &= !seen[at];
          seen[at] = true;
        }
      }
    }
    return Optional.of(
        new Matrices(starts, step, isTurned, apart, apart && index.length == length));
  }

  /** Whether they lie one after another, row by row. */
  boolean isDense(int rows, int columns) {
    boolean follows = !turned && step == columns;
    for (int k = 0; k < starts.length; k++) {
      follows &= starts[k] == k * rows * columns;
    }
    return follows;
  }

  /** Whether no two have an element in common. */
  boolean areApart() {
    return apart;
  }

  /** Whether each element of the value belongs to one of them, and to no other. */
  boolean areAll() {
    return all;
  }

  /** One of them in an example of a batch. */
  Blas.Operand get(Buffer buffer, int matrix, long example) {
    return new Blas.Operand(buffer.pointer(), example + starts[matrix], step, turned);
  }
}
