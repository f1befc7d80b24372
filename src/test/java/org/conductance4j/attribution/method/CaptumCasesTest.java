package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.conductance4j.attribution.SmallNetworks.program;
import static org.conductance4j.attribution.SmallNetworks.question;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values of Captum's tests (tests/attr, version 0.8, commit faac087) for every method by its id,
 * where those are exact, and values derived by hand or in float64 (tests of three methods are in
 * {@link PublishedValuesTest}).
 *
 * <p>Tolerances, per element: ReLU networks 1e-4 of F(x) − F(x′) with the adaptive rule at 1e-5;
 * the smooth network 1e-11 with 64 Gauss-Legendre nodes.
 */
class CaptumCasesTest {

  private static final double[] X = {1, -2, 1.5};
  private static final double[] ZERO = {0, 0, 0};

  /** F0 of ML changes by 390 between 0 and (0, 100, 0). */
  @ParameterizedTest(name = "{0} at layer {1}, neuron {2}, x = {3}")
  @CsvSource({
    "layer-conductance, 0, -1, 0;100;0, 0;390;0",
    "layer-conductance, 1, -1, 0;100;0, 90;100;100;100",
    "layer-conductance, 2, -1, 0;100;0, 90;100;100;100",
    "layer-conductance, 3, -1, 0;100;0, 390;0",
    "neuron-conductance, 3, 0, 0;100;0, 0;390;0",
    "neuron-conductance, 1, 0, 0;100;0, 0;90;0",
    "internal-influence, 0, -1, 0;100;0, 3.9;3.9;3.9",
    "internal-influence, 1, -1, 0;100;0, 0.9;1;1;1",
    "internal-influence, 3, -1, 0;100;0, 1;0",
    "neuron-integrated-gradients, 1, 0, 0;100;0, 0;100;0",
    "neuron-integrated-gradients, 2, 1, 0;5;4, 0;5;4",
    "layer-gradient-times-activation, 1, -1, 0;100;0, 90;101;101;101",
    "layer-gradient-times-activation, 2, -1, 3;4;0, 0;8;8;8",
  })
  void attribute_multiLayer_isThePublishedValue(
      String id, int layer, int neuron, String x, String expected) {
    ResolvedQuestion question = multiLayer(layer, numbers(x), ZERO);
    if (neuron >= 0) {
      question = question.withNeurons(List.of(new Neuron(List.of(neuron))));
    }

    Attribution result = Methods.of(id).attribute(question, ProgressListener.SILENT);

    double scale = id.equals(InternalInfluence.ID) ? 1 : 390;
    assertThat(result.values().toArray()).containsExactly(numbers(expected), offset(1e-4 * scale));
  }

  @Test
  void activations_multiLayer_areThePublishedValue() {
    ResolvedQuestion question = multiLayer(1, new double[] {2, -5, 4}, ZERO);

    assertThat(ActivationPath.crossing(question, question.input()).get(0).toArray())
        .containsExactly(-9, 2, 2, 2);
  }

  @Test
  void internalInfluence_otherBaseline_isThePublishedValue() {
    ResolvedQuestion question = multiLayer(1, new double[] {0, 80, 0}, new double[] {0, -20, 0});

    Attribution result = new InternalInfluence().attribute(question, ProgressListener.SILENT);

    assertThat(result.values().toArray())
        .containsExactly(new double[] {.7, .81, .81, .81}, offset(1e-4));
  }

  @ParameterizedTest
  @CsvSource({
    "internal-influence, .122195023484;-.099283456581;.007637188968;.084009078645",
    "layer-integrated-gradients, .139312969650;.102793070994;-.007718127080;.115394041044",
  })
  void attribute_smoothNetwork_isTheReference(String id, String expected) {
    Attribution result = Methods.of(id).attribute(smooth(), ProgressListener.SILENT);

    assertThat(result.values().toArray()).containsExactly(numbers(expected), offset(1e-11));
    assertThat(result.completenessError()).isLessThan(1e-12);
  }

  @Test
  void neuronConductance_smoothNetwork_isTheReference() {
    double[][] rows = {
      {.046739550076, .056087460091, .028043730046},
      {.027743881519, .083231644558, -.010403955570},
      {.002128161909, -.002837549211, -.005320404771},
      {.005922354093, .082912957308, .035534124560}
    };
    List<Neuron> all =
        IntStream.range(0, 4).mapToObj(neuron -> new Neuron(List.of(neuron))).toList();

    Attribution result =
        new NeuronConductance().attribute(smooth().withNeurons(all), ProgressListener.SILENT);

    assertThat(result.values().shape()).containsExactly(4, 3);
    assertThat(result.values().toArray())
        .containsExactly(
            Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray(), offset(1e-11));
    assertThat(result.path().passes()).isEqualTo(new Passes(2 + 64, 64 + 4 * 64, 64));
  }

  /** B2 and B3 are the same function and smooth at (3, 1): a gradient there is the same too. */
  @Test
  void gradientTimesInput_equalFunctionsAwayFromKinks_areEqual() {
    for (var network : List.of(SmallNetworks.branchesTwo(), SmallNetworks.branchesThree())) {
      ResolvedQuestion question = question(program(network), "logit:0", 3, 1);

      Attribution result = new GradientTimesInput().attribute(question, ProgressListener.SILENT);

      // F = 3 − 1 − 1 = 1, and 3 · 1 + 1 · (−1) = 2: it is not complete
      assertThat(result.values().toArray()).containsExactly(3, -1);
      assertThat(result.completenessError()).isEqualTo(1);
    }
  }

  private static ResolvedQuestion multiLayer(int layer, double[] x, double[] baseline) {
    Program program = program(SmallNetworks.multiLayer());
    return question(program, "logit:0", x, baseline)
        .withLayer(program.layers().get(layer))
        .withPath(PathOptions.adaptive(1e-5));
  }

  private static ResolvedQuestion smooth() {
    Program program = program(SmallNetworks.tanh());
    return question(program, "probability:0", X)
        .withLayer(program.layers().get(0))
        .withRegions(
            List.of(Region.mask(new int[] {3}, Tensor.of(new int[] {3}, new double[] {1, 0, 1}))))
        .withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 64));
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(";")).mapToDouble(Double::parseDouble).toArray();
  }
}
