package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.RandomQuestions;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeuronConductanceTest {

  private static final int[] SHAPE = {5};

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void attribute_everyNeuron_sumsToConductanceAndToIntegratedGradients(long seed) {
    Region region = Region.mask(SHAPE, Tensor.of(SHAPE, new double[] {1, 0, 1, 1, 0}));
    ResolvedQuestion question =
        RandomQuestions.dense(seed)
            .withRegions(List.of(region))
            .withNeurons(IntStream.range(0, 6).mapToObj(j -> new Neuron(List.of(j))).toList());
    Tensor conductance = RandomQuestions.values(new LayerConductance(), question);
    Tensor regional = RandomQuestions.values(new RegionalConductance(), question);
    Tensor map = RandomQuestions.values(new IntegratedGradients(), question);

    Tensor found = RandomQuestions.values(new NeuronConductance(), question);

    double[] over = new double[5];
    for (int j = 0; j < 6; j++) {
      double sum = 0;
      double inside = 0;
      for (int i = 0; i < 5; i++) {
        sum += found.at(j, i);
        inside += region.contains(i) ? found.at(j, i) : 0;
        over[i] += found.at(j, i);
      }
      assertThat(sum).isCloseTo(conductance.get(j), within(1e-14));
      assertThat(inside).isCloseTo(regional.get(j), within(1e-14));
    }
    assertThat(over).containsExactly(map.toArray(), within(1e-14));
  }
}
