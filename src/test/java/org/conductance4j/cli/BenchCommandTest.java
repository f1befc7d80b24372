package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bench writes, not how fast anything is. */
class BenchCommandTest {

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @TempDir Path folder;

  @Test
  void bench_ofTheShippedNetwork_writesARowForEachBatch() throws IOException {
    Path file = folder.resolve("bench.json");

    int exitCode =
        run("bench", "--network", "stoplight", "--batch", "1", "--batch", "3", "--json", "" + file);

    assertThat(exitCode).as(errors.toString()).isZero();
    assertThat(output.toString().lines()).hasSize(3);
    JsonNode rows = new ObjectMapper().readTree(file.toFile()).get("rows");
    assertThat(rows).hasSize(2);
    for (int row = 0; row < 2; row++) {
      assertThat(rows.get(row).get("network").asText()).isEqualTo("stoplight");
      assertThat(rows.get(row).get("batch").asInt()).isEqualTo(1 + 2 * row);
      for (String figure :
          List.of(
              "forward_ms_per_image",
              "forward_and_vjp_ms_per_image",
              "jvp_ms_per_image",
              "dl4j_forward_ms_per_image",
              "peak_bytes")) {
        assertThat(rows.get(row).get(figure).asDouble()).as(figure).isPositive();
      }
    }
    long one = rows.get(0).get("peak_bytes").asLong();
    long three = rows.get(1).get("peak_bytes").asLong();
    // Each image takes the same; what is left over are weights: the network's own, the program's,
    // and what passes need of them in other forms, which is no more than as much again.
    long weights = one - (three - one) / 2;
    assertThat(weights / (4.0 * 78644)).isBetween(2.0, 4.1);
  }

  @Test
  void bench_ofSomethingElse_endsWithTwo() {
    assertThat(run("bench", "--network", "vgg16")).isEqualTo(2);
    assertThat(errors.toString())
        .isEqualToIgnoringNewLines(
            "--network: must be a known network, got 'vgg16'; known: stoplight,"
                + " efficientnet-lite0, resnet18, resnet50, resnet152");
    assertThat(run("bench", "--batch", "0")).isEqualTo(2);
    assertThat(errors.toString()).contains("--batch: must be at least 1, got 0; 8 is common");
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(output, true), new PrintWriter(errors, true), args);
  }
}
