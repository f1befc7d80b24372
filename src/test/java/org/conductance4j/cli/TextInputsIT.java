package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.cli.Ended.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.experiment.input.TokenizerFiles;
import org.conductance4j.model.onnx.TokenNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line with a sentence as the input of an ONNX network. */
class TextInputsIT {

  private static final String SENTENCE = "--input text:DIR/s.txt --tokenizer DIR/wordpiece.json";

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void writeFiles() throws IOException {
    Files.write(
        folder.resolve("tokens.onnx"),
        TokenNetwork.file("attention_mask", "input_ids", "token_type_ids"));
    Files.write(folder.resolve("other.onnx"), TokenNetwork.file("extra", "ids", "types"));
    TokenizerFiles.wordPiece(folder);
    Files.writeString(folder.resolve("s.txt"), "Red lights light red\n");
    Files.writeString(folder.resolve("other.txt"), "light light lights red\n");
    Files.writeString(folder.resolve("short.txt"), "red\n");
  }

  private static Ended attribute(String network, String method, String more) {
    List<String> args =
        new ArrayList<>(List.of("attribute", path(network), "--method", method, "--out"));
    args.addAll(List.of(path("out.npy"), "--quiet", "--dtype", "float64"));
    args.addAll(Arrays.asList(more.replace("DIR", folder.toString()).split(" ")));
    return run(args.toArray(String[]::new));
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource({"pad", "mask", "constant:0", "text:DIR/other.txt"})
  void words_scores_addUpToTheDifference(String baseline) throws IOException {
    String asked = " --objective logit:1 --rule gauss-legendre --steps 64 --baseline " + baseline;

    Ended ended = attribute("tokens.onnx", "integrated-gradients", SENTENCE + asked);

    assertThat(ended.err()).isEmpty();
    JsonNode line = ended.json();
    double change = line.get("at_input").asDouble() - line.get("at_baseline").asDouble();
    double sum = 0;
    List<String> words = new ArrayList<>();
    for (JsonNode word : line.get("words")) {
      words.add(word.get("word").asText());
      sum += word.get("score").asDouble();
    }
    assertThat(words).containsExactly("Red", "lights", "light", "red", "[SEP]");
    assertThat(change).isNotZero();
    assertThat(sum).isCloseTo(change, within(1e-9));
    assertThat(Npy.read(folder.resolve("out.npy")).shape()).containsExactly(1, 6, 3);
  }

  @Test
  void regions_ofWords_areTheirTokens() throws IOException {
    String asked =
        " --objective logit:1 --baseline mask --layer attention --rule gauss-legendre --steps 16";
    for (String[] alike :
        new String[][] {
          {"word:lights", "range:1,3"},
          {"word:red", "range:0,1+range:4,5"},
          {"word:red#2", "range:4,5"},
          {"not:word:lights", "range:0,1+range:3,6"}
        }) {
      attribute("tokens.onnx", "regional-conductance", SENTENCE + asked + " --region " + alike[0]);
      double[] word = Npy.read(folder.resolve("out.npy")).toArray();
      attribute("tokens.onnx", "regional-conductance", SENTENCE + asked + " --region " + alike[1]);

      assertThat(word).as(alike[0]).containsExactly(Npy.read(folder.resolve("out.npy")).toArray());
    }
  }

  @Test
  void cosine_withTheSameSentence_isOne() throws IOException {
    String asked = " --baseline pad --objective cosine:text:DIR/";
    JsonNode same =
        attribute("tokens.onnx", "integrated-gradients", SENTENCE + asked + "s.txt").json();
    JsonNode other =
        attribute("tokens.onnx", "integrated-gradients", SENTENCE + asked + "other.txt").json();

    assertThat(same.get("at_input").asDouble()).isCloseTo(1, within(1e-6));
    assertThat(other.get("at_input").asDouble()).isLessThan(1 - 1e-6);
  }

  @Test
  void run_ofAPair_writesWords() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            experiment: words
            model: {weights: tokens.onnx}
            input: {text: [red lights, light], tokenizer: wordpiece.json}
            objective: logit:1
            baseline: mask
            layer: attention
            region: word:lights
            rankings: [regional-conductance]
            fractions: [0.3]
            """);
    assertThat(run("validate", config.toString()).code()).isZero();

    Ended ended = run("run", config.toString(), "--out", path("result"), "--quiet");

    assertThat(ended.code()).as(ended.err()).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("result/words.csv"));
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).isEqualTo("word,from,to,score");
    assertThat(lines.get(2)).startsWith("lights,1,3,");
    double sum =
        lines.stream()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[3]))
            .sum();
    assertThat(sum)
        .isCloseTo(Npy.read(folder.resolve("result/attributions/input.npy")).sum(), within(1e-6));
    assertThat(Files.readString(folder.resolve("result/report.html"))).contains("lights");
    assertThat(Files.readString(folder.resolve("result/provenance.json"))).contains("tokenizer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokens.onnx | --input text:DIR/s.txt | --tokenizer: is needed with --input text:FILE, got"
            + " none; give tokenizer.json",
        "tokens.onnx | SENTENCE --baseline text:DIR/short.txt | --baseline: needs a text of the"
            + " input's 6 tokens, got 2 in 'DIR/short.txt'; write another, or take pad or mask",
        "other.onnx | SENTENCE | --input: input 'extra': must be one that follows from a text, such"
            + " as attention_mask, got another; give each input its array",
        "tokens.onnx | SENTENCE --method regional-conductance --layer attention --region word:blue"
            + " | --region: needs a word of the text, got 'word:blue'; choose of [Red, lights,"
            + " light, red, [SEP]]",
      })
  void wrongInput_endsWithTwoAndOneLine(String network, String given, String message) {
    String asked = given.replace("SENTENCE", SENTENCE).strip() + " --objective logit:1";
    String method = asked.contains("--method") ? "" : "integrated-gradients";
    Ended ended =
        method.isEmpty()
            ? attribute(
                network,
                "regional-conductance",
                asked.replace(" --method regional-conductance", ""))
            : attribute(network, method, asked);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).isEqualToIgnoringNewLines(message.replace("DIR", folder.toString()));
  }
}
