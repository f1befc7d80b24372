package org.conductance4j.engine;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.conductance4j.array.Partition;
import org.conductance4j.config.InvalidInputException;

/**
 * A named layer of the network, at which attribution can split it.
 *
 * @param name its name
 * @param type the class of layer, such as {@code ConvolutionLayer}
 * @param shape the activation's shape for one example, in the source's axis order, such as
 *     (channel, row, column)
 * @param cutsEveryPath whether every path from the input to the output runs through this layer
 * @param units what can be ranked and pruned as one, each as a partition of the activation's
 *     scalars in row-major order of the shape; neurons and channels always
 */
public record Layer(
    String name,
    String type,
    List<Integer> shape,
    boolean cutsEveryPath,
    Map<Unit, Partition> units) {

  /** Copies the shape and the units. */
  public Layer {
    shape = List.copyOf(shape);
    units = Collections.unmodifiableMap(new TreeMap<>(units));
  }

  /** {@return the number of scalars of the activation of one example} */
  public int neurons() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /**
   * {@return the layer's units of a kind}
   *
   * @param unit the kind
   * @throws InvalidInputException if the layer has none; {@link Program#partition} lists the layers
   *     that do
   */
  public Partition partition(Unit unit) {
    Partition found = units.get(unit);
    if (found == null) {
      throw without(unit, "choose one of these units, or a layer that has " + unit.id() + "s");
    }
    return found;
  }

  /** The refusal of a unit that the layer does not have. */
  InvalidInputException without(Unit unit, String remedy) {
    return InvalidInputException.of(
        "layer '" + name + "'",
        "has no " + unit.id() + "s to rank or prune",
        units.keySet().stream().map(one -> one.id() + "s").collect(Collectors.joining(", ")),
        remedy);
  }
}
