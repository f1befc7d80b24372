package org.conductance4j.surgery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks with random parameters everywhere, saved as zips. */
final class PrunableNetworks {

  private PrunableNetworks() {}

  /** Pictures (3, 12, 12) through convolutions, pooling, flattening and dense layers. */
  static MultiLayerNetwork plain(long seed) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder(seed)
                .list()
                .layer(convolution("conv1", 8, 3, Activation.RELU))
                .layer(new SubsamplingLayer.Builder(2, 2).stride(2, 2).name("pool").build())
                .layer(convolution("conv2", 6, 3, Activation.IDENTITY))
                .layer(new BatchNormalization.Builder().name("norm").build())
                .layer(
                    new ActivationLayer.Builder().activation(Activation.RELU).name("relu").build())
                .layer(dense("dense", 10, Activation.RELU))
                .layer(output())
                .setInputType(InputType.convolutional(12, 12, 3))
                .build());
    network.init();
    return scrambled(network);
  }

  /** Five features through dense layers, one of them with a sigmoid. */
  static MultiLayerNetwork dense(long seed) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder(seed)
                .list()
                .layer(dense("first", 12, Activation.RELU))
                .layer(new BatchNormalization.Builder().name("norm").build())
                .layer(dense("second", 9, Activation.SIGMOID))
                .layer(output())
                .setInputType(InputType.feedForward(5))
                .build());
    network.init();
    return scrambled(network);
  }

  /** Pictures (2, 8, 8): a stem, a block with a projection, a block with an identity. */
  static ComputationGraph residual(long seed) {
    ComputationGraph graph =
        new ComputationGraph(
            builder(seed)
                .graphBuilder()
                .addInputs("in")
                .addLayer("stem", convolution("stem", 4, 3, Activation.RELU), "in")
                .addLayer("a1", convolution("a1", 7, 3, Activation.IDENTITY), "stem")
                .addLayer("a1.norm", new BatchNormalization.Builder().build(), "a1")
                .addLayer("a1.relu", new ActivationLayer(Activation.RELU), "a1.norm")
                .addLayer("a2", convolution("a2", 6, 3, Activation.IDENTITY), "a1.relu")
                .addLayer("a.short", convolution("a.short", 6, 1, Activation.IDENTITY), "stem")
                .addVertex("a.add", add(), "a2", "a.short")
                .addLayer("a", new ActivationLayer(Activation.RELU), "a.add")
                .addLayer("b1", convolution("b1", 5, 3, Activation.RELU), "a")
                .addLayer("b2", convolution("b2", 6, 3, Activation.IDENTITY), "b1")
                .addVertex("b.add", add(), "b2", "a")
                .addLayer("b", new ActivationLayer(Activation.RELU), "b.add")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "b")
                .addLayer("out", output(), "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(8, 8, 2))
                .build());
    graph.init();
    return scrambled(graph);
  }

  /** Pictures (2, 8, 8): two branches merged, one of them read a second time. */
  static ComputationGraph merged(long seed) {
    ComputationGraph graph =
        new ComputationGraph(
            builder(seed)
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", convolution("left", 5, 3, Activation.RELU), "in")
                .addLayer("right", convolution("right", 4, 1, Activation.RELU), "in")
                .addVertex("merge", new MergeVertex(), "left", "right")
                .addLayer("norm", new BatchNormalization.Builder().build(), "merge")
                .addLayer("mixed", convolution("mixed", 6, 1, Activation.RELU), "norm")
                .addLayer("again", convolution("again", 3, 3, Activation.RELU), "left")
                .addVertex("end", new MergeVertex(), "mixed", "again")
                .addLayer("dense", dense("dense", 8, Activation.TANH), "end")
                .addLayer("out", output(), "dense")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(8, 8, 2))
                .build());
    graph.init();
    return scrambled(graph);
  }

  /** The network as loaded from a saved file. */
  static LoadedNetwork saved(Model network, Path folder) {
    Path file = folder.resolve("network.zip");
    try {
      ModelSerializer.writeModel(network, file.toFile(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return NetworkFile.load(file.toString(), Optional.empty());
  }

  private static NeuralNetConfiguration.Builder builder(long seed) {
    return new NeuralNetConfiguration.Builder().seed(seed).dataType(DataType.FLOAT);
  }

  private static ElementWiseVertex add() {
    return new ElementWiseVertex(ElementWiseVertex.Op.Add);
  }

  private static ConvolutionLayer convolution(
      String name, int channels, int kernel, Activation activation) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .name(name)
        .nOut(channels)
        .convolutionMode(ConvolutionMode.Same)
        .activation(activation)
        .build();
  }

  private static DenseLayer dense(String name, int units, Activation activation) {
    return new DenseLayer.Builder().name(name).nOut(units).activation(activation).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .name("out")
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** Noise on all parameters, also where DL4J starts with zeros and ones. */
  private static <M extends Model> M scrambled(M network) {
    Nd4j.getRandom().setSeed(network.numParams());
    INDArray noise = Nd4j.rand(network.params().dataType(), network.params().shape());
    network.params().addi(noise.subi(0.5).muli(0.4));
    network
        .paramTable()
        .forEach(
            (key, values) -> {
              if (key.endsWith("var")) {
                values.assign(Nd4j.rand(values.dataType(), values.shape()).addi(0.5));
              }
            });
    return network;
  }
}
