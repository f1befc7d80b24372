package org.conductance4j.model;

import java.util.List;

/**
 * Where a tensor of a checkpoint goes in a graph.
 *
 * @param tensor its name in the checkpoint, canonical
 * @param shape its shape there
 * @param layer the graph's layer
 * @param parameter the layer's parameter
 * @param layout how its elements are rearranged
 */
record WeightSlot(String tensor, List<Long> shape, String layer, String parameter, Layout layout) {

  /** Number of elements. */
  long length() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** How PyTorch's order of elements becomes DL4J's. */
  enum Layout {
    /** The same order: vectors and dense convolutions (out, in, row, column). */
    SAME,
    /** Depthwise convolutions: (channel, 1, row, column) to (row, column, channel, 1). */
    DEPTHWISE,
    /** Dense layers: (out, in) to (in, out). */
    TRANSPOSED;

    float[] arrange(float[] values, List<Long> shape) {
      if (this == SAME) {
        return values;
      }
      int outer = Math.toIntExact(shape.get(0));
      int inner = values.length / outer;
      float[] result = new float[values.length];
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < inner; i++) {
          result[i * outer + o] = values[o * inner + i];
        }
      }
      return result;
    }
  }
}
