package org.conductance4j.sanity;

import java.util.Arrays;
import org.conductance4j.array.Tensor;

/**
 * What is moved and pointed at as one: a pixel or time step with all its channels, a feature, or a
 * neuron.
 *
 * @param count number of places
 * @param channels elements of a place
 * @param channelsLast whether the elements of a place lie side by side
 */
record ScoredPositions(int count, int channels, boolean channelsLast) {

  /** Places of an input. */
  static ScoredPositions ofInput(int[] shape, boolean channelsLast) {
    int channels = shape.length == 1 ? 1 : channelsLast ? shape[shape.length - 1] : shape[0];
    return new ScoredPositions(Tensor.length(shape) / channels, channels, channelsLast);
  }

  /** Every neuron by itself. */
  static ScoredPositions ofNeurons(int count) {
    return new ScoredPositions(count, 1, false);
  }

  /** Row-major index of an element. */
  int element(int place, int channel) {
    return channelsLast ? place * channels + channel : channel * count + place;
  }

  /** Sum of a map over the channels of each place. */
  double[] sums(Tensor map) {
    double[] sums = new double[count];
    Arrays.setAll(
        sums,
        place -> {
          double sum = 0;
          for (int channel = 0; channel < channels; channel++) {
            sum += map.get(element(place, channel));
          }
          return sum;
        });
    return sums;
  }

  /** Writes the values of a place into others. */
  void copy(int place, double[] from, double[] to) {
    for (int channel = 0; channel < channels; channel++) {
      int element = element(place, channel);
      to[element] = from[element];
    }
  }
}
