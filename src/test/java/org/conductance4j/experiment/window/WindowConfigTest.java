package org.conductance4j.experiment.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.data.IdxFiles;
import org.conductance4j.data.PictureSet;
import org.conductance4j.data.PictureSetOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowConfigTest {

  private static final Path DRAWN = Path.of("configs", "window.yaml");
  private static final Path REAL = Path.of("configs", "window-fashion-mnist.yaml");

  @TempDir private Path folder = Path.of("");

  private static WindowConfig read(Path file, List<String> overrides) {
    return WindowConfig.read(ConfigDocument.read(file, overrides));
  }

  @Test
  void shippedConfig_isTheStudyOfDrawnClothing() {
    WindowConfig config = read(DRAWN, List.of());
    assertThat(config.windows()).hasSize(5);
    assertThat(config.training().open(1).size() + config.heldOut().open(1).size()).isEqualTo(5000);
    assertThat(config.path().rule()).isEqualTo(WindowPath.SHARED);
    assertThat(config.randomSeeds()).hasSize(3);
  }

  @Test
  void fashionMnist_filesThere_isReadAsFromDrawnOnes() throws IOException {
    IdxFiles.clothing(folder, "train", 0, 20);
    IdxFiles.clothing(folder, "t10k", 20, 10);
    List<String> overrides = new ArrayList<>();
    for (String part : List.of("training:train", "held-out:t10k")) {
      String key = part.substring(0, part.indexOf(':'));
      String prefix = part.substring(part.indexOf(':') + 1);
      overrides.add(
          "pictures." + key + ".idx.images=" + folder.resolve(prefix + "-images-idx3-ubyte.gz"));
      overrides.add(
          "pictures." + key + ".idx.labels=" + folder.resolve(prefix + "-labels-idx1-ubyte.gz"));
    }
    overrides.add("model.weights=" + Path.of("experiments", "window", "network.zip"));
    WindowSubject subject = WindowSubject.of(read(REAL, overrides));
    PictureSet drawn = new PictureSetOptions.Clothing(20, 10).open(1);

    assertThat(subject.training().size()).isEqualTo(20);
    assertThat(subject.classNames()).hasSize(10).contains("ankle boot");
    try (var idx = subject.heldOut().read(0);
        var same = drawn.read(0)) {
      for (int i = 0; i < 10; i++) {
        assertThat(idx.next()).isEqualTo(same.next());
      }
    }
  }

  @Test
  void fashionMnist_filesMissing_oneLineNamesThemAll() {
    assertThatThrownBy(() -> read(REAL, List.of("model.weights=" + folder.resolve("none.zip"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("window-fashion-mnist.yaml:8 pictures: needs files that exist, got")
        .hasMessageContaining("none.zip")
        .hasMessageContaining("train-images-idx3-ubyte.gz")
        .hasMessageContaining("t10k-labels-idx1-ubyte.gz; the data are at github.com/")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void severalProblems_allTold() {
    assertThatThrownBy(
            () ->
                read(
                    DRAWN,
                    List.of(
                        "fractions=[1.5]",
                        "chunk=0",
                        "path.rule=adaptiv",
                        "window=1",
                        "pictures.held-out.clothing.first-seed=3999")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("override chunk: must be a whole number from 1 to 1000000, got '0'")
        .hasMessageContaining("path.rule: unknown id 'adaptiv'")
        .hasMessageContaining("window: unknown key 'window'; did you mean 'windows'?")
        .hasMessageContaining("held-out: needs pictures that neurons are not ranked by");
  }

  @Test
  void sharedNodes_lieWhereTheScoreMoves_weightsFillThePath() {
    double[] changes = new double[100];
    changes[10] = 0.9;
    changes[11] = 0.1;
    var nodes = new WindowPath(WindowPath.SHARED, 20).shared(changes);
    double sum = 0;
    int near = 0;
    for (int k = 0; k < nodes.count(); k++) {
      sum += nodes.weight(k);
      near += nodes.alpha(k) > 0.1 && nodes.alpha(k) < 0.12 ? 1 : 0;
    }
    assertThat(sum).isEqualTo(1);
    assertThat(near).isBetween(14, 19);
  }

  @Test
  void labelsBeyondTheNetworksClasses_refused() throws IOException {
    Files.write(folder.resolve("x"), IdxFiles.images(1, 28, 28, new byte[28 * 28]));
    Files.write(folder.resolve("y"), IdxFiles.labels((byte) 10));
    WindowSubject subject =
        WindowSubject.of(
            read(
                DRAWN,
                List.of(
                    "pictures.held-out={idx: {images: '"
                        + folder.resolve("x")
                        + "', labels: '"
                        + folder.resolve("y")
                        + "'}}")));
    assertThatThrownBy(() -> subject.batch(subject.heldOut(), 0, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("needs labels below the network's 10 classes, got 10 of picture 0");
  }
}
