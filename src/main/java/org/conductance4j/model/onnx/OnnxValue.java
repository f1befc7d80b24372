package org.conductance4j.model.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An input or output of a graph.
 *
 * @param name its name
 * @param type of its elements; null for what is no tensor of numbers
 * @param axes its extents; null where the file does not say how many there are
 */
public record OnnxValue(String name, @Nullable OnnxType type, @Nullable List<Axis> axes) {

  /**
   * One axis.
   *
   * @param extent its extent, or −1 where it is free
   * @param symbol its name where it is free, may be empty
   */
  public record Axis(long extent, String symbol) {}
}
