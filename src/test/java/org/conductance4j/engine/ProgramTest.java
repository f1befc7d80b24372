package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.conductance4j.engine.lowering.dl4j.NetworkOracle;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Single layers and small networks against DL4J's own inference, in value and derivative. */
class ProgramTest {

  static Stream<Arguments> layers() {
    List<Arguments> cases = new ArrayList<>();
    for (ConvolutionMode mode :
        List.of(ConvolutionMode.Truncate, ConvolutionMode.Same, ConvolutionMode.Strict)) {
      for (int kernel = 1; kernel <= 5; kernel++) {
        for (int stride = 1; stride <= 3; stride++) {
          for (int dilation = 1; dilation <= 2; dilation++) {
            boolean strict = mode == ConvolutionMode.Strict;
            if ((kernel == 1 && dilation == 2) || (strict && stride > 1)) {
              continue;
            }
            boolean refusedByDl4j = mode == ConvolutionMode.Same && stride > kernel;
            if (!refusedByDl4j) {
              cases.add(
                  Arguments.of(
                      mode + " convolution k" + kernel + " s" + stride + " d" + dilation,
                      new ConvolutionLayer.Builder(kernel, Math.max(1, kernel - 1))
                          .nOut(5)
                          .stride(stride, stride)
                          .dilation(dilation, dilation)
                          .padding(mode == ConvolutionMode.Same ? 0 : kernel / 2, 0)
                          .convolutionMode(mode)
                          .hasBias(kernel % 2 == 0)
                          .activation(Activation.TANH)
                          .build()));
            }
            if (dilation == 1 && !refusedByDl4j) {
              cases.add(
                  Arguments.of(
                      mode + " depthwise k" + kernel + " s" + stride,
                      new DepthwiseConvolution2D.Builder(kernel, kernel)
                          .depthMultiplier(1 + kernel % 2)
                          .stride(stride, stride)
                          .padding(mode == ConvolutionMode.Same ? 0 : kernel / 2, 0)
                          .convolutionMode(mode)
                          .activation(Activation.SIGMOID)
                          .build()));
            }
            for (SubsamplingLayer.PoolingType type :
                List.of(SubsamplingLayer.PoolingType.MAX, SubsamplingLayer.PoolingType.AVG)) {
              if (dilation == 1) {
                cases.add(
                    Arguments.of(
                        mode + " " + type + " pooling k" + kernel + " s" + stride,
                        new SubsamplingLayer.Builder(type)
                            .kernelSize(kernel, Math.max(1, kernel - 1))
                            .stride(stride, stride)
                            .padding(mode == ConvolutionMode.Same ? 0 : kernel / 2, 0)
                            .convolutionMode(mode)
                            .build()));
              }
            }
          }
        }
      }
    }
    for (Activation activation : Activation.values()) {
      cases.add(Arguments.of("activation " + activation, new ActivationLayer(activation)));
    }
    cases.add(Arguments.of("normalisation", new BatchNormalization()));
    cases.add(
        Arguments.of(
            "normalisation var", new BatchNormalization.Builder().useLogStd(false).build()));
    cases.add(
        Arguments.of(
            "normalisation locked", new BatchNormalization.Builder().lockGammaBeta(true).build()));
    cases.add(Arguments.of("padding", new ZeroPaddingLayer(1, 2, 0, 3)));
    cases.add(Arguments.of("dropout", new DropoutLayer(0.5)));
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void singleLayer_valueAndDerivatives_equalThoseOfDl4j(String name, Layer layer) {
    for (int seed = 0; seed < 2; seed++) {
      Random random = new Random(31L * seed + name.hashCode());
      int[] shape = {2 + random.nextInt(4), 8 + random.nextInt(5), 9 + random.nextInt(5)};
      NetworkOracle.check(network(shape, seed, layer), shape, 1 + 2 * seed, seed);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void residualNetwork_valueAndDerivatives_equalThoseOfDl4j(int seed) {
    int[] shape = {3, 17, 15};
    NetworkOracle.check(residual(shape, seed), shape, 3, seed);
  }

  static Stream<Integer> seeds() {
    return Stream.of(0, 1, 2, 3, 4);
  }

  private static ComputationGraph network(int[] shape, int seed, Layer layer) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .graphBuilder()
            .addInputs("input")
            .addLayer("layer", layer.clone(), "input")
            .addLayer(
                "output",
                new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(4)
                    .activation(Activation.IDENTITY)
                    .build(),
                "layer")
            .setOutputs("output")
            .setInputTypes(InputType.convolutional(shape[1], shape[2], shape[0]));
    return NetworkOracle.initialised(new ComputationGraph(builder.build()), seed);
  }

  private static ComputationGraph residual(int[] shape, int seed) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("input")
            .addLayer("stem", convolution(6, 3, 2), "input")
            .addLayer("stem-norm", new BatchNormalization(), "stem")
            .addLayer("stem-relu", new ActivationLayer(Activation.RELU), "stem-norm")
            .addLayer(
                "pool",
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                    .kernelSize(3, 3)
                    .stride(2, 2)
                    .build(),
                "stem-relu")
            .addLayer("a", convolution(6, 3, 1), "pool")
            .addLayer("a-norm", new BatchNormalization(), "a")
            .addLayer("a-relu", new ActivationLayer(Activation.RELU), "a-norm")
            .addLayer("b", convolution(6, 1, 1), "a-relu")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "b", "pool")
            .addLayer("sum-relu", new ActivationLayer(Activation.RELU6), "sum")
            .addVertex("merge", new MergeVertex(), "sum-relu", "a-relu", "pool")
            .addLayer("c", convolution(8, 3, 2), "merge")
            .addLayer("d", new DropoutLayer(0.5), "c")
            .addLayer("global", new GlobalPoolingLayer(PoolingType.AVG), "d")
            .addLayer(
                "dense",
                new DenseLayer.Builder().nOut(7).activation(Activation.TANH).build(),
                "global")
            .addLayer(
                "output",
                new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(4)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "dense")
            .setOutputs("output")
            .setInputTypes(InputType.convolutional(shape[1], shape[2], shape[0]));
    return NetworkOracle.initialised(new ComputationGraph(builder.build()), seed);
  }

  private static ConvolutionLayer convolution(int outputs, int kernel, int stride) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nOut(outputs)
        .stride(stride, stride)
        .activation(Activation.IDENTITY)
        .build();
  }
}
