package org.conductance4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingConfigTest {

  private static final Path SHIPPED = Path.of("configs", "stoplight-train.yaml");

  @TempDir private Path folder;

  @Test
  void shippedConfig_isRead() {
    TrainingConfig config = TrainingConfig.read(SHIPPED, List.of());
    assertThat(config.output().normalize()).isEqualTo(Path.of("experiments", "stoplight"));
    assertThat(((TrainingTask.Streets) config.options().subject()).network().stages())
        .containsExactly(16, 32, 64);
    assertThat(((TrainingTask.Streets) config.options().subject()).scenes().size()).isEqualTo(96);
    assertThat(config.resolved()).containsKeys("scenes", "network", "schedule", "augmentation");
  }

  @Test
  void unknownKey_toldWithItsLine() throws IOException {
    Path file = changed("epochs: 12", "epoch: 12");
    assertThatThrownBy(() -> TrainingConfig.read(file, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "train.yaml:" + line(file, "epoch: 12") + " schedule.epoch: unknown key")
        .hasMessageContaining("did you mean 'epochs'?");
  }

  @Test
  void heldOutScenesAmongTrainingScenes_refused() {
    assertThatThrownBy(
            () -> TrainingConfig.read(SHIPPED, List.of("scenes.held-out-first-seed=1000005")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "override scenes.held-out-first-seed: needs held-out scenes that are not learned from,"
                + " got first seed 1000005; choose one whose scenes lie outside 1000000 to"
                + " 1007999");
  }

  @Test
  void severalProblems_allTold() {
    assertThatThrownBy(
            () ->
                TrainingConfig.read(
                    SHIPPED,
                    List.of("schedule.batch=1", "augmentation.darkest=2", "network.strides=[1]")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            override network.strides: must be a list of a stride for each of 3 stages, got 1
            override augmentation.darkest: must be a number in [0.001, 1], got '2'
            override schedule.batch: must be a whole number from 2 to 4096, got '1'\
            """);
  }

  @Test
  void sharesThatSumToMoreThanOne_refused() {
    assertThatThrownBy(() -> TrainingConfig.read(SHIPPED, List.of("augmentation.covered=0.7")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must leave a sum with flat-background of at most 1");
  }

  @Test
  void fashionMnistWithoutItsFiles_oneLineNamesThem() {
    Path config = Path.of("configs", "window-fashion-mnist-train.yaml");
    Path none = folder.resolve("none.gz");
    assertThatThrownBy(
            () -> TrainingConfig.read(config, List.of("pictures.training.idx.images=" + none)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("pictures: needs files that exist, got no such file: " + none)
        .hasMessageContaining("; the data are at github.com/zalandoresearch/fashion-mnist");
  }

  private Path changed(String from, String to) throws IOException {
    String text = Files.readString(SHIPPED);
    assertThat(text).contains(from);
    return Files.writeString(folder.resolve("train.yaml"), text.replace(from, to));
  }

  private static int line(Path file, String text) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return 1 + (int) lines.stream().takeWhile(line -> !line.contains(text)).count();
  }
}
