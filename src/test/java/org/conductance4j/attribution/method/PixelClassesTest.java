package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/** A network that tells the class of each pixel, with branches that lead nowhere. */
class PixelClassesTest {

  private static final int[] SHAPE = {2, 4, 3};

  private final ComputationGraph graph = graph();
  private final Program program = Dl4jLowering.lower(graph, Precision.FLOAT64, SHAPE);

  private static ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(4, 3, 2))
                .allowDisconnected(true)
                .addLayer("idle", new DropoutLayer(0.5), "in")
                .addLayer("hidden", new ConvolutionLayer.Builder(2, 2).nOut(3).build(), "in")
                .addLayer("aside", new ConvolutionLayer.Builder(2, 1).nOut(2).build(), "hidden")
                .addLayer(
                    "out",
                    new CnnLossLayer.Builder().activation(Activation.SOFTMAX).build(),
                    "hidden")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  private ResolvedQuestion question(String objective, String layer) {
    double[] x = new SplittableRandom(1).doubles(Tensor.length(SHAPE), -1, 1).toArray();
    return ResolvedQuestion.of(
            program,
            Objective.parse(objective).resolve(program, List.of(), x),
            Tensor.of(SHAPE, x),
            Tensor.of(SHAPE, new double[x.length]))
        .withLayer(program.layer(layer))
        .withPath(PathOptions.fixed(PathRule.MIDPOINT, 1));
  }

  /** Element 13 of the (3, 3, 2) outputs is channel 2, row 0, column 1. */
  @ParameterizedTest
  @ValueSource(ints = {0, 13})
  void probability_ofAPixel_isTheSlowIntegral(int element) {
    ResolvedQuestion question = question("probability:" + element, "hidden");

    Explanation explanation = SmallNetworks.explain(question);

    DifferencedNetwork network = new DifferencedNetwork(graph, SHAPE, "hidden", 1, element);
    double[] v = question.direction();
    double[] half = Arrays.stream(v).map(d -> d / 2).toArray();
    assertThat(explanation.atInput()).isCloseTo(network.score(v), within(1e-13));
    equal(explanation.inputAttribution(), network.inputGradient(half), v);
    equal(
        explanation.layerConductance(), network.layerGradient(half), network.layerTangent(half, v));
  }

  private static void equal(Tensor actual, double[] gradient, double[] along) {
    for (int i = 0; i < gradient.length; i++) {
      assertThat(actual.toArray()[i]).isCloseTo(gradient[i] * along[i], within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"logit:0", "log-probability:1", "margin:0,1"})
  void logit_ofManySoftmaxes_isRefused(String objective) {
    assertThatThrownBy(() -> question(objective, "hidden"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "objective: %s needs an output with one softmax, got one at each position; choose"
                + " probability:C, with C counted over channels, rows and columns",
            objective.substring(0, objective.indexOf(':')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aside", "idle"})
  void layer_thatLeadsNowhere_hasNoShare(String layer) {
    ResolvedQuestion question = question("probability:0", layer);

    Explanation explanation = SmallNetworks.explain(question);

    if (layer.equals("aside")) {
      assertThat(explanation.layerConductance().toArray()).containsOnly(0);
    }
    assertThat(explanation.inputAttribution().toArray()).doesNotContain(Double.NaN);
  }
}
