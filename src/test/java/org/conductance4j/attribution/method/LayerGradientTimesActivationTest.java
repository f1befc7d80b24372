package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;

import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.RandomQuestions;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.junit.jupiter.api.Test;

class LayerGradientTimesActivationTest {

  @Test
  void attribute_linearNetwork_isCompleteAndTheConductance() {
    Attribution found =
        RandomQuestions.attribution(new LayerGradientTimesActivation(), RandomQuestions.linear());

    // y = (10 + 40 + 90, −10 + 150), times (2, −3)
    assertThat(found.values().toArray()).containsExactly(280, -420);
    assertThat(found.completenessError()).isZero();
  }

  /** At an output that is the objective itself: 0 for all others. */
  @Test
  void attribute_outputLayer_isTheObjectiveItself() {
    ResolvedQuestion question = RandomQuestions.dense(3);

    Attribution found =
        RandomQuestions.attribution(
            new LayerGradientTimesActivation(),
            question.withLayer(question.program().layer("out")));

    assertThat(found.values().toArray()).containsExactly(0, found.atInput(), 0);
  }
}
