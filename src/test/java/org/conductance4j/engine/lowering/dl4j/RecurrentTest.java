package org.conductance4j.engine.lowering.dl4j;

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
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Split;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Single layers on sequences against DL4J's own inference, in value and derivative. */
@SuppressWarnings("deprecation") // Graves LSTMs
class RecurrentTest {

  static Stream<Arguments> layers() {
    List<Arguments> cases = new ArrayList<>();
    for (Activation gate : List.of(Activation.SIGMOID, Activation.HARDSIGMOID, Activation.TANH)) {
      for (Activation activation : List.of(Activation.TANH, Activation.SOFTSIGN)) {
        String name = gate + " " + activation;
        cases.add(Arguments.of("LSTM " + name, lstm(gate, activation)));
        cases.add(Arguments.of("Graves LSTM " + name, graves(gate, activation)));
        cases.add(
            Arguments.of(
                "Graves bidirectional LSTM " + name,
                new GravesBidirectionalLSTM.Builder()
                    .nOut(4)
                    .gateActivationFunction(gate)
                    .activation(activation)
                    .build()));
      }
    }
    cases.add(Arguments.of("LSTM softmax", lstm(Activation.SIGMOID, Activation.SOFTMAX)));
    cases.add(
        Arguments.of(
            "LSTM with forget bias and dropout",
            new LSTM.Builder().nOut(5).forgetGateBiasInit(2.5).dropOut(0.5).build()));
    for (Activation activation : List.of(Activation.TANH, Activation.RELU, Activation.SOFTMAX)) {
      cases.add(Arguments.of("simple " + activation, simple(activation, false)));
    }
    for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
      cases.add(
          Arguments.of(
              "bidirectional LSTM " + mode,
              new Bidirectional(mode, lstm(Activation.SIGMOID, Activation.TANH))));
      cases.add(
          Arguments.of(
              "bidirectional simple " + mode,
              new Bidirectional(mode, simple(Activation.TANH, false))));
    }
    cases.add(
        Arguments.of(
            "time distributed dense",
            new TimeDistributed(
                new DenseLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build())));
    for (Activation activation : List.of(Activation.SOFTMAX, Activation.ELU)) {
      cases.add(Arguments.of("activation " + activation, new ActivationLayer(activation)));
    }
    cases.add(Arguments.of("dropout", new DropoutLayer(0.5)));
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void singleLayer_valueAndDerivatives_equalThoseOfDl4j(String name, Layer layer) {
    for (RNNFormat format : RNNFormat.values()) {
      for (int seed = 0; seed < 2; seed++) {
        Random random = new Random(31L * seed + name.hashCode());
        int features = 2 + random.nextInt(4);
        int time = seed == 0 && random.nextBoolean() ? 1 : 2 + random.nextInt(5);
        ComputationGraph graph = network(features, time, format, seed, layer);
        NetworkOracle.check(graph, shape(features, time, format), 1 + 2 * seed, seed);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void lossLayer_softmax_isOverTheFeatures(RNNFormat format) {
    GraphBuilder builder =
        builder(3)
            .addLayer("layer", lstm(Activation.SIGMOID, Activation.TANH), "input")
            .addLayer(
                "output",
                new RnnLossLayer.Builder(LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .dataFormat(format)
                    .build(),
                "layer");
    ComputationGraph graph = graph(builder, 3, 4, format, 1);

    NetworkOracle.check(graph, shape(3, 4, format), 3, 1);
    assertThat(Dl4jLowering.lower(graph, Precision.FLOAT64, shape(3, 4, format)).head())
        .isEqualTo(OutputActivation.SOFTMAX);
  }

  static Stream<RNNFormat> formats() {
    return Stream.of(RNNFormat.values());
  }

  /** (f(x + hv) − f(x − hv)) / 2h of the layer's formula. */
  private static double[] difference(ComputationGraph graph, double[] x, double[] v, double h) {
    double[] up = x.clone();
    double[] down = x.clone();
    for (int i = 0; i < x.length; i++) {
      up[i] += h * v[i];
      down[i] -= h * v[i];
    }
    double[] above = normalised(graph, up);
    double[] below = normalised(graph, down);
    double[] difference = new double[above.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = (above[i] - below[i]) / (2 * h);
    }
    return difference;
  }

  /**
   * DL4J 1.0.0-M2.1 cannot run this layer, since it asks its gains to be a row in Java and a vector
   * in its native operation, so the reference is its formula in plain Java.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void simpleLayer_withLayerNorm_isTheFormula(int seed) {
    int[] shape = {3, 5};
    ComputationGraph graph = network(3, 5, RNNFormat.NCW, seed, simple(Activation.TANH, true));
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT64, shape);
    Split split = program.split(program.layer("layer"), OutputStage.OUTPUT);
    Random random = new Random(seed);
    double[] x = random.doubles(15, -1, 1).toArray();
    double[] v = random.doubles(15, -1, 1).toArray();
    double[] u = random.doubles(20, -1, 1).toArray();
    try (Evaluator evaluator = split.lower().bind(1)) {
      evaluator.forward(x);

      assertThat(evaluator.target(0)).containsExactly(normalised(graph, x), within(1e-13));
      double[] near = difference(graph, x, v, 1e-5);
      double[] far = difference(graph, x, v, 2e-5);
      double[] tangent = evaluator.jvp(v)[0];
      for (int i = 0; i < 20; i++) {
        assertThat(tangent[i]).isCloseTo((4 * near[i] - far[i]) / 3, within(1e-7));
      }
      assertThat(NetworkOracle.dot(evaluator.vjp(u)[0], v))
          .isCloseTo(NetworkOracle.dot(u, tangent), within(1e-13));
    }
  }

  /** tanh(g₀ N(x W) + b + g₁ N(h₋ R)), N(z) = (z − mean) / standard deviation; (unit, time). */
  private static double[] normalised(ComputationGraph graph, double[] x) {
    var layer = graph.getLayer("layer");
    double[] gains = layer.getParam("g").castTo(DataType.DOUBLE).ravel().toDoubleVector();
    double[] bias = layer.getParam("b").castTo(DataType.DOUBLE).ravel().toDoubleVector();
    double[] all = new double[20];
    double[] before = null;
    for (int time = 0; time < 5; time++) {
      double[] features = {x[time], x[5 + time], x[10 + time]};
      double[] z = standard(features, layer.getParam("W"));
      double[] r = before == null ? new double[4] : standard(before, layer.getParam("RW"));
      before = new double[4];
      for (int unit = 0; unit < 4; unit++) {
        before[unit] = Math.tanh(gains[unit] * z[unit] + bias[unit] + gains[4 + unit] * r[unit]);
        all[unit * 5 + time] = before[unit];
      }
    }
    return all;
  }

  private static double[] standard(double[] row, INDArray weights) {
    double[] z = new double[(int) weights.size(1)];
    for (int unit = 0; unit < z.length; unit++) {
      for (int i = 0; i < row.length; i++) {
        z[unit] += row[i] * weights.getDouble(i, unit);
      }
    }
    double mean = Arrays.stream(z).average().orElseThrow();
    double variance = Arrays.stream(z).map(a -> (a - mean) * (a - mean)).average().orElseThrow();
    return Arrays.stream(z).map(a -> (a - mean) / Math.sqrt(variance)).toArray();
  }

  @Test
  void maskZero_isRefused() {
    ComputationGraph graph =
        network(
            3,
            4,
            RNNFormat.NCW,
            1,
            new MaskZeroLayer(lstm(Activation.SIGMOID, Activation.TANH), 0));

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, 3, 4))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'layer': cannot be lowered, as masks are not supported, got MaskZeroLayer; use"
                + " its layer without the mask, on sequences without padding");
  }

  @Test
  void lower_withoutTheLengthOfTime_isRefused() {
    ComputationGraph graph =
        network(3, 4, RNNFormat.NCW, 1, lstm(Activation.SIGMOID, Activation.TANH));

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "network: needs the shape of its input, got none; give (channel, row, column), or"
                + " (features, time) of one fixed length");
  }

  static LSTM lstm(Activation gate, Activation activation) {
    return new LSTM.Builder().nOut(5).gateActivationFunction(gate).activation(activation).build();
  }

  private static GravesLSTM graves(Activation gate, Activation activation) {
    return new GravesLSTM.Builder()
        .nOut(3)
        .gateActivationFunction(gate)
        .activation(activation)
        .build();
  }

  private static SimpleRnn simple(Activation activation, boolean layerNorm) {
    return new SimpleRnn.Builder().nOut(4).activation(activation).hasLayerNorm(layerNorm).build();
  }

  static int[] shape(int features, int time, RNNFormat format) {
    return format == RNNFormat.NCW ? new int[] {features, time} : new int[] {time, features};
  }

  static GraphBuilder builder(int seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("input");
  }

  static ComputationGraph graph(
      GraphBuilder builder, int features, int time, RNNFormat format, int seed) {
    builder.setOutputs("output").setInputTypes(InputType.recurrent(features, time, format));
    return NetworkOracle.initialised(new ComputationGraph(builder.build()), seed);
  }

  private static ComputationGraph network(
      int features, int time, RNNFormat format, int seed, Layer layer) {
    GraphBuilder builder =
        builder(seed)
            .addLayer("layer", layer.clone(), "input")
            .addLayer(
                "output",
                new RnnOutputLayer.Builder(LossFunction.MSE)
                    .nOut(4)
                    .activation(Activation.IDENTITY)
                    .build(),
                "layer");
    return graph(builder, features, time, format, seed);
  }
}
