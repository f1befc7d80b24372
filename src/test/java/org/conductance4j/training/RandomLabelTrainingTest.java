package org.conductance4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.conductance4j.training.TrainingRun.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels that say nothing. */
class RandomLabelTrainingTest {

  private static final List<String> FEW_SCENES =
      List.of("scenes.size=32", "scenes.training=40", "scenes.held-out=1", "schedule.batch=40");

  private static final List<String> FEW_PICTURES =
      List.of(
          "pictures.training.clothing.pictures=40",
          "pictures.held-out.clothing.pictures=1",
          "schedule.batch=40");

  private static TrainingOptions options(String config, List<String> overrides) {
    return TrainingConfig.read(Path.of("configs", config + "-train.yaml"), overrides).options();
  }

  private static List<String> small(String config) {
    return switch (config) {
      case "stoplight" -> FEW_SCENES;
      case "window" -> FEW_PICTURES;
      default -> List.of();
    };
  }

  /** What is taught in the first epoch, in order. */
  private static List<String> taught(TrainingData lessons, TrainingOptions options) {
    List<String> rows = new ArrayList<>();
    for (Batch batch :
        lessons.begin(options, new SplittableRandom(options.seed())).epoch().toList()) {
      for (double[] row : batch.targets().toDoubleMatrix()) {
        rows.add(Arrays.toString(row));
      }
      batch.close();
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"iris, 125", "questions, 250", "stoplight, 40", "window, 40"})
  void shuffledLabels_sameSeed_areOthersThanTheRightOnesAndTheSameEachTime(
      String config, int atLeast) {
    TrainingOptions options = options(config, small(config));
    TrainingData lessons = TrainingData.of(options.subject());

    List<String> right = taught(lessons, options);
    List<String> first = taught(lessons.withShuffledLabels(new SplittableRandom(1)), options);
    List<String> again = taught(lessons.withShuffledLabels(new SplittableRandom(1)), options);

    assertThat(first).hasSizeGreaterThanOrEqualTo(atLeast).isEqualTo(again).isNotEqualTo(right);
  }

  @Test
  void shuffledRows_keepTheirClassesCountsAndThoseTestedOn() {
    List<Integer> classes = IntStream.range(0, 60).map(i -> i % 3).boxed().toList();

    List<Integer> shuffled = HeldOutRows.shuffled(classes, new SplittableRandom(1));

    assertThat(shuffled).isNotEqualTo(classes).containsExactlyInAnyOrderElementsOf(classes);
    for (int kept : HeldOutRows.kept(60)) {
      assertThat(shuffled.get(kept)).isEqualTo(classes.get(kept));
    }
  }

  @Test
  void shuffledLabels_fromEpochToEpoch_belongToTheSameExample() {
    TrainingOptions options = options("iris", List.of());
    TrainingData lessons =
        TrainingData.of(options.subject()).withShuffledLabels(new SplittableRandom(options.seed()));
    TrainingRun course = lessons.begin(options, new SplittableRandom(options.seed()));

    assertThat(pairs(course)).isEqualTo(pairs(course)).hasSize(125);
  }

  private static List<String> pairs(TrainingRun course) {
    List<String> pairs = new ArrayList<>();
    for (Batch batch : course.epoch().toList()) {
      for (int row = 0; row < batch.inputs().rows(); row++) {
        pairs.add(batch.inputs().getRow(row) + " " + batch.targets().getRow(row));
      }
      batch.close();
    }
    Collections.sort(pairs);
    return pairs;
  }

  /** 64 units for 125 flowers of 4 measurements: many of them can be learned by heart. */
  @Test
  void train_forLong_remembersMoreThanAFreshNetwork() {
    List<String> wide = new ArrayList<>(List.of("network.hidden=[64]", "schedule.weight-decay=0"));
    wide.add("schedule.epochs=1");
    RandomLabelTraining.Recall brief =
        RandomLabelTraining.of(options("iris", wide), TrainingProgress.SILENT).train();
    wide.set(2, "schedule.epochs=400");
    RandomLabelTraining.Recall longer =
        RandomLabelTraining.of(options("iris", wide), TrainingProgress.SILENT).train();

    assertThat(longer.examples()).isEqualTo(125);
    assertThat(longer.commonest()).isEqualTo(42 / 125.0);
    assertThat(brief.right()).isLessThan(0.5);
    assertThat(longer.right()).isGreaterThan(0.55);
  }
}
