package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.conductance4j.experiment.result.Provenance;
import org.junit.jupiter.api.Test;

class PictureOriginTest {

  private static final Map<String, Object> DRAWN = Map.of("clothing", Map.of("pictures", 9));
  private static final Map<String, Object> READ =
      Map.of("idx", Map.of("images", "x", "labels", "y"));

  @Test
  void drawnPictures_sentence_saysThatTheyAreNoPhotographs() {
    assertThat(sentence(DRAWN, DRAWN))
        .startsWith("All pictures are drawn by a program")
        .contains("not photographed");
    assertThat(sentence(DRAWN, READ)).startsWith("Some of the pictures are drawn by a program");
  }

  @Test
  void picturesOfFiles_sentence_claimsNothing() {
    assertThat(sentence(READ, READ))
        .isEqualTo("The pictures were read from the files that the configuration below names.");
  }

  private static String sentence(Map<String, Object> training, Map<String, Object> heldOut) {
    Provenance made = MadeUp.provenance();
    Map<String, Object> config =
        Map.of("pictures", Map.of("training", training, "held-out", heldOut));
    return PictureOrigin.sentence(
        new Provenance(
            made.tool(),
            config,
            made.configSha256(),
            made.seeds(),
            made.sha256(),
            made.dtype(),
            made.backend(),
            made.jvm(),
            made.os(),
            made.cpu(),
            made.started(),
            made.wallSeconds(),
            null));
  }
}
