package org.conductance4j.attribution.question;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;

/**
 * One scalar of a layer's activation.
 *
 * @param index its place on each axis of the layer's shape, such as (channel, row, column)
 */
public record Neuron(List<Integer> index) {

  /** Copies the index. */
  public Neuron {
    index = List.copyOf(index);
  }

  /**
   * {@return the neuron of a text}
   *
   * @param text whole numbers with commas between them, such as {@code 17,12,9}
   * @throws InvalidInputException if the text has another form
   */
  public static Neuron parse(String text) {
    List<Integer> index = new ArrayList<>();
    for (String number : text.split(",", -1)) {
      try {
        index.add(Integer.parseInt(number.strip()));
      } catch (NumberFormatException e) {
        throw InvalidInputException.of(
            "neuron",
            "needs whole numbers with commas between them",
            "'" + text + "'",
            "write one for each axis of the layer, such as 17,12,9");
      }
    }
    return new Neuron(index);
  }

  /**
   * {@return this neuron's row-major index in the layer's activation}
   *
   * @param layer the layer
   * @throws InvalidInputException if the layer has no such neuron
   */
  public int place(Layer layer) {
    List<Integer> shape = layer.shape();
    boolean fits = index.size() == shape.size();
    int place = 0;
    for (int axis = 0; fits && axis < shape.size(); axis++) {
      fits = index.get(axis) >= 0 && index.get(axis) < shape.get(axis);
      place = place * shape.get(axis) + index.get(axis);
    }
    if (!fits) {
      throw InvalidInputException.of(
          "neuron",
          "must lie in layer '" + layer.name() + "' of shape " + shape,
          Arrays.toString(index.toArray()),
          "give an index from 0 for each axis");
    }
    return place;
  }
}
