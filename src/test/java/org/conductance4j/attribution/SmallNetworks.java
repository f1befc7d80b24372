package org.conductance4j.attribution;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of a few neurons for tests, in double precision. */
public final class SmallNetworks {

  private SmallNetworks() {}

  /** All arrays that a question can yield: the input's, the layer's and those of the regions. */
  public static Set<Part> everything(ResolvedQuestion question) {
    Set<Part> parts = EnumSet.of(Part.INPUT);
    if (question.layer() != null) {
      parts.add(Part.LAYER);
    }
    if (question.layer() != null && !question.regions().isEmpty()) {
      parts.add(Part.REGIONS);
    }
    return parts;
  }

  /** An explanation with all of them. */
  public static Explanation explain(ResolvedQuestion question) {
    return PathAttribution.explain(question, everything(question), ProgressListener.SILENT);
  }

  /**
   * Captum's network ML (tests/attr, version 0.8, commit faac087): F0 = relu(s − 10) + 3 relu(s +
   * 1) − 1 with s = Σx, F1 = F0 + 2.
   */
  public static MultiLayerNetwork multiLayer() {
    MultiLayerNetwork network =
        network(
            3,
            dense("linear0", 3, 3, Activation.IDENTITY),
            dense("linear1", 3, 4, Activation.IDENTITY),
            new ActivationLayer.Builder().activation(Activation.RELU).name("relu").build(),
            output("linear2", 4, 2, Activation.IDENTITY));
    set(network, 0, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, 0, 0, 0);
    double[] ones = {1, 1, 1};
    set(network, 1, new double[][] {ones, ones, ones, ones}, -10, 1, 1, 1);
    set(network, 3, new double[][] {{1, 1, 1, 1}, {1, 1, 1, 1}}, -1, 1);
    return network;
  }

  /** relu(relu(x1) − 1 − relu(x2)): Captum's B2. */
  public static MultiLayerNetwork branchesTwo() {
    MultiLayerNetwork network = branches();
    set(network, 0, new double[][] {{1, 0}, {0, 1}}, 0, 0);
    set(network, 1, new double[][] {{1, -1}}, -1);
    set(network, 2, new double[][] {{1}}, 0);
    return network;
  }

  /** relu(relu(x1 − 1) − relu(x2)): Captum's B3, the same function as B2. */
  public static MultiLayerNetwork branchesThree() {
    MultiLayerNetwork network = branches();
    set(network, 0, new double[][] {{1, 0}, {0, 1}}, -1, 0);
    set(network, 1, new double[][] {{1, -1}}, 0);
    set(network, 2, new double[][] {{1}}, 0);
    return network;
  }

  private static MultiLayerNetwork branches() {
    return network(
        2,
        dense("first", 2, 2, Activation.RELU),
        dense("second", 2, 1, Activation.RELU),
        output("out", 1, 1, Activation.IDENTITY));
  }

  /** softmax(W2 tanh(W1 x + b1) + b2), smooth. */
  public static MultiLayerNetwork tanh() {
    MultiLayerNetwork network =
        network(
            3, dense("tanh", 3, 4, Activation.TANH), output("softmax", 4, 2, Activation.SOFTMAX));
    set(
        network,
        0,
        new double[][] {{.5, -.3, .2}, {-.4, .6, .1}, {.3, .2, -.5}, {.1, -.7, .4}},
        .1,
        -.2,
        .05,
        0);
    set(network, 1, new double[][] {{1, -.5, .3, .7}, {-.6, .8, .2, -.4}}, .05, -.05);
    return network;
  }

  /** One dense layer and a linear output: everything is a product of weights. */
  public static MultiLayerNetwork linear(double[][] first, double[] second) {
    MultiLayerNetwork network =
        network(
            first[0].length,
            dense("hidden", first[0].length, first.length, Activation.IDENTITY),
            output("out", first.length, 1, Activation.IDENTITY));
    set(network, 0, first, new double[first.length]);
    set(network, 1, new double[][] {second}, 0);
    return network;
  }

  /** Random weights: dense layers of an activation, softmax at the end. */
  public static MultiLayerNetwork random(long seed, Activation activation, int... widths) {
    return mixed(seed, activation, activation, widths);
  }

  /** Random weights: dense layers of two activations in turn, softmax at the end. */
  public static MultiLayerNetwork mixed(
      long seed, Activation first, Activation second, int... widths) {
    NeuralNetConfiguration.ListBuilder list = builder(seed).list();
    for (int k = 0; k < widths.length - 2; k++) {
      list.layer(dense("dense" + k, widths[k], widths[k + 1], k % 2 == 0 ? first : second));
    }
    list.layer(
        output("out", widths[widths.length - 2], widths[widths.length - 1], Activation.SOFTMAX));
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.setInputType(InputType.feedForward(widths[0])).build());
    network.init();
    network.params().muli(2);
    return network;
  }

  /**
   * A residual network on pictures (2, 8, 8): stem 4 channels; inner: a convolution of it; add:
   * stem + inner; head: a strided convolution; global average; softmax of 3.
   */
  public static ComputationGraph residual(long seed, Activation activation) {
    ComputationGraph graph =
        new ComputationGraph(
            builder(seed)
                .graphBuilder()
                .addInputs("in")
                .addLayer("stem", convolution(4, 1, activation), "in")
                .addLayer("inner", convolution(4, 1, activation), "stem")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "stem", "inner")
                .addLayer("head", convolution(5, 2, activation), "add")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "head")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(8, 8, 2))
                .build());
    graph.init();
    graph.params().muli(3);
    return graph;
  }

  private static ConvolutionLayer convolution(int channels, int stride, Activation activation) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(channels)
        .stride(stride, stride)
        .convolutionMode(ConvolutionMode.Same)
        .activation(activation)
        .build();
  }

  private static NeuralNetConfiguration.Builder builder(long seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed + 1)
        .dataType(DataType.DOUBLE)
        .weightInit(WeightInit.XAVIER);
  }

  private static MultiLayerNetwork network(
      int inputs, org.deeplearning4j.nn.conf.layers.Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = builder(1).list();
    for (org.deeplearning4j.nn.conf.layers.Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.setInputType(InputType.feedForward(inputs)).build());
    network.init();
    return network;
  }

  private static DenseLayer dense(String name, int in, int out, Activation activation) {
    return new DenseLayer.Builder().name(name).nIn(in).nOut(out).activation(activation).build();
  }

  private static OutputLayer output(String name, int in, int out, Activation activation) {
    LossFunction loss = activation == Activation.SOFTMAX ? LossFunction.MCXENT : LossFunction.MSE;
    return new OutputLayer.Builder(loss)
        .name(name)
        .nIn(in)
        .nOut(out)
        .activation(activation)
        .build();
  }

  /** Sets a layer's weights, given row by row of its outputs. */
  private static void set(
      MultiLayerNetwork network, int layer, double[][] weights, double... bias) {
    INDArray matrix = Nd4j.create(weights).castTo(DataType.DOUBLE).transpose();
    network.getLayer(layer).setParam("W", matrix.dup());
    network
        .getLayer(layer)
        .setParam("b", Nd4j.create(bias, new long[] {1, bias.length}, DataType.DOUBLE));
  }

  /** Two LSTM layers on sequences (3, time) and softmax of 3 at each step. */
  public static MultiLayerNetwork sequence(long seed) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder(seed)
                .list()
                .layer(new LSTM.Builder().nOut(4).activation(Activation.TANH).build())
                .layer(new LSTM.Builder().nOut(5).activation(Activation.TANH).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(3))
                .build());
    network.init();
    return network;
  }

  /** A question from a zero baseline. */
  public static ResolvedQuestion question(Program program, String objective, double... input) {
    return question(program, objective, input, new double[input.length]);
  }

  /** A question of an input's elements. */
  public static ResolvedQuestion question(
      Program program, String objective, double[] input, double[] baseline) {
    Readout readout = Objective.parse(objective).resolve(program, List.of(), input);
    int[] shape = program.inputShape();
    return ResolvedQuestion.of(
            program, readout, Tensor.of(shape, input), Tensor.of(shape, baseline))
        .withBatch(32);
  }

  /** The program of a network in double precision. */
  public static Program program(MultiLayerNetwork network) {
    return Dl4jLowering.lower(network, Precision.FLOAT64);
  }

  /** The program of a graph on pictures (2, 8, 8) in double precision. */
  public static Program program(ComputationGraph graph) {
    return Dl4jLowering.lower(graph, Precision.FLOAT64, 2, 8, 8);
  }
}
