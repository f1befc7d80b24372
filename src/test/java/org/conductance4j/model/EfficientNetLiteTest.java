package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;

class EfficientNetLiteTest {

  /** Compares names and shapes of all tensors of all five networks with PyTorch's package. */
  @Test
  void everyVariant_needsThePublishedTensors() throws IOException {
    List<String> published =
        Files.readAllLines(Golden.file("efficientnet-lite-tensors.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertThat(
            Architecture.all().stream()
                .filter(architecture -> architecture.id().startsWith("efficientnet-lite"))
                .map(EfficientNetLiteTest::summary)
                .toList())
        .isEqualTo(published);
  }

  @Test
  void blocks_areNamedByTheirOutput() {
    Blueprint plan = Architecture.named("efficientnet-lite0").blueprint(1000);
    ComputationGraphConfiguration graph = plan.configuration();
    assertThat(graph.getVertices())
        .containsKeys("conv_stem", "bn0", "blocks.0", "blocks.15", "conv_head", "fc", "softmax");
    // blocks.3 changes its size and ends in its batch norm; blocks.4 ends in an addition.
    assertThat(graph.getVertexInputs().get("blocks.3")).containsExactly("blocks.3.project_conv");
    assertThat(graph.getVertexInputs().get("blocks.4")).containsExactly("blocks.4.bn2", "blocks.3");
    assertThat(plan.aliases())
        .containsEntry("blocks.3.bn2", "blocks.3")
        .doesNotContainKey("blocks.4.bn2");
  }

  private static String summary(Architecture architecture) {
    List<WeightSlot> slots = architecture.blueprint(1000).slots();
    String listing =
        slots.stream()
            .map(slot -> slot.tensor() + " " + slot.shape() + "\n")
            .sorted()
            .collect(Collectors.joining());
    long values =
        slots.stream().mapToLong(s -> s.shape().stream().reduce(1L, (a, b) -> a * b)).sum();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(listing.getBytes(StandardCharsets.UTF_8));
      return String.join(
          " ",
          architecture.id(),
          String.valueOf(slots.size()),
          String.valueOf(values),
          HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
