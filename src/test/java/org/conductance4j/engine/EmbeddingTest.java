package org.conductance4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.engine.lowering.dl4j.NetworkOracle;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks that look their input up, against DL4J's own output for the same tokens. */
class EmbeddingTest {

  private static final int TOKENS = 7;
  private static final int TIME = 5;

  static Stream<Arguments> networks() {
    List<Arguments> cases = new ArrayList<>();
    for (RNNFormat format : RNNFormat.values()) {
      for (boolean bias : new boolean[] {false, true}) {
        for (Activation activation : List.of(Activation.IDENTITY, Activation.TANH)) {
          Layer layer =
              new EmbeddingSequenceLayer.Builder()
                  .nIn(TOKENS)
                  .nOut(3)
                  .hasBias(bias)
                  .activation(activation)
                  .outputDataFormat(format)
                  .build();
          cases.add(
              Arguments.of(
                  "sequence " + format + " " + activation + " " + bias,
                  sequence(layer, format),
                  new int[] {TIME}));
        }
      }
    }
    cases.add(Arguments.of("one token", single(), new int[] {1}));
    cases.add(Arguments.of("steps", steps(), new int[] {1, TIME}));
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void embedded_tokens_giveDl4jsOutput(String name, ComputationGraph graph, int[] shape) {
    int batch = 3;
    int time = shape[shape.length - 1];
    double[] tokens =
        new Random(name.hashCode()).ints((long) batch * time, 0, TOKENS).asDoubleStream().toArray();
    long[] batched = new long[shape.length + 1];
    batched[0] = batch;
    Arrays.setAll(batched, i -> i == 0 ? batch : shape[i - 1]);
    INDArray expected = graph.outputSingle(Nd4j.createFromArray(tokens).reshape('c', batched));

    Program program = Dl4jLowering.lower(graph, Precision.FLOAT64, shape);
    double[] x = program.embed(tokens);

    assertThat(program.embeds()).isTrue();
    assertThat(program.layer("embedding").shape())
        .containsExactly(Arrays.stream(program.inputShape()).boxed().toArray(Integer[]::new));
    assertThat(program.layer("embedding").cutsEveryPath()).isTrue();
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(batch)) {
      evaluator.forward(x);
      assertThat(NetworkOracle.error(evaluator.target(0), expected.dup('c').data().asDouble()))
          .isLessThan(1e-12);
      double[] v = new Random(1).doubles(x.length, -1, 1).toArray();
      double[] tangent = evaluator.jvp(v)[0];
      assertThat(NetworkOracle.dot(evaluator.vjp(tangent)[0], v))
          .isCloseTo(NetworkOracle.dot(tangent, tangent), within(1e-13));
    }
  }

  @Test
  void split_atTheEmbedding_startsWithTheIdentity() {
    Program program = Dl4jLowering.lower(single(), Precision.FLOAT64, 1);
    Split split = program.split(program.layer("embedding"), OutputStage.OUTPUT);
    double[] x = {1, 2, 3};

    try (Evaluator lower = split.lower().bind(1)) {
      lower.forward(x);
      assertThat(lower.target(0)).containsExactly(x);
      assertThat(lower.jvp(new double[] {4, 5, 6})[0]).containsExactly(4, 5, 6);
      assertThat(lower.vjp(new double[] {7, 8, 9})[0]).containsExactly(7, 8, 9);
    }
  }

  @Test
  void embed_noSuchToken_isRefused() {
    Program program = Dl4jLowering.lower(single(), Precision.FLOAT32, 1);

    for (double token : new double[] {-1, 7, 0.5, Double.NaN}) {
      assertThatThrownBy(() -> program.embed(3, token))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "input: needs tokens, numbers from 0 to 6, got "
                  + token
                  + " at element 1; give what the network was trained on");
    }
  }

  @Test
  void lower_notTheShapeOfTokens_isRefused() {
    Layer layer = new EmbeddingSequenceLayer.Builder().nIn(TOKENS).nOut(3).build();

    assertThatThrownBy(
            () -> Dl4jLowering.lower(sequence(layer, RNNFormat.NCW), Precision.FLOAT32, 3, TIME))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'embedding': needs tokens, (batch, time), got [3, 5]; give the shape of one"
                + " example's tokens");
  }

  @Test
  void lower_embeddingBehindAnotherLayer_isRefused() {
    GraphBuilder builder =
        builder()
            .addLayer("dense", new DenseLayer.Builder().nIn(2).nOut(1).build(), "input")
            .addLayer("late", new EmbeddingLayer.Builder().nIn(TOKENS).nOut(3).build(), "dense")
            .addLayer("output", output(3), "late")
            .setOutputs("output");
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'late': an embedding must be the network's first layer, got one that reads [1];"
                + " move it");
  }

  private static GraphBuilder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .dataType(DataType.DOUBLE)
        .graphBuilder()
        .addInputs("input");
  }

  private static ComputationGraph sequence(Layer layer, RNNFormat format) {
    GraphBuilder builder =
        builder()
            .addLayer("embedding", layer, "input")
            .addLayer("lstm", new LSTM.Builder().nOut(4).dataFormat(format).build(), "embedding")
            .addLayer(
                "output",
                new RnnOutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(2)
                    .dataFormat(format)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "lstm")
            .setOutputs("output")
            .setInputTypes(InputType.feedForward(TOKENS));
    return NetworkOracle.initialised(new ComputationGraph(builder.build()), 2);
  }

  private static ComputationGraph single() {
    GraphBuilder builder =
        builder()
            .addLayer(
                "embedding",
                new EmbeddingLayer.Builder().nIn(TOKENS).nOut(3).hasBias(true).build(),
                "input")
            .addLayer("output", output(3), "embedding")
            .setOutputs("output");
    return NetworkOracle.initialised(new ComputationGraph(builder.build()), 3);
  }

  /** One token a step, looked up row by row, as DL4J did before it had sequences of embeddings. */
  private static ComputationGraph steps() {
    GraphBuilder builder =
        builder()
            .addLayer(
                "embedding",
                new EmbeddingLayer.Builder().nIn(TOKENS).nOut(3).activation(Activation.ELU).build(),
                "input")
            .addLayer(
                "lstm", new LastTimeStep(new LSTM.Builder().nIn(3).nOut(4).build()), "embedding")
            .addLayer("output", output(4), "lstm")
            .inputPreProcessor("embedding", new RnnToFeedForwardPreProcessor())
            .inputPreProcessor("lstm", new FeedForwardToRnnPreProcessor())
            .setOutputs("output");
    return NetworkOracle.initialised(new ComputationGraph(builder.build()), 4);
  }

  private static OutputLayer output(int inputs) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(inputs)
        .nOut(2)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
