package org.conductance4j.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ClothingPictureTest {

  @Test
  void firstHundredSeeds_drawn_sameBytesEverywhere() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int seed = 0; seed < 100; seed++) {
      digest.update(ClothingPicture.of(seed).grey());
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("d1f5e73c26069bc89e968e665e4773a0e11d0980b405dbe03dedfbaf336af549");
  }

  @Test
  void anySeed_drawn_itsClassOnBlack() {
    for (int seed = 0; seed < 200; seed++) {
      ClothingPicture picture = ClothingPicture.of(seed);
      assertThat(picture.label().index()).isEqualTo(seed % 10);
      int lit = 0;
      for (byte level : picture.grey()) {
        lit += (level & 0xff) > 20 ? 1 : 0;
      }
      assertThat(lit).as("lit pixels of seed %d", seed).isBetween(60, 560);
      assertThat(picture.grey()[0]).as("corner of seed %d", seed).isZero();
    }
  }

  @Test
  void labels_areFashionMnistsInItsOrder() {
    assertThat(ClothingClass.labels())
        .containsExactly(
            "t-shirt",
            "trouser",
            "pullover",
            "dress",
            "coat",
            "sandal",
            "shirt",
            "sneaker",
            "bag",
            "ankle boot");
  }
}
