package org.conductance4j.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Unit;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.Replacement;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks whose activations are sequences, volumes, or have their channels last. */
class OtherLayoutsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "last, first",
    "last, second",
    "sequence, first",
    "volume, first",
    "separable, first",
    "separable, second"
  })
  void channels_removed_outputsEqualTheMaskedNetworks(String kind, String layer) {
    Surgery surgery = surgery(kind);

    Surgery.Result result = surgery.remove(layer, plan(surgery, layer, true), Optional.empty());

    assertThat(result.network().removed()).isEqualTo(2);
    assertThat(result.after().parameters()).isLessThan(result.before().parameters());
    assertThat(result.largestDifference()).isLessThan(2e-6);
    assertThat(result.network().type()).isEqualTo("MultiLayerNetwork");
  }

  @ParameterizedTest
  @CsvSource({
    "last, first, ComputationGraph",
    "sequence, first, ComputationGraph",
    "recurrent, first, ComputationGraph",
    "volume, first, ComputationGraph",
    "separable, second, MultiLayerNetwork"
  })
  void neurons_masked_outputsEqualTheMaskedNetworks(String kind, String layer, String type) {
    Surgery surgery = surgery(kind);

    Surgery.Result result = surgery.mask(layer, plan(surgery, layer, false), Optional.empty());

    assertThat(result.largestDifference()).isLessThan(2e-6);
    assertThat(result.network().type()).isEqualTo(type);
  }

  /** The output of a recurrent layer is also read by its own next step. */
  @Test
  void unitsOfARecurrentLayer_removal_isRefusedByName() {
    Surgery surgery = surgery("recurrent");

    assertThatThrownBy(
            () -> surgery.remove("first", plan(surgery, "first", true), Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "layer 'first' (LSTM): makes channels that depend on each other, of which none can be"
                + " removed, got channel ")
        .hasMessageEndingWith(" of 'first' to remove; prune without removing channels");
  }

  private Surgery surgery(String kind) {
    ListBuilder list = new NeuralNetConfiguration.Builder().seed(1).list();
    int[] shape;
    switch (kind) {
      case "last" -> {
        convolutions(list, CNN2DFormat.NHWC);
        list.setInputType(InputType.convolutional(6, 5, 2, CNN2DFormat.NHWC));
        shape = new int[] {6, 5, 2};
      }
      case "sequence" -> {
        list.layer(new Convolution1DLayer.Builder(3, 1).nOut(5).name("first").build())
            .layer(new GlobalPoolingLayer(PoolingType.MAX))
            .setInputType(InputType.recurrent(4, 9));
        list.layer(output());
        shape = new int[] {4, 9};
      }
      case "recurrent" -> {
        list.layer(new LSTM.Builder().nOut(5).name("first").build())
            .layer(new GlobalPoolingLayer(PoolingType.MAX))
            .setInputType(InputType.recurrent(4, 9));
        list.layer(output());
        shape = new int[] {4, 9};
      }
      case "volume" -> {
        list.layer(
                new Convolution3D.Builder(3, 3, 3)
                    .nOut(4)
                    .name("first")
                    .activation(Activation.RELU)
                    .build())
            .layer(new GlobalPoolingLayer(PoolingType.AVG))
            .layer(output())
            .setInputType(InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 5, 6, 4, 2));
        shape = new int[] {2, 5, 6, 4};
      }
      default -> {
        list.layer(
                new SeparableConvolution2D.Builder(3, 3)
                    .nOut(6)
                    .activation(Activation.RELU)
                    .name("first")
                    .build())
            .layer(
                new DepthwiseConvolution2D.Builder(3, 3)
                    .activation(Activation.RELU)
                    .name("second")
                    .build())
            .layer(new SeparableConvolution2D.Builder(3, 3).nOut(4).name("third").build())
            .layer(output())
            .setInputType(InputType.convolutional(9, 9, 2));
        shape = new int[] {2, 9, 9};
      }
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return new Surgery(PrunableNetworks.saved(network, folder), shape);
  }

  private static void convolutions(ListBuilder list, CNN2DFormat format) {
    for (String name : new String[] {"first", "second"}) {
      list.layer(
          new ConvolutionLayer.Builder(3, 3)
              .nOut(name.length())
              .dataFormat(format)
              .convolutionMode(ConvolutionMode.Same)
              .activation(Activation.RELU)
              .name(name)
              .build());
    }
    list.layer(new DenseLayer.Builder().nOut(6).build()).layer(output());
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** Channels 1 and 3, or every third neuron. */
  private static Plan plan(Surgery surgery, String name, boolean whole) {
    Layer layer = surgery.program().layer(name);
    int[] shape = layer.shape().stream().mapToInt(Integer::intValue).toArray();
    int neurons = Tensor.length(shape);
    int[] pruned =
        whole
            ? layer.partition(Unit.CHANNEL).elementsOf(1, 3)
            : IntStream.range(0, neurons).filter(neuron -> neuron % 3 == 0).toArray();
    return Plan.of(shape, pruned, Replacement.zero());
  }
}
