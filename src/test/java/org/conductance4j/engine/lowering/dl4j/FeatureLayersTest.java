package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Chains;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers on features, and what DL4J does in training alone, against its own inference. */
class FeatureLayersTest {

  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of("layer norm", dense().hasLayerNorm(true).build()),
        Arguments.of("layer norm, no bias", dense().hasLayerNorm(true).hasBias(false).build()),
        Arguments.of("frozen layer norm", new FrozenLayer(dense().hasLayerNorm(true).build())),
        Arguments.of("slopes", new PReLULayer.Builder().inputShape(6).build()),
        Arguments.of(
            "weights of each feature",
            new ElementWiseMultiplicationLayer.Builder()
                .nIn(6)
                .nOut(6)
                .activation(Activation.SIGMOID)
                .build()),
        Arguments.of(
            "centres",
            new CenterLossOutputLayer.Builder()
                .nOut(4)
                .lossFunction(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build()),
        Arguments.of(
            "autoencoder", new AutoEncoder.Builder().nOut(4).activation(Activation.TANH).build()),
        Arguments.of(
            "variational autoencoder",
            new VariationalAutoencoder.Builder()
                .nOut(3)
                .encoderLayerSizes(5, 4)
                .decoderLayerSizes(4)
                .activation(Activation.TANH)
                .pzxActivationFunction(Activation.SIGMOID)
                .build()));
  }

  private static DenseLayer.Builder dense() {
    return new DenseLayer.Builder().nOut(5).activation(Activation.TANH);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void features_valueAndDerivatives_equalThoseOfDl4j(String name, Layer layer) {
    Chains.check(name, r -> new int[] {6}, s -> InputType.feedForward(s[0]), layer);
  }

  static Stream<IDropout> dropouts() {
    return Stream.of(
        new GaussianDropout(0.5),
        new GaussianNoise(0.5),
        new AlphaDropout(0.5),
        new SpatialDropout(0.5));
  }

  @ParameterizedTest
  @MethodSource("dropouts")
  void dropout_inference_isRemovedAsInDl4j(IDropout dropout) {
    ConvolutionLayer layer =
        new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.TANH).build();
    layer.setIDropout(dropout);
    Chains.check(
        dropout.getClass().getSimpleName(),
        r -> new int[] {2, 7, 6},
        s -> InputType.convolutional(s[1], s[2], s[0]),
        layer,
        new DropoutLayer(dropout));
  }

  @Test
  void weightNoise_inference_isRemovedAsInDl4j() {
    Chains.check(
        "noise",
        r -> new int[] {6},
        s -> InputType.feedForward(s[0]),
        noisy(new WeightNoise(new NormalDistribution(0, 1))),
        noisy(new DropConnect(0.5)));
  }

  private static Layer noisy(IWeightNoise noise) {
    DenseLayer layer = dense().build();
    layer.setWeightNoise(noise);
    return layer;
  }

  /** DL4J's BatchNormalization reads (1, batch, time, channel) and normalises the last axis. */
  @Test
  void normalisedSequence_channelsLast_equalsDl4j() {
    BatchNormalization layer = new BatchNormalization();
    layer.setCnn2DFormat(CNN2DFormat.NHWC);
    Chains.check(
        "sequence",
        r -> new int[] {7, 3},
        s -> InputType.recurrent(s[1], s[0], RNNFormat.NWC),
        layer);
  }

  @Test
  void unknownLayer_lower_isRefusedWithTheWayOut() {
    var graph =
        Chains.graph(
            InputType.convolutional(8, 8, 1),
            1,
            new PrimaryCapsules.Builder(4, 3).build(),
            new CapsuleLayer.Builder(3, 4, 1).build());

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, 1, 8, 8))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer 'layer0': cannot be lowered, got PrimaryCapsules")
        .hasMessageContaining("docs/hooks.md");
  }
}
