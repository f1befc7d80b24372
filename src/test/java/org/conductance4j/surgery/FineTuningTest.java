package org.conductance4j.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.Replacement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class FineTuningTest {

  private static final int EXAMPLES = 60;

  @TempDir private Path folder;

  /** Examples of three classes: the index of the largest of the first three features. */
  private static FineTuning tuning(int epochs) {
    Random random = new Random(1);
    double[] values = random.doubles(EXAMPLES * 5L, -1, 1).toArray();
    List<Integer> classes = new ArrayList<>();
    for (int example = 0; example < EXAMPLES; example++) {
      int at = 5 * example;
      classes.add(
          IntStream.range(0, 3)
              .reduce((a, b) -> values[at + b] > values[at + a] ? b : a)
              .orElseThrow());
    }
    return new FineTuning(Tensor.of(new int[] {EXAMPLES, 5}, values), classes, epochs, 10, 0.02, 3);
  }

  private PrunedNetwork pruned(boolean structural) {
    Surgery surgery = new Surgery(PrunableNetworks.saved(PrunableNetworks.dense(1), folder), 5);
    Plan plan = Plan.of(new int[] {12}, new int[] {1, 4, 7}, Replacement.zero());
    return (structural
            ? surgery.remove("first", plan, Optional.empty())
            : surgery.mask("first", plan, Optional.empty()))
        .network();
  }

  @Test
  void smallerNetwork_tuned_learns() {
    PrunedNetwork network = pruned(true);
    INDArray before = network.graph().params().dup();

    FineTuning.Result result = tuning(15).of(network);

    assertThat(result.accuracyAfter()).isGreaterThan(result.accuracyBefore()).isGreaterThan(0.8);
    assertThat(network.graph().params()).isEqualTo(before);
    assertThat(result.network().type()).isEqualTo("MultiLayerNetwork");
  }

  @Test
  void zeroedWeights_tuned_stayZero() {
    FineTuning.Result result = tuning(2).of(pruned(false));

    INDArray weights = result.network().graph().getLayer("first").getParam("W");
    for (int unit = 0; unit < 12; unit++) {
      boolean zero = unit == 1 || unit == 4 || unit == 7;
      assertThat(weights.getColumn(unit).norm1Number().doubleValue() == 0).isEqualTo(zero);
    }
  }

  @Test
  void sameSeed_tunedTwice_sameWeights() {
    PrunedNetwork network = pruned(true);

    INDArray first = tuning(1).of(network).network().graph().params();
    INDArray second = tuning(1).of(network).network().graph().params();

    assertThat(second).isEqualTo(first);
  }

  @Test
  void classesOfAnotherCount_areRefused() {
    assertThatThrownBy(() -> new FineTuning(Tensor.zeros(2, 5), List.of(1), 1, 1, 0.1, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "classes: needs one class for each input, at least one, got 1 for inputs of shape [2,"
                + " 5]; write one a row");
  }
}
