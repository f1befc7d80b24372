package org.conductance4j.array;

/** Converts pictures between (channel, row, column) and (row, column, channel). */
public final class ChannelOrder {

  private ChannelOrder() {}

  /**
   * {@return an array with its channels first: (channel, row, column)}
   *
   * @param values (row, column, channel), not modified
   */
  public static Tensor first(Tensor values) {
    int channels = values.size(2);
    int plane = values.size(0) * values.size(1);
    double[] from = values.toArray();
    double[] to = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      to[i % channels * plane + i / channels] = from[i];
    }
    return Tensor.of(new int[] {channels, values.size(0), values.size(1)}, to);
  }

  /**
   * {@return an array with its channels last: (row, column, channel)}
   *
   * @param values (channel, row, column), not modified
   */
  public static Tensor last(Tensor values) {
    int channels = values.size(0);
    int plane = values.size(1) * values.size(2);
    double[] from = values.toArray();
    double[] to = new double[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i % channels * plane + i / channels];
    }
    return Tensor.of(new int[] {values.size(1), values.size(2), channels}, to);
  }
}
