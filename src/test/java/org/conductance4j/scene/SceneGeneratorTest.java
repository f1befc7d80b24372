package org.conductance4j.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneGeneratorTest {

  private static final int COUNT = 60;

  @Test
  void sameOptions_drawnTwice_sameBytesAndObjects() {
    for (long seed = 0; seed < 5; seed++) {
      Scene first = SceneGenerator.generate(SceneOptions.of(seed));
      Scene second = SceneGenerator.generate(SceneOptions.of(seed));
      assertThat(first.rgb()).isEqualTo(second.rgb());
      assertThat(first.objects()).isEqualTo(second.objects());
    }
  }

  /** The shipped network and the committed results depend on these bytes. */
  @Test
  void knownSeeds_drawn_bytesNeverChange() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (long seed = 0; seed < 20; seed++) {
      digest.update(SceneGenerator.generate(SceneOptions.of(seed)).rgb());
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("01e6a5c0d1907ad7c51f7148076869996fe4524622a8a7598ee69aab6e55180a");
  }

  @Test
  void differentSeeds_drawn_differentPictures() {
    byte[] first = SceneGenerator.generate(SceneOptions.of(1)).rgb();
    assertThat(SceneGenerator.generate(SceneOptions.of(2)).rgb()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void lightsAskedFor_drawn_sceneHoldsThatMany(int lights) {
    for (long seed = 0; seed < COUNT; seed++) {
      Scene scene =
          SceneGenerator.generate(new SceneOptions(seed, SceneOptions.DEFAULT_SIZE, lights));
      assertThat(scene.lights()).hasSize(lights);
      assertThat(scene.label() == SceneClass.TRAFFIC_LIGHT).isEqualTo(lights > 0);
    }
  }

  @Test
  void manySeeds_drawn_everyClassAndNumberOfLightsOccurs() {
    List<Scene> scenes = scenes();
    Set<SceneClass> labels = EnumSet.noneOf(SceneClass.class);
    scenes.forEach(scene -> labels.add(scene.label()));
    assertThat(labels).containsExactlyInAnyOrder(SceneClass.values());
    assertThat(scenes).extracting(scene -> scene.lights().size()).contains(0, 1, 2, 3);
  }

  @Test
  void boxes_ofAllScenes_areInsideAndDisjoint() {
    for (Scene scene : scenes()) {
      List<SceneObject> objects = scene.objects();
      for (int i = 0; i < objects.size(); i++) {
        PixelBox box = objects.get(i).box();
        assertThat(box.row1()).isLessThanOrEqualTo(scene.size());
        assertThat(box.column1()).isLessThanOrEqualTo(scene.size());
        assertThat((box.row1() - box.row0()) * (box.column1() - box.column0())).isGreaterThan(40);
        for (int j = 0; j < i; j++) {
          assertThat(overlap(box, objects.get(j).box())).isFalse();
        }
      }
    }
  }

  private static boolean overlap(PixelBox a, PixelBox b) {
    return a.row0() < b.row1()
        && b.row0() < a.row1()
        && a.column0() < b.column1()
        && b.column0() < a.column1();
  }

  @Test
  void lights_ofAllScenes_haveALitLensOnADarkHousing() {
    for (long seed = 0; seed < COUNT; seed++) {
      Scene scene = SceneGenerator.generate(new SceneOptions(seed, SceneOptions.DEFAULT_SIZE, 2));
      for (PixelBox box : scene.lights()) {
        int[] levels = brightest(scene, box);
        assertThat(levels[levels.length - 1]).as("lit lens, seed %d", seed).isGreaterThan(170);
        assertThat(levels[levels.length / 3]).as("housing, seed %d", seed).isLessThan(130);
      }
    }
  }

  @Test
  void sameSeed_atFourTimesTheSize_sameStreet() {
    Scene small = SceneGenerator.generate(new SceneOptions(7, SceneOptions.DEFAULT_SIZE, 2));
    Scene large =
        SceneGenerator.generate(new SceneOptions(7, SceneOptions.DEFAULT_SIZE, 2).withSize(384));
    for (int i = 0; i < small.objects().size(); i++) {
      PixelBox a = small.objects().get(i).box();
      PixelBox b = large.objects().get(i).box();
      assertThat(b.row0() / 4.0).isBetween(a.row0() - 0.01, a.row0() + 1.0);
      assertThat(b.column1() / 4.0).isBetween(a.column1() - 1.0, a.column1() + 0.01);
    }
    double difference = 0;
    byte[] fine = large.rgb();
    byte[] coarse = small.rgb();
    for (int i = 0; i < 96 * 96; i++) {
      difference += Math.abs((coarse[3 * i] & 0xff) - meanRed(fine, i / 96, i % 96));
    }
    assertThat(difference / (96 * 96)).isLessThan(6);
  }

  @Test
  void picture_ofAScene_isItsBytesByChannel() {
    Scene scene = SceneGenerator.generate(SceneOptions.of(3));
    byte[] rgb = scene.rgb();
    assertThat(scene.picture().shape()).containsExactly(3, 96, 96);
    assertThat(scene.picture().at(2, 10, 20))
        .isEqualTo((rgb[3 * (10 * 96 + 20) + 2] & 0xff) / 255.0);
  }

  @Test
  void wrongOptions_refusedInOneLine() {
    assertThatThrownBy(() -> new SceneOptions(1, SceneOptions.DEFAULT_SIZE, 4))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("lights: needs 0 to 3 traffic lights, got 4; choose a number within");
    assertThatThrownBy(() -> SceneOptions.of(1).withSize(16))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("size: needs 32 to 2048 pixels, got 16; choose a size within");
  }

  private static List<Scene> scenes() {
    return IntStream.range(0, COUNT)
        .mapToObj(seed -> SceneGenerator.generate(SceneOptions.of(seed)))
        .toList();
  }

  /** The largest of red, green and blue of each pixel in the box, ascending. */
  private static int[] brightest(Scene scene, PixelBox box) {
    byte[] rgb = scene.rgb();
    return IntStream.range(0, scene.size() * scene.size())
        .filter(i -> box.holds(i / scene.size(), i % scene.size()))
        .map(
            i ->
                Math.max(rgb[3 * i] & 0xff, Math.max(rgb[3 * i + 1] & 0xff, rgb[3 * i + 2] & 0xff)))
        .sorted()
        .toArray();
  }

  private static double meanRed(byte[] fine, int row, int column) {
    double sum = 0;
    for (int k = 0; k < 16; k++) {
      sum += fine[3 * ((4 * row + k / 4) * 384 + 4 * column + k % 4)] & 0xff;
    }
    return sum / 16;
  }
}
