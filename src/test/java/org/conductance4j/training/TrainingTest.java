package org.conductance4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TrainingTest {

  private static final Path SHIPPED = Path.of("configs", "stoplight-train.yaml");
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;

  @Test
  void fewBatches_trained_lossFalls() {
    List<Double> losses = new ArrayList<>();
    TrainingOptions options = small(12).options();
    new NetworkTrainer(options, (step, steps, loss) -> losses.add(loss))
        .train(TrainingData.of(options.subject()));
    assertThat(losses).hasSize(24);
    assertThat(mean(losses.subList(20, 24))).isLessThan(0.8 * mean(losses.subList(0, 4)));
  }

  @Test
  void run_writesNetworkLabelsAndRecord() throws IOException {
    HeldOut result = Training.run(small(1), TrainingProgress.SILENT, NOON);
    assertThat(folder.resolve("labels.txt"))
        .hasContent("street\ncar\ntraffic light\nstreet sign\n");
    JsonNode record = new ObjectMapper().readTree(folder.resolve("training.json").toFile());
    assertThat(record.at("/held_out/accuracy").asDouble())
        .isEqualTo(((HeldOutResult) result).accuracy());
    assertThat(record.at("/config/schedule/epochs").asInt()).isEqualTo(1);
    assertThat(record.at("/started").asText()).isEqualTo("2026-01-02T12:00:00Z");
    assertThat(record.at("/dl4j").asText()).isEqualTo("1.0.0-M2.1");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void sameSeed_trainedTwice_sameOutputsAlsoAfterSaving() throws IOException {
    TrainingOptions options = small(1).options();
    ComputationGraph first =
        new NetworkTrainer(options, TrainingProgress.SILENT)
            .train(TrainingData.of(options.subject()));
    Training.run(small(1), TrainingProgress.SILENT, NOON);
    ComputationGraph second =
        ModelSerializer.restoreComputationGraph(folder.resolve("network.zip").toFile(), false);
    try (INDArray x =
        Nd4j.linspace(0, 1, 3 * 32 * 32).reshape(1, 3, 32, 32).castTo(first.params().dataType())) {
      assertThat(second.outputSingle(false, x).toDoubleVector())
          .isEqualTo(first.outputSingle(false, x).toDoubleVector());
    }
  }

  @Test
  void layers_ofTheNetwork_haveTheirNamesAndShapes() {
    TrainingOptions options = TrainingConfig.read(SHIPPED, List.of("scenes.training=1")).options();
    ComputationGraph network =
        TrainingData.of(options.subject()).begin(options, new SplittableRandom(1)).network();
    Map<String, INDArray> activations = network.feedForward(Nd4j.zeros(1, 3, 96, 96), false);
    Map<String, List<Long>> shapes = new HashMap<>();
    activations.forEach((name, y) -> shapes.put(name, Arrays.stream(y.shape()).boxed().toList()));
    assertThat(shapes)
        .containsEntry("stem", List.of(1L, 16L, 48L, 48L))
        .containsEntry("stage1", List.of(1L, 16L, 24L, 24L))
        .containsEntry("stage2", List.of(1L, 32L, 24L, 24L))
        .containsEntry("stage3", List.of(1L, 64L, 12L, 12L))
        .containsEntry("output", List.of(1L, 4L));
  }

  /** The shipped training on 16 tiny scenes without augmentation. */
  private TrainingConfig small(int epochs) {
    return TrainingConfig.read(
        SHIPPED,
        List.of(
            "scenes.size=32",
            "scenes.training=16",
            "scenes.held-out=6",
            "schedule.batch=8",
            "schedule.epochs=" + epochs,
            "augmentation.darkest=1",
            "augmentation.flat-background=0",
            "augmentation.covered=0",
            "augmentation.flat-pictures=0",
            "output=" + folder));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
