package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Chains;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that no builder makes, but a file may hold. */
class DamagedLayersTest {

  private final SubsamplingLayer pooling =
      new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build();
  private final Deconvolution2D transposed =
      new Deconvolution2D.Builder(2, 2).nIn(1).nOut(1).stride(1, 1).build();

  private void lower() {
    Dl4jLowering.lower(network(), Precision.FLOAT32, 1, 4, 4);
  }

  private MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(pooling)
                .layer(transposed)
                .layer(new CnnLossLayer.Builder().build())
                .build());
    network.init();
    return network;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void strideBelowOne_lowered_isRefused(int stride) {
    pooling.setStride(new int[] {stride, 2});
    assertThatThrownBy(this::lower)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'layer0': needs a stride of 1 or more along each axis, got ["
                + stride
                + ", 2]; save the network again");
  }

  @Test
  void missingWindow_lowered_isRefused() {
    pooling.setKernelSize(null);
    assertThatThrownBy(this::lower)
        .hasMessage(
            "layer 'layer0': needs a window of 1 or more along each axis, got none; save the"
                + " network again");
  }

  @Test
  void missingKindOfPooling_lowered_isRefused() {
    pooling.setPoolingType(null);
    assertThatThrownBy(this::lower)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'layer0': needs a configuration as DL4J writes it, got one that leads to a"
                + " NullPointerException; save the network again");
  }

  @Test
  void windowOfOneNumberOnAPicture_lowered_isRefused() {
    transposed.setDilation(new int[] {1});
    assertThatThrownBy(this::lower)
        .hasMessage(
            "layer 'layer1': needs a dilation of 1 or more along each axis, got [1]; save the"
                + " network again");
  }

  @Test
  void missingActivation_lowered_isRefused() {
    ComputationGraph graph = network().toComputationGraph();
    for (GraphVertex vertex : graph.getConfiguration().getVertices().values()) {
      if (vertex instanceof LayerVertex layer
          && layer.getLayerConf().getLayer() instanceof Deconvolution2D damaged) {
        damaged.setActivationFn(null);
      }
    }
    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, 1, 4, 4))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("layer '1': needs an activation, got none; save the network again");
  }

  @Test
  void sizeOfAnAxisThatThereIsNot_lowered_isRefused() {
    Subsampling1DLayer one =
        new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.AVG).kernelSize(2).build();
    ComputationGraph graph = Chains.graph(InputType.recurrent(2, 5), 1, one);
    of(graph, Subsampling1DLayer.class).setDilation(new int[] {1, -1});

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, 2, 5))
        .hasMessageStartingWith("layer 'layer0': needs a dilation of 1 or more along each axis");
  }

  @Test
  void negativePadding_lowered_isRefused() {
    ComputationGraph graph =
        Chains.graph(InputType.convolutional(4, 4, 1), 1, new ZeroPaddingLayer(1, 1));
    of(graph, ZeroPaddingLayer.class).setPadding(new int[] {-1, 1, 1, 1});

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, 1, 4, 4))
        .hasMessage(
            "layer 'layer0': needs counts of 0 or more along each axis, got [-1, 1, 1, 1]; save the"
                + " network again");
  }

  @Test
  void windowThatTheWeightsDoNotFit_lowered_isRefused() {
    LocallyConnected2D local =
        new LocallyConnected2D.Builder().kernelSize(2, 2).nOut(2).setInputSize(4, 4).build();
    ComputationGraph graph = Chains.graph(InputType.convolutional(4, 4, 1), 1, local);
    of(graph, LocallyConnected2D.class).setKernel(new int[] {3, 2});

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, 1, 4, 4))
        .hasMessage(
            "layer 'layer0': needs weights of shape [16, 6, 2], got [16, 4, 2]; save the network"
                + " again");
  }

  @Test
  void vertexWithoutInputs_lowered_isRefused() {
    ComputationGraph graph =
        Chains.graph(
            InputType.convolutional(4, 4, 1),
            1,
            new ZeroPaddingLayer(1, 1),
            new ZeroPaddingLayer(1, 1));
    graph.getConfiguration().getVertexInputs().remove("layer1");

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, 1, 4, 4))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("layer 'layer1': needs a configuration as DL4J writes it");
  }

  private static <T extends Layer> T of(ComputationGraph graph, Class<T> type) {
    return type.cast(graph.getLayer("layer0").conf().getLayer());
  }
}
