package org.conductance4j.training;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Builds a small network for sentences of any length: {@code embedding}, one {@code convolution}
 * over neighbouring words, the maximum of each of its channels over time, and one softmax layer.
 *
 * <p>Source: Y. Kim 2014, Convolutional neural networks for sentence classification, DOI
 * 10.3115/v1/D14-1181.
 */
final class SentenceNetwork {

  private static final double KEPT = 0.5;

  private SentenceNetwork() {}

  /** Builds the network with fresh seeded weights. */
  static ComputationGraph create(
      SentenceNetworkOptions extent, int words, int classes, TrainingSchedule learning, long seed) {
    ComputationGraph network =
        new ComputationGraph(
            learning
                .configuration(seed)
                .weightInit(WeightInit.XAVIER)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.feedForward(words))
                .addLayer(
                    "embedding",
                    new EmbeddingSequenceLayer.Builder()
                        .nIn(words)
                        .nOut(extent.embedding())
                        .weightInit(WeightInit.UNIFORM)
                        .build(),
                    "input")
                .addLayer(
                    "convolution",
                    new Convolution1DLayer.Builder(extent.width())
                        .convolutionMode(ConvolutionMode.Same)
                        .nIn(extent.embedding())
                        .nOut(extent.filters())
                        .activation(Activation.RELU)
                        .weightInit(WeightInit.RELU)
                        .build(),
                    "embedding")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.MAX), "convolution")
                .addLayer(
                    "output",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(extent.filters())
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .dropOut(KEPT)
                        .build(),
                    "pool")
                .setOutputs("output")
                .build());
    network.init();
    return network;
  }
}
