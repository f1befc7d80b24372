package org.conductance4j.training;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Builds a small residual network with batch normalisation. Layers {@code stem}, {@code stage1}, …
 * name the activations after the stem and after the last addition of each stage. The network ends
 * in global average pooling and one softmax layer.
 *
 * <p>Source: He, Zhang, Ren, Sun 2016, Deep residual learning, DOI 10.1109/CVPR.2016.90.
 */
final class ResidualNetwork {

  private final GraphBuilder graph;

  private ResidualNetwork(GraphBuilder graph) {
    this.graph = graph;
  }

  /**
   * Builds the network with fresh seeded weights.
   *
   * @param extent size of the network
   * @param shape of a picture, (channel, row, column)
   * @param classes number of classes
   * @param updater the training schedule
   * @param seed of the weights
   */
  static ComputationGraph create(
      NetworkOptions extent, int[] shape, int classes, TrainingSchedule updater, long seed) {
    GraphBuilder graph =
        updater
            .configuration(seed)
            .weightInit(WeightInit.RELU)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(InputType.convolutional(shape[1], shape[2], shape[0]));
    new ResidualNetwork(graph).layers(extent, classes);
    ComputationGraph network = new ComputationGraph(graph.setOutputs("output").build());
    network.init();
    return network;
  }

  private void layers(NetworkOptions options, int classes) {
    String last =
        relu("stem", convolution("stem.conv", "input", options.stem(), 3, options.stemStride()));
    int width = options.stem();
    List<Integer> stages = options.stages();
    for (int s = 0; s < stages.size(); s++) {
      String stage = "stage" + (s + 1);
      for (int b = 1; b <= options.blocks(); b++) {
        String block = stage + ".block" + b;
        int stride = b == 1 ? options.strides().get(s) : 1;
        String name = b == options.blocks() ? stage : block;
        last = block(name, block, last, new int[] {width, stages.get(s)}, stride);
        width = stages.get(s);
      }
    }
    graph.addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), last);
    graph.addLayer(
        "output",
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(classes)
            .activation(Activation.SOFTMAX)
            .weightInit(WeightInit.XAVIER)
            .build(),
        "pool");
  }

  /** relu(shortcut(x) + f(x)), where f is two convolutions of three by three. */
  private String block(String name, String prefix, String from, int[] widths, int stride) {
    String first = convolution(prefix + ".conv1", from, widths[1], 3, stride);
    String middle = relu(prefix + ".relu1", first);
    String second = convolution(prefix + ".conv2", middle, widths[1], 3, 1);
    String shortcut = from;
    if (stride != 1 || widths[0] != widths[1]) {
      shortcut = convolution(prefix + ".shortcut", from, widths[1], 1, stride);
    }
    String sum = prefix + ".add";
    graph.addVertex(sum, new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
    return relu(name, sum);
  }

  private String convolution(String name, String from, int width, int kernel, int stride) {
    graph.addLayer(
        name,
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .padding(kernel / 2, kernel / 2)
            .nOut(width)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        from);
    String normalised = name + ".norm";
    graph.addLayer(normalised, new BatchNormalization.Builder().useLogStd(false).build(), name);
    return normalised;
  }

  private String relu(String name, String from) {
    graph.addLayer(name, new ActivationLayer(Activation.RELU), from);
    return name;
  }
}
