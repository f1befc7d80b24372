package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Chains;
import org.conductance4j.engine.audit.Audit;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D.DataFormat;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** Cases that random networks against DL4J's own inference found to differ, or to be refused. */
class LayerCornersTest {

  private static final InputType PICTURE = InputType.convolutional(6, 7, 3);
  private static final InputType LAST = InputType.convolutional(6, 7, 3, CNN2DFormat.NHWC);
  private static final InputType GREY = InputType.convolutional(6, 7, 1);
  private static final InputType STEPS = InputType.recurrent(3, 5, RNNFormat.NCW);
  private static final InputType FEATURES = InputType.feedForward(4);

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(
            "GELU's third power",
            FEATURES,
            new Layer[] {
              new DenseLayer.Builder().nOut(5).activation(new ActivationGELU(true)).build()
            }),
        Arguments.of(
            "leaky ReLU of SameDiff",
            PICTURE,
            new Layer[] {
              new LocallyConnected2D.Builder()
                  .nIn(3)
                  .nOut(2)
                  .kernelSize(3, 3)
                  .setInputSize(6, 7)
                  .activation(Activation.LEAKYRELU)
                  .build()
            }),
        Arguments.of("depthwise beyond the window", PICTURE, new Layer[] {sparseDepthwise()}),
        Arguments.of(
            "one channel",
            GREY,
            new Layer[] {
              new SeparableConvolution2D.Builder(3, 2).nOut(2).depthMultiplier(2).build()
            }),
        Arguments.of(
            "bias alone", InputType.convolutional3D(DataFormat.NDHWC, 3, 2, 3, 2), sparseVolume()),
        Arguments.of("rows of steps", STEPS, rows()),
        Arguments.of(
            "window larger than the picture",
            InputType.convolutional(2, 5, 2),
            new Layer[] {
              new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                  .kernelSize(3, 2)
                  .stride(2, 2)
                  .build()
            }));
  }

  private static Layer sparseDepthwise() {
    return new DepthwiseConvolution2D.Builder(2, 1)
        .depthMultiplier(2)
        .stride(4, 3)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.TANH)
        .build();
  }

  private static Layer[] sparseVolume() {
    Deconvolution3D.Builder builder = new Deconvolution3D.Builder();
    builder.kernelSize(2, 1, 1).stride(1, 3, 2).nOut(2).dataFormat(DataFormat.NDHWC);
    builder.convolutionMode(ConvolutionMode.Same);
    return new Layer[] {builder.build()};
  }

  private static Layer[] rows() {
    return new Layer[] {
      new DenseLayer.Builder().nOut(4).build(),
      new ElementWiseMultiplicationLayer.Builder().nIn(4).nOut(4).build(),
      new PReLULayer.Builder().inputShape(4).build(),
      new VariationalAutoencoder.Builder()
          .nOut(3)
          .encoderLayerSizes(5)
          .decoderLayerSizes(4)
          .activation(Activation.SIGMOID)
          .build(),
      new GlobalPoolingLayer(PoolingType.SUM)
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void network_valueAndDerivatives_equalThoseOfDl4j(String name, InputType type, Layer[] layers) {
    Chains.check(name, r -> shape(type), s -> type, layers);
  }

  private static int[] shape(InputType type) {
    return Arrays.stream(type.getShape(false)).mapToInt(n -> (int) n).toArray();
  }

  /**
   * In float32 DL4J ignores the first's dilation, oneDNN refuses the second, misreads the third.
   */
  static Stream<Arguments> networksThatDl4jRunsInDoubleAlone() {
    return Stream.of(
        Arguments.of(
            InputType.convolutional3D(DataFormat.NCDHW, 5, 4, 4, 2),
            new Layer[] {
              new Subsampling3DLayer.Builder(Subsampling3DLayer.PoolingType.AVG)
                  .kernelSize(2, 2, 2)
                  .stride(1, 1, 1)
                  .dilation(2, 1, 1)
                  .build()
            }),
        Arguments.of(
            InputType.recurrent(1, 6, RNNFormat.NWC),
            new Layer[] {
              new Convolution1DLayer.Builder(1)
                  .nOut(2)
                  .stride(3)
                  .convolutionMode(ConvolutionMode.Same)
                  .activation(Activation.TANH)
                  .build()
            }),
        Arguments.of(
            LAST,
            new Layer[] {
              new Cropping2D.Builder(1, 1, 0, 1).dataFormat(CNN2DFormat.NHWC).build(),
              new DepthwiseConvolution2D.Builder(3, 1)
                  .depthMultiplier(1)
                  .stride(2, 1)
                  .dataFormat(CNN2DFormat.NHWC)
                  .activation(Activation.TANH)
                  .build()
            }));
  }

  @ParameterizedTest
  @MethodSource("networksThatDl4jRunsInDoubleAlone")
  void network_wrongInDl4jsFloat32_equalsItsFloat64(InputType type, Layer[] layers) {
    Chains.check("double", r -> shape(type), s -> type, layers);
  }

  /** Derivatives that are nothing but rounding, and jumps that no derivative tells of. */
  static Stream<Arguments> networksWithoutSlopes() {
    return Stream.of(
        Arguments.of(new DenseLayer.Builder().nOut(2).hasLayerNorm(true).build()),
        Arguments.of(
            new DenseLayer.Builder()
                .nOut(200)
                .activation(new ActivationThresholdedReLU(0.3))
                .build()));
  }

  @ParameterizedTest
  @MethodSource("networksWithoutSlopes")
  void audit_flatOrJumpingNetwork_isNotRefused(Layer layer) {
    var graph = Chains.graph(FEATURES, 1, layer, new ActivationLayer(Activation.TANH));

    Audit.Findings found =
        NetworkOracle.audit(graph, Dl4jLowering.lower(graph, Precision.FLOAT32, 4), Audit.probe(4));

    assertThat(found.forward()).isLessThan(1e-5);
  }

  /** DL4J's variational autoencoder does not keep to its workspaces. */
  @Test
  void audit_networkThatFailsInWorkspaces_runsWithoutThem() {
    Layer code =
        new VariationalAutoencoder.Builder()
            .nOut(3)
            .encoderLayerSizes(5)
            .decoderLayerSizes(4)
            .build();
    Layer dense = new DenseLayer.Builder().nOut(2).build();
    var graph = Chains.graph(FEATURES, 1, new ActivationLayer(Activation.TANH), code, dense);

    Audit.Findings found =
        NetworkOracle.audit(graph, Dl4jLowering.lower(graph, Precision.FLOAT32, 4), Audit.probe(4));

    assertThat(found.forward()).isLessThan(1e-5);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            PICTURE,
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(1, 1)
                .padding(0, 2)
                .build(),
            "layer 'layer0': needs windows that reach into the input, got padding 2 around a window"
                + " of 2; pad less than the window"),
        Arguments.of(
            STEPS,
            new Subsampling1DLayer.Builder(PoolingType.MAX)
                .kernelSize(3)
                .stride(3)
                .padding(1)
                .build(),
            "layer 'layer0': cannot have padding in a pooling over time, got 1; DL4J pads an axis"
                + " beside time too: put a ZeroPadding1DLayer before it"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void pooling_ofPaddingAlone_isRefused(InputType type, Layer layer, String message) {
    var graph = Chains.graph(type, 1, layer);

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, shape(type)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }
}
