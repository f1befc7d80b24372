package org.conductance4j.model;

import java.util.List;

/**
 * The place in a graph for a tensor of a checkpoint.
 *
 * @param tensor its canonical name in the checkpoint
 * @param shape its shape there
 * @param layer the graph's layer
 * @param parameter the layer's parameter
 * @param conversion of PyTorch's order of elements into DL4J's
 */
record WeightSlot(
    String tensor, List<Long> shape, String layer, String parameter, Conversion conversion) {

  /** Number of elements in the checkpoint. */
  long length() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Number of elements in the graph. */
  long parameterLength() {
    return conversion == Conversion.GROUPED ? length() / shape.get(1) * shape.get(0) : length();
  }

  /** How PyTorch's order of elements becomes DL4J's. */
  enum Conversion {
    /** The same order: vectors and dense convolutions (out, in, row, column). */
    SAME,
    /** Depthwise convolutions: (channel, 1, row, column) to (row, column, channel, 1). */
    DEPTHWISE,
    /**
     * Grouped convolutions with as many output as input channels: (out, in of its group, row,
     * column) to (out, in, row, column), with zeros for the channels of other groups.
     */
    GROUPED,
    /** Dense layers: (out, in) to (in, out). */
    TRANSPOSED;

    float[] arrange(float[] values, List<Long> shape) {
      if (this == SAME) {
        return values;
      }
      if (this == GROUPED) {
        return dense(values, Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)));
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

    private static float[] dense(float[] values, int channels, int group) {
      int taps = values.length / channels / group;
      int run = group * taps;
      float[] result = new float[Math.multiplyExact(values.length / group, channels)];
      for (int out = 0; out < channels; out++) {
        int first = out / group * group;
        System.arraycopy(values, out * run, result, (out * channels + first) * taps, run);
      }
      return result;
    }
  }
}
