package org.conductance4j.engine;

import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;

/**
 * One of a network's inputs, as it lies in the input of its program: of a network with several of
 * them that is all of them flattened and concatenated.
 *
 * @param name its name in the network
 * @param shape of one example in the source's axis order; of an input that is looked up, the shape
 *     of what is found
 * @param start where its first element lies in the program's input
 */
public record ProgramInput(String name, List<Integer> shape, int start) {

  /** Copies the shape. */
  public ProgramInput {
    shape = List.copyOf(shape);
  }

  /** {@return the number of elements} */
  public int length() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** {@return the shape as an array} */
  public int[] extents() {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * This input's part of numbers about all inputs.
   *
   * @param array (…, all inputs flattened)
   * @return (…, this input's shape)
   */
  public Tensor part(Tensor array) {
    int[] given = array.shape();
    int all = given[given.length - 1];
    int[] before = Arrays.copyOf(given, given.length - 1);
    int[] own = extents();
    int[] partShape = Arrays.copyOf(before, before.length + own.length);
    System.arraycopy(own, 0, partShape, before.length, own.length);
    int rows = Tensor.length(before);
    double[] values = new double[rows * length()];
    double[] from = array.toArray();
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, row * all + start, values, row * length(), length());
    }
    return Tensor.of(partShape, values);
  }
}
