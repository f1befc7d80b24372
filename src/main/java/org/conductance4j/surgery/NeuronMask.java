package org.conductance4j.surgery;

import java.util.BitSet;
import org.conductance4j.array.Channels;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/** Which neurons of a layer are pruned, and the constant that takes the place of each. */
public final class NeuronMask {

  private final String layer;
  private final int[] shape;
  private final BitSet pruned;
  private final double[] constants;

  private NeuronMask(String layer, int[] shape, BitSet pruned, double[] constants) {
    this.layer = layer;
    this.shape = shape;
    this.pruned = pruned;
    this.constants = constants;
  }

  /**
   * Makes a mask.
   *
   * @param layer the layer's name in the graph
   * @param shape of one example's activation as DL4J has it; not modified
   * @param pruned row-major indices of the pruned neurons; not modified
   * @param constants what each neuron becomes where it is pruned, of the shape's length; not
   *     modified
   * @return the mask
   * @throws InvalidInputException if the constants are not of the shape's length
   */
  public static NeuronMask of(String layer, int[] shape, int[] pruned, double... constants) {
    int neurons = Tensor.length(shape);
    if (constants.length != neurons) {
      throw InvalidInputException.of(
          "mask",
          "needs a constant for each of " + neurons + " neurons",
          constants.length,
          "give the layer's shape");
    }
    BitSet set = new BitSet(neurons);
    for (int neuron : pruned) {
      set.set(neuron);
    }
    double[] kept = new double[neurons];
    set.stream().forEach(neuron -> kept[neuron] = constants[neuron]);
    return new NeuronMask(layer, shape.clone(), set, kept);
  }

  String layer() {
    return layer;
  }

  int[] shape() {
    return shape.clone();
  }

  int neurons() {
    return constants.length;
  }

  boolean prunes(int neuron) {
    return pruned.get(neuron);
  }

  int[] pruned() {
    return pruned.stream().toArray();
  }

  /** The constant of a pruned neuron; 0 of one that is not. */
  double constant(int neuron) {
    return constants[neuron];
  }

  boolean isZero() {
    return pruned.stream().allMatch(neuron -> constants[neuron] == 0);
  }

  /** Neurons of one channel, given which of the shape's axes counts channels. */
  int[] neuronsOf(int channel, int channelAxis) {
    return Channels.of(channelAxis, shape).elements(channel);
  }

  /** Channels of which every neuron is pruned. */
  int[] channels(int channelAxis) {
    BitSet whole = new BitSet();
    for (int channel = 0; channel < shape[channelAxis]; channel++) {
      boolean all = true;
      for (int neuron : neuronsOf(channel, channelAxis)) {
        all &= pruned.get(neuron);
      }
      whole.set(channel, all);
    }
    return whole.stream().toArray();
  }

  /** Whether the mask is made of whole channels. */
  boolean isOfChannels(int channelAxis) {
    int perChannel = constants.length / shape[channelAxis];
    return channels(channelAxis).length * perChannel == pruned.cardinality();
  }
}
