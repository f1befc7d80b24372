package org.conductance4j.training;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Builds a small network for rows of numbers in their own units: {@code normalise} scales them, and
 * dense layers {@code hidden1}, {@code hidden2}, … and one softmax layer follow.
 */
final class TableNetwork {

  private TableNetwork() {}

  /** Builds the network with fresh seeded weights. */
  static ComputationGraph create(
      List<Integer> hidden, int features, int classes, TrainingSchedule learning, long seed) {
    GraphBuilder graph =
        learning
            .configuration(seed)
            .weightInit(WeightInit.RELU)
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(InputType.feedForward(features))
            .addLayer("normalise", new BatchNormalization.Builder().build(), "input");
    String last = "normalise";
    for (int k = 0; k < hidden.size(); k++) {
      String name = "hidden" + (k + 1);
      graph.addLayer(
          name,
          new DenseLayer.Builder().nOut(hidden.get(k)).activation(Activation.RELU).build(),
          last);
      last = name;
    }
    ComputationGraph network =
        new ComputationGraph(
            graph
                .addLayer(
                    "output",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER)
                        .build(),
                    last)
                .setOutputs("output")
                .build());
    network.init();
    return network;
  }
}
