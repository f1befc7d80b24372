package org.conductance4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NativeHelpers;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.scene.ClothingClass;
import org.junit.jupiter.api.Test;

/** Holds what is shipped in experiments/window to what its record says. */
class WindowNetworkTest {

  private static final Path FOLDER = Path.of("experiments", "window");
  private static final Path CONFIG = Path.of("configs", "window-train.yaml");

  @Test
  void heldOutPictures_nearlyAllRight_blackIsNoClass() {
    NativeHelpers.switchOn();
    LoadedNetwork network =
        NetworkFile.load(FOLDER.resolve("network.zip").toString(), Optional.empty());
    TrainingTask subject =
        TrainingConfig.read(
                CONFIG,
                List.of(
                    "pictures.training.clothing.pictures=1",
                    "pictures.held-out.clothing.pictures=300"))
            .options()
            .subject();
    PictureHeldOut result = (PictureHeldOut) TrainingData.of(subject).check(network.graph());
    assertThat(result.pictures()).isEqualTo(300);
    assertThat(result.accuracy()).isGreaterThanOrEqualTo(0.98);
    // 0.1 for each class would be perfect; measured: 0.108.
    assertThat(result.blackScore()).isLessThan(0.15);
  }

  @Test
  void record_belongsToTheNetworkAndToTheShippedConfig() throws IOException {
    JsonNode record = new ObjectMapper().readTree(FOLDER.resolve("training.json").toFile());
    LoadedNetwork network =
        NetworkFile.load(FOLDER.resolve("network.zip").toString(), Optional.empty());
    TrainingOptions options = TrainingConfig.read(CONFIG, List.of()).options();
    assertThat(record.get("network_sha256").asText()).isEqualTo(network.sha256());
    assertThat(record.at("/config/schedule/epochs").asInt()).isEqualTo(options.schedule().epochs());
    assertThat(record.at("/config/seed").asLong()).isEqualTo(options.seed());
    assertThat(Files.size(FOLDER.resolve("network.zip"))).isLessThan(1L << 20);
    assertThat(Files.readAllLines(FOLDER.resolve("labels.txt"))).isEqualTo(ClothingClass.labels());
  }
}
