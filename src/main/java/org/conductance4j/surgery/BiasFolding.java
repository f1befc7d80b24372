package org.conductance4j.surgery;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Moves what a layer computes from constant channels into its bias or its other weights. */
final class BiasFolding {

  private BiasFolding() {}

  /**
   * Whether a constant that the layer reads adds the same to every position of its output, so that
   * it can move into the bias.
   */
  static boolean takes(GraphCopy graph, String name) {
    Layer layer = Objects.requireNonNull(graph.layer(name), name);
    if (layer instanceof Deconvolution2D || layer instanceof SeparableConvolution2D) {
      return false;
    }
    if (layer instanceof ConvolutionLayer convolution) {
      boolean single = Arrays.stream(convolution.getKernelSize()).allMatch(k -> k == 1);
      boolean pads =
          convolution.getConvolutionMode() == ConvolutionMode.Same
              || convolution.getConvolutionMode() == ConvolutionMode.Causal
              || Arrays.stream(convolution.getPadding()).anyMatch(p -> p != 0);
      boolean shifts = Arrays.stream(convolution.getPadding()).anyMatch(p -> p != 0);
      return single ? !shifts || convolution.getConvolutionMode() == ConvolutionMode.Same : !pads;
    }
    return layer instanceof DenseLayer || layer instanceof BaseOutputLayer;
  }

  /**
   * Adds what the layer reads of some channels to its bias: b += Σ_c k_c Σ W_c. The channels are
   * removed afterwards.
   */
  static void intoBias(
      GraphCopy graph, String name, BitSet channels, IntToDoubleFunction constant) {
    if (channels.stream().allMatch(channel -> constant.applyAsDouble(channel) == 0)) {
      return;
    }
    ParameterAxes axes = ((Flow.Mixing) Flow.of(graph, name)).axes();
    Map<String, INDArray> parameters = graph.parameters(name);
    INDArray weights = Objects.requireNonNull(parameters.get("W"), name);
    Slices slices = new Slices(weights, Objects.requireNonNull(axes.reads().get("W"), name));
    int made = Objects.requireNonNull(axes.makes().get("W"), name);
    double[] added = new double[(int) weights.size(made)];
    Flattening flattening = Flattening.at(graph, name);
    for (int channel : channels.stream().toArray()) {
      double k = constant.applyAsDouble(channel);
      for (int feature : flattening.features(channel)) {
        double[] sums = slices.sumsOf(feature, made);
        Arrays.setAll(added, i -> added[i] + k * sums[i]);
      }
    }
    INDArray bias = parameters.get("b");
    double[] old = bias == null ? new double[added.length] : bias.dup('c').data().asDouble();
    Arrays.setAll(added, i -> added[i] + old[i]);
    parameters.put(
        "b", Nd4j.createFromArray(added).reshape('c', 1, added.length).castTo(weights.dataType()));
    giveBias(Objects.requireNonNull(graph.layer(name), name));
  }

  private static void giveBias(Layer layer) {
    if (layer instanceof ConvolutionLayer convolution) {
      convolution.setHasBias(true);
    } else if (layer instanceof DenseLayer dense) {
      dense.setHasBias(true);
    } else if (layer instanceof BaseOutputLayer output) {
      output.setHasBias(true);
    }
  }

  /** Lets one channel replace several: W_s = Σ_c W_c k_c / k_s. */
  static void intoChannel(
      GraphCopy graph, String name, BitSet channels, int stays, IntToDoubleFunction constant) {
    Layer layer = Objects.requireNonNull(graph.layer(name), name);
    ParameterAxes axes = ((Flow.Mixing) Flow.of(graph, name)).axes();
    Integer axis = axes.reads().get("W");
    if (layer instanceof SeparableConvolution2D || axis == null || axes.makes().isEmpty()) {
      throw InvalidInputException.of(
          "layer '" + name + "'",
          "cannot take constants other than 0 into its weights",
          layer.getClass().getSimpleName(),
          "prune without removing channels");
    }
    Map<String, INDArray> parameters = graph.parameters(name);
    Slices slices = new Slices(Objects.requireNonNull(parameters.get("W"), name), axis);
    double own = constant.applyAsDouble(stays);
    channels.stream()
        .filter(channel -> channel != stays)
        .forEach(channel -> slices.add(channel, stays, constant.applyAsDouble(channel) / own));
    parameters.put("W", slices.whole());
  }
}
