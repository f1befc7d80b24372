package org.conductance4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NativeHelpers;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.scene.PixelBox;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneClass;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.scene.SceneObject;
import org.conductance4j.scene.SceneOptions;
import org.junit.jupiter.api.Test;

/** Holds what is shipped in experiments/stoplight to what its record says. */
class ShippedNetworkTest {

  private static final Path FOLDER = Path.of("experiments", "stoplight");

  @Test
  void heldOutScenes_nearlyAllRight_andBothLightsMatter() {
    NativeHelpers.switchOn();
    LoadedNetwork network =
        NetworkFile.load(FOLDER.resolve("network.zip").toString(), Optional.empty());
    List<Scene> scenes = SceneData.scenes(96, 2_000_000, 300);
    HeldOutResult result = new HeldOutCheck(network.graph()).on(scenes);
    assertThat(result.accuracy()).isGreaterThanOrEqualTo(0.98);
    assertThat(result.blackScore()).isLessThanOrEqualTo(0.05);
    assertThat(result.lights().scenes()).isGreaterThan(20);
    assertThat(result.lights().untouched()).isGreaterThan(0.95);
    // Measured here: one covered 0.949, both covered 0.0009, one alone on black 0.999999.
    assertThat(result.lights().oneCovered()).isGreaterThan(0.9);
    assertThat(result.lights().bothCovered()).isLessThan(0.02);
    assertThat(result.lights().oneOnBlack()).isGreaterThan(0.98);
  }

  @Test
  void record_belongsToTheNetwork() throws IOException {
    JsonNode record = json("training.json");
    LoadedNetwork network =
        NetworkFile.load(FOLDER.resolve("network.zip").toString(), Optional.empty());
    assertThat(record.get("network_sha256").asText()).isEqualTo(network.sha256());
    assertThat(record.get("parameters").asLong()).isEqualTo(network.graph().numParams());
    assertThat(record.at("/held_out/accuracy").asDouble()).isGreaterThanOrEqualTo(0.98);
    assertThat(Files.size(FOLDER.resolve("network.zip"))).isLessThan(5L << 20);
    assertThat(Files.readAllLines(FOLDER.resolve("labels.txt"))).isEqualTo(SceneClass.labels());
  }

  @Test
  void record_belongsToTheShippedConfig() throws IOException {
    JsonNode config = json("training.json").get("config");
    TrainingOptions options =
        TrainingConfig.read(Path.of("configs", "stoplight-train.yaml"), List.of()).options();
    TrainingTask.Streets streets = (TrainingTask.Streets) options.subject();
    assertThat(config.at("/scenes/training").asInt()).isEqualTo(streets.scenes().training());
    assertThat(config.at("/schedule/epochs").asInt()).isEqualTo(options.schedule().epochs());
    assertThat(config.at("/schedule/learning-rate").asDouble())
        .isEqualTo(options.schedule().learningRate());
    assertThat(config.at("/augmentation/darkest").asDouble())
        .isEqualTo(streets.augmentation().darkest());
    assertThat(config.get("seed").asLong()).isEqualTo(options.seed());
  }

  @Test
  void scene_isTheOneOfItsSeed() throws IOException {
    JsonNode json = json("scene.json");
    Scene scene =
        SceneGenerator.generate(
            new SceneOptions(json.get("seed").asLong(), SceneOptions.DEFAULT_SIZE, 2));
    List<PixelBox> boxes = new ArrayList<>();
    for (JsonNode object : json.get("objects")) {
      JsonNode box = object.get("box");
      boxes.add(
          new PixelBox(
              box.get(0).asInt(), box.get(1).asInt(), box.get(2).asInt(), box.get(3).asInt()));
    }
    assertThat(boxes).isEqualTo(scene.objects().stream().map(SceneObject::box).toList());
    var image = ImageIO.read(FOLDER.resolve("scene.png").toFile());
    byte[] rgb = scene.rgb();
    for (int i = 0; i < 96 * 96; i++) {
      int pixel =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
      assertThat(image.getRGB(i % 96, i / 96) & 0xffffff).isEqualTo(pixel);
    }
  }

  private static JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(FOLDER.resolve(name).toFile());
  }
}
