package org.conductance4j.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What every attribution method keeps. */
class MethodsTest {

  private static final Region BOX = Region.box(new int[] {2, 8, 8}, 1, 5, 2, 7);

  static List<AttributionMethod> methods() {
    return Methods.all();
  }

  @Test
  void all_ids_areThoseOfTheContract() {
    assertThat(Methods.all())
        .extracting(AttributionMethod::id)
        .containsExactly(
            "gradient",
            "gradient-times-input",
            "integrated-gradients",
            "expected-gradients",
            "layer-conductance",
            "regional-conductance",
            "internal-influence",
            "layer-integrated-gradients",
            "layer-gradient-times-activation",
            "neuron-integrated-gradients",
            "neuron-conductance");
    assertThat(Methods.of("layer-conductance")).isInstanceOf(LayerConductance.class);
  }

  @Test
  void of_unknownId_suggestsNearOnes() {
    assertThatThrownBy(() -> Methods.of("layer-conductence"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "method: unknown id, got 'layer-conductence'; did you mean 'layer-conductance'?");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void attribute_anyMethod_hasTheShapeOfWhatItScores(AttributionMethod method) {
    Setting setting = setting(SmallNetworks.residual(1, Activation.RELU));

    Tensor values = method.attribute(setting, ProgressListener.SILENT).values();

    assertThat(values.shape())
        .containsExactly(method.scoresLayer() ? new int[] {4, 8, 8} : new int[] {2, 8, 8});
    assertThat(Arrays.stream(values.toArray()).allMatch(Double::isFinite)).isTrue();
    assertThat(values.toArray()).isNotEqualTo(new double[values.length()]);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void attribute_anyMethod_leavesTheNetworkBitIdentical(AttributionMethod method) {
    ComputationGraph graph = SmallNetworks.residual(2, Activation.RELU);
    INDArray before = graph.params().dup();
    Setting setting = setting(graph);

    method.attribute(setting, ProgressListener.SILENT);
    assertThatThrownBy(
            () ->
                method.attribute(
                    setting,
                    (stage, fraction) -> {
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");

    assertThat(graph.params()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void attribute_anyMethod_twiceYieldsTheSameBits(AttributionMethod method) {
    Setting setting = setting(SmallNetworks.residual(3, Activation.TANH));

    assertThat(method.attribute(setting, ProgressListener.SILENT).values())
        .isEqualTo(method.attribute(setting, ProgressListener.SILENT).values());
  }

  /** A method alone equals its part of one pass for several of them, at the same nodes. */
  @ParameterizedTest
  @ValueSource(strings = {"integrated-gradients", "layer-conductance", "regional-conductance"})
  void attribute_methodOfAnExplanation_equalsItsPartOfAllTogether(String id) {
    Setting setting =
        setting(SmallNetworks.residual(4, Activation.TANH))
            .withPath(PathOptions.fixed(PathRule.MIDPOINT, 12));
    Explanation all =
        PathAttribution.explain(
            setting, PathAttribution.everything(setting), ProgressListener.SILENT);

    Tensor values = Methods.of(id).attribute(setting, ProgressListener.SILENT).values();

    Tensor expected =
        switch (id) {
          case IntegratedGradients.ID -> all.inputAttribution();
          case LayerConductance.ID -> all.layerConductance();
          default -> all.regionalConductance(0);
        };
    for (int i = 0; i < values.length(); i++) {
      assertThat(values.get(i)).isCloseTo(expected.get(i), within(1e-13));
    }
  }

  @Test
  void attribute_withoutWhatTheMethodNeeds_isRefused() {
    Setting setting = setting(SmallNetworks.residual(0, Activation.TANH));

    assertThatThrownBy(
            () -> new LayerConductance().attribute(setting.withoutLayer(), ProgressListener.SILENT))
        .hasMessage("layer: is needed, got none; choose one of 'layers MODEL'");
    assertThatThrownBy(
            () ->
                new RegionalConductance()
                    .attribute(setting.withRegions(List.of()), ProgressListener.SILENT))
        .hasMessage(
            "region: is needed by regional-conductance, got none; give one, such as"
                + " box:0,10,0,10");
  }

  @Test
  void setting_inputThatDoesNotFit_isRefused() {
    Setting setting = setting(SmallNetworks.residual(0, Activation.TANH));
    double[] values = new double[128];
    values[5] = Double.NaN;

    assertThatThrownBy(
            () ->
                Setting.of(
                    setting.program(),
                    setting.readout(),
                    Tensor.zeros(2, 8, 9),
                    setting.baseline()))
        .hasMessage(
            "input: needs shape [2, 8, 8], got [2, 8, 9]; give one example as the network takes"
                + " it");
    assertThatThrownBy(
            () ->
                Setting.of(
                    setting.program(),
                    setting.readout(),
                    setting.input(),
                    Tensor.of(new int[] {2, 8, 8}, values)))
        .hasMessage("baseline: needs finite numbers, got NaN at element 5; repair the file");
    assertThatThrownBy(() -> setting.withBatch(0))
        .hasMessage("batch: must be at least 1, got 0; 8 is common");
    assertThatThrownBy(() -> setting.withRegions(List.of(Region.everything(new int[] {3}))))
        .hasMessageStartingWith("region: needs the network's input shape [2, 8, 8], got [3]; ");
  }

  private static Setting setting(ComputationGraph graph) {
    Program program = SmallNetworks.program(graph);
    Layer layer = program.layer("add");
    double[] input = new SplittableRandom(5).doubles(128, -1, 1).toArray();
    return SmallNetworks.setting(program, "probability:predicted", input)
        .withLayer(layer)
        .withNeurons(List.of(new Neuron(List.of(1, 3, 4))))
        .withRegions(List.of(BOX));
  }
}
