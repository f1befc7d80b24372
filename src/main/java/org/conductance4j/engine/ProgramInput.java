package org.conductance4j.engine;

import java.util.List;

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

  /**
   * Number of elements.
   *
   * @return the product of the shape
   */
  public int length() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /**
   * The shape as an array.
   *
   * @return a copy
   */
  public int[] extents() {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }
}
