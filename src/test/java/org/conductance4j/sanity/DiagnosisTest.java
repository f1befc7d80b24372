package org.conductance4j.sanity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.IntegratedGradients;
import org.conductance4j.attribution.method.LayerConductance;
import org.conductance4j.attribution.method.NeuronConductance;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

/** Words for maps that are all zero. */
class DiagnosisTest {

  private static ResolvedQuestion question(
      MultiLayerNetwork network, String layer, double... input) {
    Program program = SmallNetworks.program(network);
    return SmallNetworks.question(program, "logit:0", input).withLayer(program.layer(layer));
  }

  private static List<Measurement> run(ResolvedQuestion question, AttributionMethod method) {
    RandomisedNetwork same =
        new RandomisedNetwork() {
          @Override
          public int layers() {
            return 0;
          }

          @Override
          public Program top(int count) {
            return question.program();
          }
        };
    return SanitySuite.run(question, List.of(method), same, 1, ProgressListener.SILENT);
  }

  private static String words(ResolvedQuestion question, AttributionMethod method) {
    List<Measurement> all = run(question, method);
    assertThat(all).extracting(Measurement::measure).containsExactly(Measure.values());
    assertThat(all).extracting(Measurement::value).containsOnly(Double.NaN);
    return all.get(all.size() - 1).detail();
  }

  @Test
  void layerThatDoesNotMove_isNamed() {
    var network = SmallNetworks.linear(new double[][] {{0, 0}, {0, 0}}, new double[] {1, 1});

    assertThat(words(question(network, "hidden", 1, 1), new LayerConductance()))
        .isEqualTo(
            "the map is all zero: layer 'hidden' does not move between baseline and input; choose"
                + " another baseline or layer");
  }

  @Test
  void layerWithoutAWayToTheScore_isNamed() {
    var network = SmallNetworks.linear(new double[][] {{1, 2}, {3, 4}}, new double[] {0, 0});

    assertThat(words(question(network, "hidden", 1, 1), new LayerConductance()))
        .isEqualTo("the map is all zero: the score does not depend on layer 'hidden'");
    assertThat(words(question(network, "hidden", 1, 1), new IntegratedGradients()))
        .isEqualTo("the map is all zero: the score does not depend on the input");
  }

  @Test
  void scoreThatIsFlatOnThePath_isNotCalledDisconnected() {
    ResolvedQuestion question = question(SmallNetworks.branchesTwo(), "first", .5, 0);

    assertThat(words(question, new LayerConductance()))
        .isEqualTo(
            "the map is all zero: the score depends on layer 'first', but is flat all along the"
                + " path");
  }

  @Test
  void inputThatIsTheBaseline_isSaidFirst() {
    ResolvedQuestion question = question(SmallNetworks.branchesTwo(), "first", 0, 0);

    assertThat(words(question, new IntegratedGradients()))
        .isEqualTo("the map is all zero: the input is the baseline; choose another baseline");
  }

  @Test
  void methodOfSingleNeurons_isRefused() {
    ResolvedQuestion question = question(SmallNetworks.branchesTwo(), "first", .5, 0);

    assertThatThrownBy(() -> run(question, new NeuronConductance()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'neuron-conductance', which looks at single neurons");
  }
}
