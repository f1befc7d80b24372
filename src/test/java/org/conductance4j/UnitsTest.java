package org.conductance4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Unit;
import org.conductance4j.model.onnx.HeadsNetwork;
import org.conductance4j.pruning.Plan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Scores and pruning of a transformer's heads, tokens and perceptron. */
class UnitsTest {

  private static final int LENGTH = HeadsNetwork.TOKENS * HeadsNetwork.WIDTH;
  private static final Offset<Double> TIGHT = within(1e-12);
  private static final String JOINED = "attention.self";

  @TempDir private Path folder;

  private Tensor x = Tensor.zeros(1);
  private Question question;

  @BeforeEach
  void open() throws IOException {
    double[] values = new SplittableRandom(4).doubles(LENGTH, -1, 1).toArray();
    x = Tensor.of(new int[] {1, HeadsNetwork.TOKENS, HeadsNetwork.WIDTH}, values);
    question = ask("heads.onnx", HeadsNetwork.file());
  }

  private Question ask(String name, byte... content) throws IOException {
    Files.write(folder.resolve(name), content);
    return Network.open(folder.resolve(name))
        .ask(x, "logit:1")
        .precision(Precision.FLOAT64)
        .rule("gauss-legendre", 32);
  }

  private Partition units(String layer, Unit unit) {
    Layer scored = question.at(layer).attribute("layer-conductance").layer();
    return Objects.requireNonNull(scored).partition(unit);
  }

  @ParameterizedTest
  @CsvSource({
    "attention.self,       24, 3",
    "heads,                24, 12",
    "attention.self.query, 24, 3",
    "attention.self.value, 24, 3",
    "keys,                 24, 3",
    "shares,               32, 16"
  })
  void attention_knowsTheElementsOfItsHeads(String layer, int length, int run) {
    assertThat(units(layer, Unit.HEAD)).isEqualTo(new Partition(length, HeadsNetwork.HEADS, run));
  }

  @ParameterizedTest
  @EnumSource(Unit.class)
  void unitsConductances_areTheSumsOfTheirNeurons(Unit unit) {
    Attribution scores = question.at(JOINED).attribute("layer-conductance");
    Partition units = units(JOINED, unit);
    double[] sums = scores.sums(unit).toArray();
    int best = IntStream.range(0, sums.length).reduce(0, (a, b) -> sums[b] > sums[a] ? b : a);

    Plan plan = scores.top(1.0 / units.count() + 1e-9, unit);

    assertThat(Arrays.stream(sums).sum()).isCloseTo(scores.sum(), TIGHT);
    assertThat(IntStream.range(0, LENGTH).filter(plan::prunes).toArray())
        .containsExactly(units.elements(best));
  }

  /** The other network has the zeros in its weights. */
  @ParameterizedTest
  @CsvSource({"NEURON, 0.25", "CHANNEL, 0.34", "HEAD, 0.5", "TOKEN, 0.5"})
  void prunedUnits_scoreAsANetworkWithTheirElementsZero(Unit unit, double fraction)
      throws IOException {
    Question joined = question.at(JOINED);
    Plan plan = joined.attribute("layer-conductance").top(fraction, unit);
    float[] mask = new float[LENGTH];
    IntStream.range(0, LENGTH).forEach(i -> mask[i] = plan.prunes(i) ? 0 : 1);
    Question zeroed = ask("zeroed.onnx", HeadsNetwork.file(mask));

    double pruned = joined.pruned(plan).atInput();

    assertThat(plan.pruned()).isPositive();
    assertThat(pruned).isCloseTo(zeroed.attribute("gradient").atInput(), TIGHT);
    assertThat(pruned).isNotCloseTo(question.attribute("gradient").atInput(), within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({
    "heads,          head token feature",
    "keys,           token head feature",
    "attention.self, time feature"
  })
  void axesOfHeads_haveTheirNames(String layer, String names) {
    Attribution scores = question.at(layer).attribute("layer-conductance");

    assertThat(scores.values().axes()).containsExactly(names.split(" "));
  }

  @Test
  void headsOfALayerWithoutThem_areRefused() {
    Attribution scores = question.at("intermediate").attribute("layer-conductance");

    assertThat(scores.top(0.5, Unit.CHANNEL).pruned()).isEqualTo(2 * HeadsNetwork.TOKENS);
    assertThatThrownBy(() -> scores.top(0.5, Unit.HEAD))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'intermediate': has no heads to rank or prune, got neurons, channels, tokens;"
                + " choose one of these units, or a layer that has heads");
  }
}
