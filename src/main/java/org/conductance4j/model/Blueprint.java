package org.conductance4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Builds the graph of an architecture, and records which tensors of a checkpoint fill each layer.
 * Every method adds one layer after {@code from} and returns the name of the new layer.
 */
final class Blueprint {

  static final String INPUT = "input";

  /** The last layer: the softmax over the logits. */
  static final String OUTPUT = "softmax";

  private final ComputationGraphConfiguration.GraphBuilder builder;
  private final List<WeightSlot> slots = new ArrayList<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();

  Blueprint(int side) {
    builder =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .weightInit(WeightInit.ZERO)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(InputType.convolutional(side, side, 3));
  }

  /** A convolution with TensorFlow's SAME padding and without bias. */
  String convolution(String name, String from, int in, int out, int kernel, int stride) {
    addConvolution(name, from, in, out, kernel, stride, ConvolutionMode.Same);
    return weights(name, WeightSlot.Conversion.SAME, out, in, kernel, kernel);
  }

  /** A convolution without bias, padded by half a kernel on each side as in PyTorch. */
  String padded(String name, String from, int in, int out, int kernel, int stride) {
    addConvolution(name, from, in, out, kernel, stride, ConvolutionMode.Truncate);
    return weights(name, WeightSlot.Conversion.SAME, out, in, kernel, kernel);
  }

  private void addConvolution(
      String name, String from, int in, int out, int kernel, int stride, ConvolutionMode mode) {
    int padding = mode == ConvolutionMode.Truncate ? kernel / 2 : 0;
    add(
        name,
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .padding(padding, padding)
            .nIn(in)
            .nOut(out)
            .convolutionMode(mode)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        from);
  }

  /**
   * A padded convolution whose channels are in groups that see only each other. DL4J has no such
   * convolution, so it is built as one over all channels, with zeros between the groups.
   *
   * @param group number of channels in a group
   */
  String grouped(String name, String from, int channels, int group, int kernel, int stride) {
    addConvolution(name, from, channels, channels, kernel, stride, ConvolutionMode.Truncate);
    return weights(name, WeightSlot.Conversion.GROUPED, channels, group, kernel, kernel);
  }

  /** The maximum over windows, padded by half a window on each side. */
  String maximum(String name, String from, int kernel, int stride) {
    add(
        name,
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(kernel, kernel)
            .stride(stride, stride)
            .padding(kernel / 2, kernel / 2)
            .convolutionMode(ConvolutionMode.Truncate)
            .build(),
        from);
    return name;
  }

  /** Gives a layer another name. */
  void alias(String name, String layer) {
    aliases.put(name, layer);
  }

  /** A convolution of each channel separately, with TensorFlow's SAME padding and without bias. */
  String depthwise(String name, String from, int channels, int kernel, int stride) {
    add(
        name,
        new DepthwiseConvolution2D.Builder(kernel, kernel)
            .depthMultiplier(1)
            .stride(stride, stride)
            .nIn(channels)
            .nOut(channels)
            .convolutionMode(ConvolutionMode.Same)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        from);
    return weights(name, WeightSlot.Conversion.DEPTHWISE, channels, 1, kernel, kernel);
  }

  /**
   * A batch normalisation.
   *
   * @param module the module's name in the checkpoint, which may differ from the layer's
   */
  String normalisation(String name, String module, String from, int channels, double epsilon) {
    add(
        name,
        new BatchNormalization.Builder()
            .nIn(channels)
            .nOut(channels)
            .eps(epsilon)
            .useLogStd(false)
            .build(),
        from);
    slot(name, module + ".weight", BatchNormalizationParamInitializer.GAMMA, channels);
    slot(name, module + ".bias", BatchNormalizationParamInitializer.BETA, channels);
    slot(name, module + ".running_mean", BatchNormalizationParamInitializer.GLOBAL_MEAN, channels);
    slot(name, module + ".running_var", BatchNormalizationParamInitializer.GLOBAL_VAR, channels);
    if (!name.equals(module)) {
      aliases.put(module, name);
    }
    return name;
  }

  String activation(String name, String from, Activation function) {
    add(name, new ActivationLayer.Builder().activation(function).build(), from);
    return name;
  }

  String sum(String name, String first, String second) {
    builder.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), first, second);
    return name;
  }

  /** The mean over all rows and columns. */
  String mean(String name, String from) {
    add(name, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), from);
    return name;
  }

  /** The dense layer that computes the logits, and the softmax after it. */
  void classifier(String name, String from, int in, int classes) {
    add(
        name,
        new DenseLayer.Builder().nIn(in).nOut(classes).activation(Activation.IDENTITY).build(),
        from);
    weights(name, WeightSlot.Conversion.TRANSPOSED, classes, in);
    slot(name, name + ".bias", DefaultParamInitializer.BIAS_KEY, classes);
    add(
        OUTPUT,
        new LossLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .build(),
        name);
    builder.setOutputs(OUTPUT);
  }

  /** The graph with all weights zero. */
  ComputationGraph emptyGraph() {
    ComputationGraph graph = new ComputationGraph(configuration());
    long count = slots.stream().mapToLong(WeightSlot::parameterLength).sum();
    graph.init(Nd4j.zeros(DataType.FLOAT, 1, count), false);
    return graph;
  }

  ComputationGraphConfiguration configuration() {
    return builder.build();
  }

  List<WeightSlot> slots() {
    return List.copyOf(slots);
  }

  /** Other names of layers: the name of a block, for its last layer. */
  Map<String, String> aliases() {
    return Map.copyOf(aliases);
  }

  private void add(String name, Layer layer, String from) {
    builder.addLayer(name, layer, from);
  }

  private String weights(String layer, WeightSlot.Conversion conversion, long... shape) {
    slot(layer, layer + ".weight", DefaultParamInitializer.WEIGHT_KEY, conversion, shape);
    return layer;
  }

  private void slot(String layer, String tensor, String parameter, long length) {
    slot(layer, tensor, parameter, WeightSlot.Conversion.SAME, length);
  }

  private void slot(
      String layer,
      String tensor,
      String parameter,
      WeightSlot.Conversion conversion,
      long... shape) {
    List<Long> extents = Arrays.stream(shape).boxed().toList();
    slots.add(new WeightSlot(tensor, extents, layer, parameter, conversion));
  }
}
