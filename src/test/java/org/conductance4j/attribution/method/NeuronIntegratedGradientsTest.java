package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.RandomQuestions;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeuronIntegratedGradientsTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void attribute_oneNeuron_isTheChangeOfItsActivation(long seed) {
    ResolvedQuestion question = RandomQuestions.dense(seed);

    Attribution found = RandomQuestions.attribution(new NeuronIntegratedGradients(), question);

    double end = ActivationPath.crossing(question, question.input()).get(0).get(4);
    double start = ActivationPath.crossing(question, question.baseline()).get(0).get(4);
    assertThat(found.atInput()).isCloseTo(end, within(1e-14));
    assertThat(found.atBaseline()).isCloseTo(start, within(1e-14));
    assertThat(found.sum()).isCloseTo(end - start, within(1e-9));
    assertThat(found.values().get(2)).isZero();
  }

  @Test
  void attribute_neuronOfTheOutput_isIntegratedGradientsOfItsProbability() {
    ResolvedQuestion question = RandomQuestions.dense(1);
    ResolvedQuestion atEnd =
        question
            .withLayer(question.program().layer("out"))
            .withNeurons(List.of(new Neuron(List.of(1))));

    Tensor found = RandomQuestions.values(new NeuronIntegratedGradients(), atEnd);

    Tensor expected = RandomQuestions.values(new IntegratedGradients(), question);
    assertThat(found.toArray()).containsExactly(expected.toArray(), within(1e-12));
  }

  @Test
  void attribute_severalNeurons_areEachAsAlone() {
    ResolvedQuestion question = RandomQuestions.residual(1, "inner");
    List<Neuron> neurons = List.of(new Neuron(List.of(0, 1, 2)), new Neuron(List.of(3, 7, 0)));

    Tensor both =
        RandomQuestions.values(new NeuronIntegratedGradients(), question.withNeurons(neurons));

    assertThat(both.shape()).containsExactly(2, 2, 8, 8);
    for (int k = 0; k < 2; k++) {
      Tensor alone =
          RandomQuestions.values(
              new NeuronIntegratedGradients(), question.withNeurons(List.of(neurons.get(k))));
      for (int i = 0; i < 128; i++) {
        assertThat(both.get(128 * k + i)).isEqualTo(alone.get(i));
      }
    }
  }
}
