package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of several layers on sequences against DL4J's own inference. */
@SuppressWarnings("deprecation") // Graves LSTMs
class SequenceGraphTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void verticesOnTime_valueAndDerivatives_equalThoseOfDl4j(int seed) {
    int time = 2 + seed;
    GraphBuilder builder =
        RecurrentTest.builder(seed)
            .addLayer("a", lstm(4, RNNFormat.NCW), "input")
            .addVertex("last", new LastTimeStepVertex("input"), "a")
            .addVertex("reversed", new ReverseTimeSeriesVertex("input"), "a")
            .addLayer("b", new SimpleRnn.Builder().nOut(4).build(), "reversed")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
            .addVertex("copies", new DuplicateToTimeSeriesVertex("input"), "last")
            .addVertex("wide", new MergeVertex(), "sum", "copies")
            .addLayer("c", new LastTimeStep(new GravesLSTM.Builder().nOut(3).build()), "wide")
            .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "b")
            .addVertex("both", new MergeVertex(), "c", "mean", "last")
            .addLayer("output", output(), "both");

    NetworkOracle.check(
        RecurrentTest.graph(builder, 3, time, RNNFormat.NCW, seed),
        new int[] {3, time},
        1 + 2 * (seed % 2),
        seed);
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void denseLayersBetweenRecurrentOnes_valueAndDerivatives_equalThoseOfDl4j(RNNFormat format) {
    for (int seed = 0; seed < 3; seed++) {
      int time = 1 + 2 * seed;
      GraphBuilder builder =
          RecurrentTest.builder(seed)
              .addLayer("a", new FrozenLayer(lstm(4, format)), "input")
              .addLayer("b", new DenseLayer.Builder().nOut(5).build(), "a")
              .addLayer("c", new BatchNormalization(), "b")
              .addLayer("d", new Bidirectional(lstm(3, format)), "c")
              .addLayer(
                  "output",
                  new RnnOutputLayer.Builder(LossFunction.MCXENT)
                      .nOut(4)
                      .dataFormat(format)
                      .activation(Activation.SOFTMAX)
                      .build(),
                  "d");

      NetworkOracle.check(
          RecurrentTest.graph(builder, 2, time, format, seed),
          RecurrentTest.shape(2, time, format),
          3,
          seed);
    }
  }

  @ParameterizedTest
  @EnumSource(Bidirectional.Mode.class)
  void lastStepsOfBothDirections_valueAndDerivatives_equalThoseOfDl4j(Bidirectional.Mode mode) {
    for (RNNFormat format : RNNFormat.values()) {
      GraphBuilder builder =
          RecurrentTest.builder(1)
              .addLayer("a", lstm(4, format), "input")
              .addLayer("b", new Bidirectional(mode, new LastTimeStep(lstm(3, format))), "a")
              .addLayer("c", new RepeatVector.Builder<>(4).dataFormat(format).build(), "b")
              .addLayer("d", new LastTimeStep(lstm(3, format)), "c")
              .addLayer("output", output(), "d");

      NetworkOracle.check(
          RecurrentTest.graph(builder, 2, 5, format, 1), RecurrentTest.shape(2, 5, format), 3, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolingType.class,
      names = {"AVG", "SUM", "MAX"})
  void poolingOverTime_valueAndDerivatives_equalThoseOfDl4j(PoolingType type) {
    GraphBuilder builder =
        RecurrentTest.builder(1)
            .addLayer("a", lstm(4, RNNFormat.NCW), "input")
            .addLayer("b", new GlobalPoolingLayer(type), "a")
            .addLayer("output", output(), "b");

    NetworkOracle.check(
        RecurrentTest.graph(builder, 2, 5, RNNFormat.NCW, 1), new int[] {2, 5}, 3, 1);
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void sequencesOfPictures_valueAndDerivatives_equalThoseOfDl4j(RNNFormat format) {
    for (int time = 1; time <= 4; time += 3) {
      GraphBuilder builder =
          RecurrentTest.builder(time)
              .addLayer("conv", new ConvolutionLayer.Builder(2, 2).nIn(2).nOut(3).build(), "input")
              .addLayer("pool", new SubsamplingLayer.Builder().kernelSize(2, 2).build(), "conv")
              .addLayer("lstm", withInputs(lstm(4, format), 6), "pool")
              .addLayer("dense", new DenseLayer.Builder().nIn(36).nOut(4).build(), "conv")
              .addLayer("simple", simple(format), "dense")
              .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "lstm", "simple")
              .addLayer("output", steps(format), "sum")
              .inputPreProcessor("conv", new RnnToCnnPreProcessor(4, 5, 2, format))
              .inputPreProcessor("lstm", new CnnToRnnPreProcessor(1, 2, 3, format))
              .inputPreProcessor("dense", new CnnToFeedForwardPreProcessor(3, 4, 3))
              .inputPreProcessor("simple", new FeedForwardToRnnPreProcessor(format))
              .setOutputs("output");
      ComputationGraph graph =
          NetworkOracle.initialised(new ComputationGraph(builder.build()), time);

      NetworkOracle.check(graph, RecurrentTest.shape(40, time, format), 3, time);
    }
  }

  private static SimpleRnn simple(RNNFormat format) {
    return new SimpleRnn.Builder().nIn(4).nOut(4).dataFormat(format).build();
  }

  private static RnnOutputLayer steps(RNNFormat format) {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nIn(4)
        .nOut(2)
        .dataFormat(format)
        .activation(Activation.SOFTMAX)
        .build();
  }

  @Test
  void lastTimeStepVertex_timeBeforeFeatures_isRefused() {
    GraphBuilder builder =
        RecurrentTest.builder(1)
            .addLayer("a", lstm(4, RNNFormat.NWC), "input")
            .addVertex("last", new LastTimeStepVertex("input"), "a")
            .addLayer("output", output(), "last");
    ComputationGraph graph = RecurrentTest.graph(builder, 3, 5, RNNFormat.NWC, 1);

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, 5, 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'last': needs (batch, features, time), got the other order of axes; give all"
                + " layers the same RNNFormat");
  }

  private static LSTM withInputs(LSTM layer, int inputs) {
    layer.setNIn(inputs);
    return layer;
  }

  private static LSTM lstm(int units, RNNFormat format) {
    return new LSTM.Builder()
        .nOut(units)
        .dataFormat(format)
        .activation(Activation.TANH)
        .weightInit(WeightInit.XAVIER) // wrappers in wrappers get no defaults
        .build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
