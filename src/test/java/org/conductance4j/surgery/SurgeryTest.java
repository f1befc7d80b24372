package org.conductance4j.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.Replacement;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

class SurgeryTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "plain, 1, conv1, 3",
    "plain, 2, conv2, 2",
    "plain, 3, relu, 2",
    "plain, 4, dense, 4",
    "plain, 5, pool, 3",
    "dense, 1, first, 5",
    "dense, 2, second, 3",
    "dense, 3, norm, 4",
    "residual, 1, a1.relu, 3",
    "residual, 2, a1, 3",
    "residual, 3, b1, 2",
    "merged, 1, right, 2",
    "merged, 2, mixed, 3",
    "merged, 3, left, 2",
    "merged, 4, again, 1",
    "merged, 5, dense, 4"
  })
  void channels_removed_outputsEqualTheMaskedNetworks(
      String kind, long seed, String layer, int channels) throws IOException {
    Model given = network(kind, seed);
    LoadedNetwork network = PrunableNetworks.saved(given, folder);
    Surgery surgery = new Surgery(network, inputShape(kind));
    Plan plan = channels(surgery, layer, channels);

    Surgery.Result result = surgery.remove(layer, plan, Optional.empty());

    assertThat(result.largestDifference()).isLessThan(2e-6);
    assertThat(result.network().removed()).isBetween(Math.max(1, channels - 1), channels);
    assertThat(result.after().parameters()).isLessThan(result.before().parameters());
    assertThat(result.after().flops()).isLessThan(result.before().flops());
    assertThat(result.after().bytes()).isLessThan(result.before().bytes());
    assertThat(given.params()).isEqualTo(network(kind, seed).params());
    requireLoads(result.network(), given);
  }

  @ParameterizedTest
  @CsvSource({
    "plain, 1, conv1, 100",
    "plain, 2, pool, 30",
    "plain, 3, norm, 50",
    "dense, 2, second, 4",
    "residual, 1, a.add, 77",
    "residual, 2, stem, 40",
    "merged, 1, merge, 99"
  })
  void neurons_masked_outputsEqualTheMaskedNetworks(
      String kind, long seed, String layer, int neurons) throws IOException {
    Model given = network(kind, seed);
    Surgery surgery = new Surgery(PrunableNetworks.saved(given, folder), inputShape(kind));
    int[] shape = shape(surgery, layer);
    int[] pruned = IntStream.range(0, neurons).map(i -> (i * 7) % Tensor.length(shape)).toArray();
    double[] constants = new double[Tensor.length(shape)];
    Arrays.setAll(constants, i -> i % 3 - 1);

    Surgery.Result result =
        surgery.mask(
            layer,
            Plan.of(shape, pruned, Replacement.mean(Tensor.of(shape, constants))),
            Optional.empty());

    assertThat(result.largestDifference()).isLessThan(2e-6);
    assertThat(result.network().changed())
        .containsExactly(layer + (shape.length == 1 ? ".pruned" : ".mask"));
    requireLoads(result.network(), given);
  }

  @ParameterizedTest
  @CsvSource({
    "plain, conv1, conv1",
    "plain, relu, norm",
    "plain, pool, conv1",
    "residual, a, 'a2,a.short'",
    "dense, first, first"
  })
  void channels_masked_areZeroedInTheWeights(String kind, String layer, String changed) {
    Surgery surgery =
        new Surgery(PrunableNetworks.saved(network(kind, 1), folder), inputShape(kind));

    Surgery.Result result = surgery.mask(layer, channels(surgery, layer, 2), Optional.empty());

    assertThat(result.network().changed()).containsExactly(changed.split(","));
    assertThat(result.after().parameters()).isEqualTo(result.before().parameters());
  }

  @Test
  void additionOfAnUnprunedBranch_removal_isRefusedByName() {
    Surgery surgery = new Surgery(PrunableNetworks.saved(network("residual", 1), folder), 2, 8, 8);

    assertThatThrownBy(() -> surgery.remove("b", channels(surgery, "b", 2), Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "vertex 'b.add': forbids removing a channel of one of its inputs alone, got channel 1"
                + " of 'a', which 'b1' reads; prune without removing channels, or a layer inside"
                + " the branch");
    assertThatThrownBy(() -> surgery.remove("b2", channels(surgery, "b2", 2), Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "vertex 'b.add': forbids removing a channel of one of its inputs alone, got channel 1"
                + " of 'a', which 'b1' reads; prune without removing channels, or a layer inside"
                + " the branch");
  }

  @Test
  void oneConstantChannelBeforePadding_removal_isRefused() {
    ComputationGraph graph = PrunableNetworks.residual(1);
    graph.getLayer("a1.norm").getParam("beta").assign(5);
    Surgery surgery = new Surgery(PrunableNetworks.saved(graph, folder), 2, 8, 8);

    assertThatThrownBy(() -> surgery.remove("a1", channels(surgery, "a1", 1), Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'a1': becomes a constant other than 0 before a layer that pads with zeros, so"
                + " that one pruned channel must stay to stand for it, got 1 to remove; prune more"
                + " channels, or a layer behind the activation");
  }

  @Test
  void singleNeurons_removal_isRefused() {
    Surgery surgery = new Surgery(PrunableNetworks.saved(network("plain", 1), folder), 3, 12, 12);
    Plan plan = Plan.of(new int[] {8, 12, 12}, new int[] {3}, Replacement.zero());

    assertThatThrownBy(() -> surgery.remove("conv1", plan, Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'conv1': needs whole channels to be removed, got 1 pruned"
                + " neurons, which hold 0 of them; prune by channel, or without removing them");
  }

  @Test
  void shapeOfALayer_inputShape_isFound() {
    LoadedNetwork plain = PrunableNetworks.saved(network("plain", 1), folder);
    LoadedNetwork residual = PrunableNetworks.saved(network("residual", 1), folder);

    assertThat(plain.inputShapeAt("conv2", 6, 6, 6).orElseThrow()).containsExactly(3, 12, 12);
    assertThat(plain.inputShapeAt("conv2", 6).orElseThrow()).containsExactly(3, 12, 12);
    assertThat(residual.inputShapeAt("a", 6, 8, 11).orElseThrow()).containsExactly(2, 8, 11);
    assertThat(residual.inputShapeAt("a", 6, 0, 11)).isEmpty();
  }

  private static Model network(String kind, long seed) {
    return switch (kind) {
      case "plain" -> PrunableNetworks.plain(seed);
      case "dense" -> PrunableNetworks.dense(seed);
      case "residual" -> PrunableNetworks.residual(seed);
      default -> PrunableNetworks.merged(seed);
    };
  }

  private static int[] inputShape(String kind) {
    return switch (kind) {
      case "plain" -> new int[] {3, 12, 12};
      case "dense" -> new int[] {5};
      default -> new int[] {2, 8, 8};
    };
  }

  private static int[] shape(Surgery surgery, String layer) {
    return surgery.program().layer(layer).shape().stream().mapToInt(Integer::intValue).toArray();
  }

  /** Every other channel from the second on. */
  private static Plan channels(Surgery surgery, String layer, int count) {
    int[] shape = shape(surgery, layer);
    int positions = Tensor.length(shape) / shape[0];
    int[] pruned =
        IntStream.range(0, count)
            .map(k -> (1 + 2 * k) % shape[0])
            .flatMap(channel -> IntStream.range(channel * positions, (channel + 1) * positions))
            .toArray();
    return Plan.of(shape, pruned, Replacement.zero());
  }

  /** Plain DL4J reads the file in the class of the network that was given. */
  private void requireLoads(PrunedNetwork pruned, Model given) throws IOException {
    Path file = folder.resolve("pruned.zip");
    pruned.save(file);
    if (given instanceof MultiLayerNetwork) {
      MultiLayerNetwork loaded = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
      assertThat(loaded.numParams()).isEqualTo(pruned.graph().numParams());
      assertThat(pruned.type()).isEqualTo("MultiLayerNetwork");
    } else {
      ComputationGraph loaded = ModelSerializer.restoreComputationGraph(file.toFile());
      assertThat(loaded.outputSingle(Nd4j.ones(1, 2, 8, 8)).length()).isEqualTo(3);
    }
  }
}
