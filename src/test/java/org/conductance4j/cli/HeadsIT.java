package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.cli.Ended.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.model.onnx.HeadsNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line with the heads and tokens of a transformer. */
class HeadsIT {

  private static final int LENGTH = HeadsNetwork.TOKENS * HeadsNetwork.WIDTH;

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void writeFiles() throws IOException {
    Files.write(folder.resolve("heads.onnx"), HeadsNetwork.file());
    double[] x = new SplittableRandom(4).doubles(LENGTH, -1, 1).toArray();
    Tensor input = Tensor.of(new int[] {1, HeadsNetwork.TOKENS, HeadsNetwork.WIDTH}, x);
    Npy.write(folder.resolve("x.npy"), input, Precision.FLOAT64);
  }

  private static Path config(String layer, String rankings) throws IOException {
    return Files.writeString(
        folder.resolve("heads.yaml"),
        """
        experiment: heads
        model: {weights: heads.onnx}
        input: {array: x.npy}
        objective: logit:1
        layer: %s
        path: {rule: midpoint, steps: 16}
        rankings: %s
        fractions: [0, 0.5]
        dtype: float64
        """
            .formatted(layer, rankings));
  }

  private static double scoreWithout(double[] ranking) throws IOException {
    double largest = Arrays.stream(ranking).max().orElseThrow();
    float[] mask = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      mask[i] = ranking[i] == largest ? 0 : 1;
    }
    Files.write(folder.resolve("zeroed.onnx"), HeadsNetwork.file(mask));
    String[] attribute = {
      "attribute",
      folder.resolve("zeroed.onnx").toString(),
      "--input",
      folder.resolve("x.npy").toString(),
      "--objective",
      "logit:1",
      "--method",
      "gradient",
      "--dtype",
      "float64",
      "--out",
      folder.resolve("gradient.npy").toString()
    };
    return run(attribute).json().get("at_input").asDouble();
  }

  @Test
  void layers_ofATransformer_listTheirUnits() throws IOException {
    String model = folder.resolve("heads.onnx").toString();

    Ended table = run("layers", model);
    assertThat(table.err()).isEmpty();
    assertThat(table.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .contains(
            "attention.self.query | MatMul | 4 x 6 | 24 neurons, 6 channels, 2 heads, 4 tokens"
                + " | can be bypassed",
            "heads | MatMul | 2 x 4 x 3 | 24 neurons, 3 channels, 2 heads | can be bypassed",
            "attention.self | Reshape | 4 x 6 | 24 neurons, 6 channels, 2 heads, 4 tokens"
                + " | can be bypassed",
            "intermediate | Relu | 4 x 5 | 20 neurons, 5 channels, 4 tokens | cuts every path");

    JsonNode layers = new ObjectMapper().readTree(run("layers", model, "--json").out());
    for (JsonNode layer : layers) {
      if (layer.get("name").asText().equals("attention.self")) {
        assertThat(layer.get("units"))
            .extracting(JsonNode::asText)
            .containsExactly("neuron", "channel", "head", "token");
        assertThat(layer.get("heads").asInt()).isEqualTo(HeadsNetwork.HEADS);
      } else if (layer.get("name").asText().equals("intermediate")) {
        assertThat(layer.get("heads").asInt()).isZero();
      }
    }
  }

  @Test
  void run_byHeadAndToken_prunesThemAsOne() throws IOException {
    Path config =
        config(
            "attention.self",
            "[{by: layer-conductance, unit: head}, {by: layer-conductance, unit: token}]");
    Path out = folder.resolve("out");

    Ended ended = run("run", config.toString(), "--out", out.toString(), "--quiet");

    assertThat(ended.err()).isEmpty();
    JsonNode curves =
        new ObjectMapper().readTree(out.resolve("metrics.json").toFile()).get("curves");
    assertThat(curves).hasSize(4);
    JsonNode heads = curves.get(1);
    assertThat(heads.get("ranking").asText()).isEqualTo("layer-conductance-head");
    assertThat(heads.get("pruned").asInt()).isEqualTo(LENGTH / 2);
    double[] ranking = Npy.read(out.resolve("ranking-layer-conductance-head.npy")).toArray();
    assertThat(Arrays.stream(ranking).distinct()).hasSize(HeadsNetwork.HEADS);
    assertThat(heads.get("score").asDouble()).isCloseTo(scoreWithout(ranking), within(1e-12));
    double[] tokens = Npy.read(out.resolve("ranking-layer-conductance-token.npy")).toArray();
    assertThat(Arrays.stream(tokens).distinct()).hasSize(HeadsNetwork.TOKENS);
    assertThat(curves.get(3).get("pruned").asInt()).isEqualTo(LENGTH / 2);
    assertThat(out.resolve("curves.csv")).content().contains("layer-conductance-token,0.5,12,");
    assertThat(out.resolve("units.csv"))
        .content()
        .startsWith("ranking,unit,index,score\nlayer-conductance-head,head,0,")
        .contains("layer-conductance-token,token,3,")
        .hasLineCount(1 + HeadsNetwork.HEADS + HeadsNetwork.TOKENS);
    assertThat(out.resolve("figures/units.png")).exists();
    assertThat(out.resolve("report.html")).content().contains("conductance of heads");
  }

  @Test
  void run_byHeadsThatALayerLacks_isRefusedInOneLine() throws IOException {
    Path config = config("intermediate", "[{by: layer-conductance, unit: head}]");
    Path out = folder.resolve("refused");

    Ended ended = run("run", config.toString(), "--out", out.toString(), "--quiet");

    assertThat(ended.err())
        .isEqualTo(
            config
                + ":7 rankings.0: layer 'intermediate': has no heads to rank or prune, got neurons,"
                + " channels, tokens; layers with heads: attention.self.query, querys,"
                + " attention.self.key, keys, attention.self.value, values, products, shares,"
                + " heads, attention.self, mask\n");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(out).doesNotExist();
    assertThat(run("validate", config.toString()).err()).isEqualTo(ended.err());
  }
}
