package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.model.onnx.HeadsNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of prune on a network of a few channels. */
class PruneCommandTest {

  /** Rows and columns of the first convolution, which does not pad. */
  private static final int SIDE = TinyNetwork.SIZE - 2;

  private static final String INPUT = "3," + TinyNetwork.SIZE + "," + TinyNetwork.SIZE;

  @TempDir private static Path folder = Path.of("");

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @BeforeAll
  static void writeNetwork() throws IOException {
    TinyNetwork.write(folder);
    write("neurons.npy", 4, SIDE, SIDE);
    write("examples.npy", 3, 4, SIDE, SIDE);
    write("channels.npy", 4);
    write("strange.npy", 5, 2);
  }

  /** Scores that fall from the first element to the last. */
  private static void write(String name, int... shape) {
    double[] scores = new double[Tensor.length(shape)];
    Arrays.setAll(scores, i -> -i);
    Npy.write(folder.resolve(name), Tensor.of(shape, scores));
  }

  @Test
  void structural_halfOfTheChannels_removesTheFirstTwo() throws IOException {
    JsonNode line = prune("--ranking", path("neurons.npy"), "--fraction", "0.5", "--structural");

    assertThat(line.get("unit").asText()).isEqualTo("channel");
    assertThat(line.get("pruned").asInt()).isEqualTo(2);
    assertThat(line.get("channels_removed").asInt()).isEqualTo(2);
    assertThat(line.get("largest_difference").asDouble()).isLessThan(1e-6);
    for (String figure : List.of("bytes", "parameters", "flops")) {
      assertThat(line.at("/after/" + figure).asLong())
          .as(figure)
          .isLessThan(line.at("/before/" + figure).asLong());
    }
    assertThat(line.at("/after/forward_ms").asDouble()).isPositive();
    assertThat(line.at("/before/dl4j_forward_ms").asDouble()).isPositive();
    assertThat(run("layers", path("pruned.zip"), "--input-shape", INPUT)).isZero();
    assertThat(output.toString()).contains("2 x " + SIDE + " x " + SIDE);
  }

  @Test
  void neurons_aTenth_areMaskedByALayer() throws IOException {
    JsonNode line = prune("--ranking", path("neurons.npy"), "--fraction", "0.1");

    assertThat(line.get("unit").asText()).isEqualTo("neuron");
    assertThat(line.get("pruned").asInt()).isEqualTo(4 * SIDE * SIDE / 10);
    assertThat(line.get("units").asInt()).isEqualTo(4 * SIDE * SIDE);
    assertThat(line.get("changed").get(0).asText()).isEqualTo("first.mask");
  }

  @Test
  void scoresOfChannels_aHalf_zeroWeights() throws IOException {
    JsonNode line = prune("--ranking", path("channels.npy"), "--fraction", "0.5");

    assertThat(line.get("unit").asText()).isEqualTo("channel");
    assertThat(line.get("changed").get(0).asText()).isEqualTo("first");
    assertThat(line.get("channels_removed").asInt()).isZero();
    assertThat(line.at("/after/parameters")).isEqualTo(line.at("/before/parameters"));
  }

  @Test
  void scoresOfExamples_areAveraged() throws IOException {
    JsonNode line =
        prune("--ranking", path("examples.npy"), "--fraction", "0.25", "--unit", "channel");

    assertThat(line.get("pruned").asInt()).isEqualTo(1);
  }

  @Test
  void savedPlan_prunesTheSame() throws IOException {
    prune("--ranking", path("neurons.npy"), "--fraction", "0.1", "--save-plan", path("plan.json"));
    byte[] ranked = Files.readAllBytes(folder.resolve("pruned.zip"));
    output.getBuffer().setLength(0);

    int code =
        run("prune", path("tiny.zip"), "--plan", path("plan.json"), "--out", path("pruned.zip"));

    assertThat(code).as(errors.toString()).isZero();
    assertThat(new ObjectMapper().readTree(output.toString()).get("pruned").asInt())
        .isEqualTo(4 * SIDE * SIDE / 10);
    assertThat(Files.size(folder.resolve("pruned.zip"))).isEqualTo(ranked.length);
  }

  @Test
  void planOfAnotherNetwork_isRefused() throws IOException {
    Path plan = folder.resolve("other.json");
    Files.writeString(
        plan,
        """
        {"network": "0123456789abcdef", "layer": "first", "unit": "channel", "indices": [0]}
        """);

    assertThat(run("prune", path("tiny.zip"), "--plan", plan.toString(), "--out", path("no.zip")))
        .isEqualTo(2);
    assertThat(errors.toString())
        .startsWith(
            "--plan: was made for another network, with the fingerprint 0123456789ab…, got ")
        .endsWith("; give the network that it was made for" + System.lineSeparator());
    assertThat(folder.resolve("no.zip")).doesNotExist();
  }

  @Test
  void onnxFile_isMaskedInAnOnnxFile() throws IOException {
    Files.write(folder.resolve("heads.onnx"), HeadsNetwork.file());
    write("hidden.npy", HeadsNetwork.TOKENS, HeadsNetwork.HIDDEN);
    String[] pruned = {
      "prune",
      path("heads.onnx"),
      "--ranking",
      path("hidden.npy"),
      "--layer",
      "intermediate",
      "--fraction",
      "0.4",
      "--unit",
      "channel",
      "--out",
      path("pruned.onnx")
    };

    assertThat(run(pruned)).as(errors.toString()).isZero();
    JsonNode line = new ObjectMapper().readTree(output.toString());
    assertThat(line.get("network").asText()).isEqualTo("ONNX");
    assertThat(line.get("pruned").asInt()).isEqualTo(2);
    assertThat(line.get("neurons").asInt()).isEqualTo(2 * HeadsNetwork.TOKENS);
    assertThat(run("layers", path("pruned.onnx"), "--check")).as(errors.toString()).isZero();

    pruned[11] = path("no.zip");
    assertThat(run(pruned)).isEqualTo(2);
    assertThat(errors.toString())
        .startsWith("--out: must end in .onnx for an ONNX network, got ")
        .hasLineCount(1);
    assertThat(folder.resolve("no.zip")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ranking neurons.npy --layer first --fraction 1 | --fraction: must lie in [0, 1), got"
            + " 1.0; 0.01 prunes one unit in a hundred",
        "--ranking strange.npy --layer first --fraction 0.5 | --ranking: needs scores of the"
            + " layer's shape [4, 10, 10] or of its 4 channels, got [5, 2]; rank this layer",
        "--ranking neurons.npy --layer fist --fraction 0.5 | --layer: needs the name of one that"
            + " exists, got 'fist'; did you mean 'first'?",
        "--ranking neurons.npy --fraction 0.5 | --layer: is needed with --ranking, got none; give"
            + " it",
        "--layer first | prune: needs one of --plan and --ranking, got neither; give --ranking"
            + " FILE.npy --layer L --fraction F, or --plan PLAN.json",
        "--ranking neurons.npy --layer first --fraction 0.5 --unit row | --unit: must be one of"
            + " [neuron, channel, head, token], got 'row'; choose one",
        "--ranking neurons.npy --layer first --fraction 0.5 --unit head | layer 'first': has no"
            + " heads to rank or prune, got neurons, channels; no layer of this network has them,"
            + " choose one of these units",
      })
  void wrongInput_endsWithTwoAndOneLine(String arguments, String message) {
    List<String> words =
        Arrays.stream(arguments.trim().split(" "))
            .map(word -> word.endsWith(".npy") ? path(word) : word)
            .toList();
    String[] all = new String[words.size() + 6];
    Arrays.setAll(all, i -> i < words.size() ? words.get(i) : "");
    String[] rest = {"prune", path("tiny.zip"), "--out", path("no.zip"), "--input-shape", INPUT};
    System.arraycopy(all, 0, all, 6, words.size());
    System.arraycopy(rest, 0, all, 0, 6);

    assertThat(run(all)).isEqualTo(2);
    assertThat(errors.toString()).isEqualToIgnoringNewLines(message);
    assertThat(folder.resolve("no.zip")).doesNotExist();
  }

  private JsonNode prune(String... options) throws IOException {
    String[] all = new String[options.length + 6];
    String[] first = {"prune", path("tiny.zip"), "--layer", "first", "--out", path("pruned.zip")};
    System.arraycopy(first, 0, all, 0, 6);
    System.arraycopy(options, 0, all, 6, options.length);
    assertThat(run(all)).as(errors.toString()).isZero();
    assertThat(output.toString().lines()).hasSize(1);
    return new ObjectMapper().readTree(output.toString());
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(output, true), new PrintWriter(errors, true), args);
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }
}
