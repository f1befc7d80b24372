package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

class LayerStackTest {

  /** DL4J allows several layers with one name, and a name that looks like a layer's index. */
  @Test
  void equalNames_areMadeDifferent() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().name("layer1").nIn(2).nOut(2).build())
                .layer(new DenseLayer.Builder().name("layer1").nIn(2).nOut(2).build())
                .layer(new DenseLayer.Builder().name("layer3").nIn(2).nOut(2).build())
                .layer(new OutputLayer.Builder().name("layer3").nIn(2).nOut(2).build())
                .build());
    network.init();

    ComputationGraph graph = LayerStack.toGraph(network);

    assertThat(LayerStack.of(network.getLayerWiseConfigurations()).aliases().values())
        .containsExactlyInAnyOrder("layer1", "layer1b", "layer3", "layer3b");
    assertThat(graph.params()).isEqualTo(network.params());
  }
}
