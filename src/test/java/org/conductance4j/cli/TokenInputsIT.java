package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.cli.Ended.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.model.onnx.TokenNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line with an ONNX network of tokens, a mask and token types. */
class TokenInputsIT {

  private static final String GIVEN =
      "--input ids=DIR/ids.npy --input mask=DIR/mask.npy --input types=DIR/types.npy";

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void writeFiles() throws IOException {
    Files.write(folder.resolve("tokens.onnx"), TokenNetwork.file());
    array("ids.npy", new int[] {1, 4}, 1, 6, 2, 0);
    array("others.npy", new int[] {1, 4}, 3, 3, 3, 3);
    array("mask.npy", new int[] {1, 4}, 1, 1, 1, 0);
    array("all.npy", new int[] {1, 4}, 1, 1, 1, 1);
    array("types.npy", new int[] {1, 4}, 0, 0, 1, 1);
    array("two-ids.npy", new int[] {2, 4}, 1, 6, 2, 0, 5, 4, 3, 0);
    array("two-masks.npy", new int[] {2, 4}, 1, 1, 1, 0, 1, 1, 1, 1);
    array("beyond.npy", new int[] {1, 4}, 1, 7, 2, 0);
    array("short.npy", new int[] {1, 3}, 1, 1, 1);
    array("vector.npy", new int[] {1, 2}, 3, 4);
    array("token.npy", new int[] {1, 3}, 0.5, -0.5, 0.25);
  }

  private static void array(String name, int[] shape, double... values) {
    Npy.write(folder.resolve(name), Tensor.of(shape, values), Precision.FLOAT64);
  }

  private static Ended attribute(String method, String out, String more) {
    List<String> args =
        new ArrayList<>(
            List.of("attribute", folder.resolve("tokens.onnx").toString(), "--method", method));
    args.addAll(List.of("--out", folder.resolve(out).toString(), "--quiet", "--dtype", "float64"));
    args.addAll(Arrays.asList(more.replace("DIR", folder.toString()).split(" ")));
    return run(args.toArray(String[]::new));
  }

  private static double sum(String file) {
    return Npy.read(folder.resolve(file)).sum();
  }

  private static double score(String objective) throws IOException {
    Ended ended = attribute("gradient", "score.npy", GIVEN + " --objective " + objective);
    assertThat(ended.err()).isEmpty();
    return ended.json().get("at_input").asDouble();
  }

  @Test
  void tokens_attributions_addUpToTheDifference() throws IOException {
    String asked = " --objective probability:1 --rule gauss-legendre --steps 64";
    Ended ended = attribute("integrated-gradients", "ig.npy", GIVEN + asked);

    assertThat(ended.err()).isEmpty();
    JsonNode line = ended.json();
    double change = line.get("at_input").asDouble() - line.get("at_baseline").asDouble();
    assertThat(Npy.read(folder.resolve("ig.npy")).shape()).containsExactly(1, 4, 3);
    assertThat(change).isNotZero();
    assertThat(sum("ig.npy")).isCloseTo(change, within(1e-9));

    String layer = asked + " --layer attention";
    attribute("layer-conductance", "lc.npy", GIVEN + layer);
    attribute("regional-conductance", "first.npy", GIVEN + layer + " --region ids=range:0,1");
    attribute("regional-conductance", "rest.npy", GIVEN + layer + " --region range:1,4");
    assertThat(sum("lc.npy")).isCloseTo(change, within(1e-9));
    assertThat(sum("first.npy")).isCloseTo(tokens("ig.npy", 0, 1), within(1e-9));
    assertThat(sum("rest.npy")).isCloseTo(tokens("ig.npy", 1, 4), within(1e-9));
  }

  private static double tokens(String file, int from, int to) {
    double[] values = Npy.read(folder.resolve(file)).toArray();
    return Arrays.stream(values, from * 3, to * 3).sum();
  }

  @Test
  void baselines_ofTokens_areOtherTokensOrVectors() throws IOException {
    String asked = GIVEN + " --objective logit:0 --rule gauss-legendre --steps 64 --baseline ";
    for (String baseline :
        List.of("ids=DIR/others.npy", "DIR/token.npy", "constant:0.5", "ids=constant:0")) {
      JsonNode line = attribute("integrated-gradients", "ig.npy", asked + baseline).json();
      double change = line.get("at_input").asDouble() - line.get("at_baseline").asDouble();

      assertThat(sum("ig.npy")).as(baseline).isCloseTo(change, within(1e-6));
    }
  }

  @Test
  void batch_ofOtherMasks_isThatOfEachByItself() {
    String asked = " --input types=DIR/types.npy --objective logit:1 --rule midpoint --steps 4";
    attribute(
        "integrated-gradients",
        "both.npy",
        "--input DIR/two-ids.npy --input mask=DIR/two-masks.npy" + asked);
    attribute(
        "integrated-gradients", "one.npy", "--input DIR/ids.npy --hold mask=DIR/mask.npy" + asked);

    double[] both = Npy.read(folder.resolve("both.npy")).toArray();
    assertThat(both).hasSize(24);
    assertThat(Arrays.copyOf(both, 12))
        .containsExactly(Npy.read(folder.resolve("one.npy")).toArray());
  }

  @Test
  void objectives_ofLogits_areThoseThatAreAskedFor() throws IOException {
    double first = score("logit:0");
    double second = score("logit:1");
    double share = 1 / (1 + Math.exp(second - first));

    assertThat(score("probability:0")).isCloseTo(share, within(1e-12));
    assertThat(score("softmax:0")).isCloseTo(share, within(1e-12));
    assertThat(score("token:0")).isCloseTo(share, within(1e-12));
    assertThat(score("log-probability:0")).isCloseTo(Math.log(share), within(1e-12));
    assertThat(score("sigmoid:1")).isCloseTo(1 / (1 + Math.exp(-second)), within(1e-12));
    assertThat(score("logits/element:1")).isEqualTo(second);
    assertThat(score("cosine:" + folder.resolve("vector.npy")))
        .isCloseTo((3 * first + 4 * second) / (5 * Math.hypot(first, second)), within(1e-12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--input ids=DIR/beyond.npy --input mask=DIR/mask.npy --input types=DIR/types.npy|--input:"
            + " input 'ids': needs tokens, numbers from 0 to 6, got 7 at element 1; give what the"
            + " network was trained on",
        "--input DIR/ids.npy --input mask=DIR/mask.npy|--input: is needed for each of the network's"
            + " inputs [mask, ids, types], got none for 'types'; give --input types=FILE",
        "--input DIR/ids.npy --input mask=DIR/mask.npy --input typos=DIR/types.npy|--input: needs"
            + " the name of an input that exists, got 'typos'; did you mean 'types'?",
        "--input DIR/ids.npy --hold mask=DIR/mask.npy --hold typos=DIR/types.npy|--hold: needs the"
            + " name of an input that exists, got 'typos'; did you mean 'types'?",
        "--input DIR/ids.npy --input mask=DIR/mask.npy --input types=DIR/types.npy --baseline"
            + " mask=constant:0|--input: input 'mask': must be real numbers, a picture of bytes, or"
            + " tokens that an embedding looks up, to be explained, got INT64; hold it, or leave its"
            + " baseline out",
      })
  void wrongInputs_anyForm_isOneLine(String given, String message) {
    Ended ended = attribute("gradient", "bad.npy", given + " --objective logit:0");

    assertThat(ended.err()).isEqualTo(message + "\n");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(folder.resolve("bad.npy")).doesNotExist();
  }

  @Test
  void maskOfAnotherLength_isOneLine() {
    Ended ended =
        attribute(
            "gradient", "bad.npy", GIVEN.replace("mask.npy", "short.npy") + " --objective logit:0");

    assertThat(ended.err()).contains("(Add)").contains("shapes that do not fit").hasLineCount(1);
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void layers_ofTokens_needALength() throws IOException {
    String model = folder.resolve("tokens.onnx").toString();

    assertThat(run("layers", model).code()).isEqualTo(2);
    Ended ended = run("layers", model, "--input-shape", "ids=5");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).contains("attention").contains("5 x 3");
  }

  private static Ended check(String more) {
    List<String> args =
        new ArrayList<>(List.of("layers", folder.resolve("tokens.onnx").toString(), "--check"));
    args.addAll(Arrays.asList(more.replace("DIR", folder.toString()).split(" ")));
    return run(args.toArray(String[]::new));
  }

  @Test
  void layers_checkedAtTokens_areComparedWithOnnxRuntime() {
    for (String given : List.of("--input-shape ids=5", GIVEN)) {
      Ended ended = check(given);

      assertThat(ended.err()).isEmpty();
      assertThat(ended.out()).contains("checked: the forward pass equals that of ONNX Runtime 1.");
    }
  }

  @Test
  void layers_checkedWithAnExpectedOutput_sayHowFarItIs() throws IOException {
    double first = score("logit:0");
    double second = score("logit:1");
    array("right.npy", new int[] {1, 2}, first, second);
    array("wrong.npy", new int[] {1, 2}, first, second + 0.01 * Math.abs(first));
    array("longer.npy", new int[] {1, 3}, first, second, 0);

    Ended right = check(GIVEN + " --expect DIR/right.npy");
    assertThat(right.err()).isEmpty();
    assertThat(right.out()).contains("checked: the forward pass equals ").contains("right.npy to");
    assertThat(check(GIVEN + " --expect logits=DIR/right.npy").code()).isZero();

    Ended wrong = check(GIVEN + " --expect DIR/wrong.npy");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err())
        .contains("tokens.onnx: the output differs from the expected one by")
        .contains("more than 1.0e-04: at element 1 it is " + (float) second);
    assertThat(check(GIVEN + " --expect DIR/wrong.npy --tolerance 0.5").code()).isZero();
    assertThat(check(GIVEN + " --expect DIR/longer.npy").err())
        .isEqualTo(
            "--expect: needs the 2 numbers of the output 'logits', got 3; give that, or OUTPUT=FILE"
                + " of another output: [logits]\n");
    assertThat(check("--expect DIR/right.npy").err()).startsWith("--expect: goes with --input");
    assertThat(run("layers", folder.resolve("tokens.onnx").toString(), "--input", "x.npy").err())
        .isEqualTo("--input: goes with --check, got [x.npy]; give --check\n");
  }

  @Test
  void config_ofSeveralInputs_runsAStudy() throws IOException {
    Path config = folder.resolve("tokens.yaml");
    Files.writeString(
        config,
        """
        experiment: tokens
        model: {weights: tokens.onnx}
        inputs: {ids: {array: ids.npy}, mask: {array: mask.npy}, types: {array: types.npy, hold: true}}
        objective: probability:1
        layer: attention
        region: range:0,2
        path: {rule: midpoint, steps: 16}
        rankings: [layer-conductance]
        fractions: [0, 0.5]
        dtype: float64
        """);

    assertThat(run("validate", config.toString()).err()).isEmpty();
    Ended ended =
        run("run", config.toString(), "--out", folder.resolve("out").toString(), "--quiet");

    assertThat(ended.err()).isEmpty();
    JsonNode metrics =
        new ObjectMapper().readTree(folder.resolve("out").resolve("metrics.json").toFile());
    JsonNode sums = metrics.get("input_attribution");
    assertThat(metrics.get("objective").get("at_input").asDouble())
        .isCloseTo(score("probability:1"), within(1e-12));
    assertThat(Files.readString(folder.resolve("out").resolve("provenance.json")))
        .containsPattern("compared_with\" : \\{\\s*\"name\" : \"ONNX Runtime 1\\.");
    assertThat(sums.get("inside").asDouble() + sums.get("outside").asDouble())
        .isCloseTo(sums.get("all").asDouble(), within(1e-9));
    Files.writeString(config, Files.readString(config).replace(", types: {", ", typo: {"));
    assertThat(run("validate", config.toString()).err())
        .contains("tokens.yaml:3 inputs: needs the name of one that exists, got 'typo'");
  }
}
