package org.conductance4j.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeuronIntegratedGradientsTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void attribute_oneNeuron_isTheChangeOfItsActivation(long seed) {
    Setting setting = RandomSettings.dense(seed);

    Attribution found = RandomSettings.attribution(new NeuronIntegratedGradients(), setting);

    double end = ActivationPath.frontier(setting, setting.input()).get(0).get(4);
    double start = ActivationPath.frontier(setting, setting.baseline()).get(0).get(4);
    assertThat(found.atInput()).isCloseTo(end, within(1e-14));
    assertThat(found.atBaseline()).isCloseTo(start, within(1e-14));
    assertThat(found.sum()).isCloseTo(end - start, within(1e-9));
    assertThat(found.values().get(2)).isZero();
  }

  @Test
  void attribute_neuronOfTheOutput_isIntegratedGradientsOfItsProbability() {
    Setting setting = RandomSettings.dense(1);
    Setting atEnd =
        setting
            .withLayer(setting.program().layer("out"))
            .withNeurons(List.of(new Neuron(List.of(1))));

    Tensor found = RandomSettings.values(new NeuronIntegratedGradients(), atEnd);

    Tensor expected = RandomSettings.values(new IntegratedGradients(), setting);
    assertThat(found.toArray()).containsExactly(expected.toArray(), within(1e-12));
  }

  @Test
  void attribute_severalNeurons_areEachAsAlone() {
    Setting setting = RandomSettings.residual(1, "inner");
    List<Neuron> neurons = List.of(new Neuron(List.of(0, 1, 2)), new Neuron(List.of(3, 7, 0)));

    Tensor both =
        RandomSettings.values(new NeuronIntegratedGradients(), setting.withNeurons(neurons));

    assertThat(both.shape()).containsExactly(2, 2, 8, 8);
    for (int k = 0; k < 2; k++) {
      Tensor alone =
          RandomSettings.values(
              new NeuronIntegratedGradients(), setting.withNeurons(List.of(neurons.get(k))));
      for (int i = 0; i < 128; i++) {
        assertThat(both.get(128 * k + i)).isEqualTo(alone.get(i));
      }
    }
  }
}
