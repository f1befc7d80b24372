package org.conductance4j.sanity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.conductance4j.attribution.AttributionMethod;
import org.conductance4j.attribution.IntegratedGradients;
import org.conductance4j.attribution.LayerConductance;
import org.conductance4j.attribution.NeuronConductance;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.attribution.Setting;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

/** Words for maps that are all zero. */
class DiagnosisTest {

  private static Setting setting(MultiLayerNetwork network, String layer, double... input) {
    Program program = SmallNetworks.program(network);
    return SmallNetworks.setting(program, "logit:0", input).withLayer(program.layer(layer));
  }

  private static List<Measurement> run(Setting setting, AttributionMethod method) {
    RandomisedNetwork same =
        new RandomisedNetwork() {
          @Override
          public int layers() {
            return 0;
          }

          @Override
          public Program top(int count) {
            return setting.program();
          }
        };
    return SanitySuite.run(setting, List.of(method), same, 1, ProgressListener.SILENT);
  }

  private static String words(Setting setting, AttributionMethod method) {
    List<Measurement> all = run(setting, method);
    assertThat(all).extracting(Measurement::measure).containsExactly(Measure.values());
    assertThat(all).extracting(Measurement::value).containsOnly(Double.NaN);
    return all.get(all.size() - 1).detail();
  }

  @Test
  void layerThatDoesNotMove_isNamed() {
    var network = SmallNetworks.linear(new double[][] {{0, 0}, {0, 0}}, new double[] {1, 1});

    assertThat(words(setting(network, "hidden", 1, 1), new LayerConductance()))
        .isEqualTo(
            "the map is all zero: layer 'hidden' does not move between baseline and input; choose"
                + " another baseline or layer");
  }

  @Test
  void layerWithoutAWayToTheScore_isNamed() {
    var network = SmallNetworks.linear(new double[][] {{1, 2}, {3, 4}}, new double[] {0, 0});

    assertThat(words(setting(network, "hidden", 1, 1), new LayerConductance()))
        .isEqualTo("the map is all zero: the score does not depend on layer 'hidden'");
    assertThat(words(setting(network, "hidden", 1, 1), new IntegratedGradients()))
        .isEqualTo("the map is all zero: the score does not depend on the input");
  }

  @Test
  void scoreThatIsFlatOnThePath_isNotCalledDisconnected() {
    Setting setting = setting(SmallNetworks.branchesTwo(), "first", .5, 0);

    assertThat(words(setting, new LayerConductance()))
        .isEqualTo(
            "the map is all zero: the score depends on layer 'first', but is flat all along the"
                + " path");
  }

  @Test
  void inputThatIsTheBaseline_isSaidFirst() {
    Setting setting = setting(SmallNetworks.branchesTwo(), "first", 0, 0);

    assertThat(words(setting, new IntegratedGradients()))
        .isEqualTo("the map is all zero: the input is the baseline; choose another baseline");
  }

  @Test
  void methodOfSingleNeurons_isRefused() {
    Setting setting = setting(SmallNetworks.branchesTwo(), "first", .5, 0);

    assertThatThrownBy(() -> run(setting, new NeuronConductance()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'neuron-conductance', which looks at single neurons");
  }
}
