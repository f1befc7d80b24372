package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.scene.SceneOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void scene_negativeLights_areRefusedAndNotLeftToTheSeed() {
    Path file = folder.resolve("s.png");

    assertThat(run("--seed", "1", "--lights", "-1", "--out", file.toString())).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "--lights: needs 0 to 3 traffic lights, got -1; leave it out to let the seed decide\n");
    assertThat(file).doesNotExist();
  }

  @Test
  void scene_written_boxesOnStandardOutput() throws IOException {
    Path file = folder.resolve("new").resolve("scene.png");
    assertThat(run("--seed", "3", "--lights", "2", "--out", file.toString())).isZero();
    Scene scene = SceneGenerator.generate(new SceneOptions(3, SceneOptions.DEFAULT_SIZE, 2));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("label").asText()).isEqualTo("traffic light");
    assertThat(json.get("objects")).hasSize(scene.objects().size());
    assertThat(json.at("/objects/0/kind").asText()).isEqualTo("traffic light");
    assertThat(json.at("/objects/0/region").asText()).isEqualTo(scene.lights().get(0).toRegion());
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(96);
    assertThat(image.getRGB(5, 2) >> 16 & 0xff).isEqualTo(scene.rgb()[3 * (2 * 96 + 5)] & 0xff);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void tooManyLights_oneLineAndNothingWritten() throws IOException {
    Path file = folder.resolve("scene.png");
    assertThat(run("--seed", "3", "--lights", "7", "--out", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("--lights: needs 0 to 3 traffic lights, got 7; choose a number within");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void seedMissing_oneLine() {
    assertThat(run("--out", folder.resolve("scene.png").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--seed");
    assertThat(err.toString().lines()).hasSize(1);
  }

  private int run(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "scene";
    System.arraycopy(args, 0, all, 1, args.length);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }
}
