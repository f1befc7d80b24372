package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.RandomQuestions;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.junit.jupiter.api.Test;

class SmoothedTest {

  private static final InputScale ARRAY = new InputScale.Array();

  @Test
  void attribute_gradientOfALinearNetwork_staysAsItIs() {
    AttributionMethod smoothed = new Smoothed(new Gradient(), new Smoothing(5, 0.3, 1), ARRAY);

    Attribution found = RandomQuestions.attribution(smoothed, RandomQuestions.linear());

    assertThat(found.method()).isEqualTo("gradient");
    assertThat(found.values().toArray()).containsExactly(new double[] {5, 4, -9}, within(1e-12));
    assertThat(Objects.requireNonNull(found.spread()).standardError().toArray())
        .containsExactly(new double[3], within(1e-12));
    assertThat(found.path().passes()).isEqualTo(new Passes(10, 5, 0));
  }

  @Test
  void attribute_integratedGradients_areCompleteBetweenTheMeans() {
    AttributionMethod smoothed =
        new Smoothed(new IntegratedGradients(), new Smoothing(4, 0.2, 7), ARRAY);
    ResolvedQuestion question = RandomQuestions.dense(2);

    Attribution found = RandomQuestions.attribution(smoothed, question);

    assertThat(found.atInput())
        .isNotCloseTo(
            RandomQuestions.attribution(new IntegratedGradients(), question).atInput(),
            within(1e-6));
    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(5e-6));
  }

  @Test
  void attribute_sameSeed_sameBitsAndOtherSeedOthers() {
    ResolvedQuestion question = RandomQuestions.dense(3);

    Tensor first = smooth(question, 1);

    assertThat(smooth(question, 1)).isEqualTo(first);
    assertThat(smooth(question, 2)).isNotEqualTo(first);
  }

  private static Tensor smooth(ResolvedQuestion question, long seed) {
    return RandomQuestions.values(
        new Smoothed(new LayerConductance(), new Smoothing(3, 0.1, seed), ARRAY), question);
  }

  /** F is the input's first element: what it adds up to at the noisy inputs is the noise. */
  @Test
  void attribute_picture_hasNoiseInPixelValues() {
    Program program =
        SmallNetworks.program(SmallNetworks.linear(new double[][] {{1, 0, 0}}, new double[] {1}));
    ResolvedQuestion question = SmallNetworks.question(program, "logit:0", 0, 0, 0);
    Smoothing smoothing = new Smoothing(400, 51, 3);
    InputScale picture =
        new InputScale.Picture(List.of(0.0, 0.0, 0.0), List.of(0.1, 1.0, 1.0), false);

    Attribution found =
        RandomQuestions.attribution(
            new Smoothed(new IntegratedGradients(), smoothing, picture),
            question.withPath(PathOptions.fixed(PathRule.RIGHT, 1)));

    // 51 pixel values are 0.2 of the range, 2 of the channel's standard deviation of 0.1
    assertThat(Objects.requireNonNull(found.spread()).ofSum() * Math.sqrt(400))
        .isCloseTo(2, within(0.2));
  }
}
