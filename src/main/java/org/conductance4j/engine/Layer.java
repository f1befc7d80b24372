package org.conductance4j.engine;

import java.util.List;

/**
 * A named layer of the network, at which attribution can split it.
 *
 * @param name its name
 * @param type the class of layer, such as {@code ConvolutionLayer}
 * @param shape the activation's shape for one example, in the source's axis order, such as
 *     (channel, row, column)
 * @param cutsEveryPath whether every path from the input to the output runs through this layer
 */
public record Layer(String name, String type, List<Integer> shape, boolean cutsEveryPath) {

  /** Copies the shape. */
  public Layer {
    shape = List.copyOf(shape);
  }

  /** {@return the number of scalars of the activation of one example} */
  public int neurons() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
