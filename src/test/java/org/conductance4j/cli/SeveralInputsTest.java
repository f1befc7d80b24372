package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.cli.Ended.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.SeveralEnds;
import org.conductance4j.model.NetworkFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line with a network of two inputs and two outputs. */
class SeveralInputsTest {

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void writeNetwork() {
    NetworkFile.save(SeveralEnds.graph(1), folder.resolve("ends.zip"));
    array("picture.npy", 2, 2, 5, 4);
    array("facts.npy", 2, 3);
    array("three.npy", 3, 3);
    array("only.npy", 1, 43);
  }

  private static void array(String name, int... shape) {
    double[] values = new SplittableRandom(name.length()).doubles(Tensor.length(shape)).toArray();
    Npy.write(folder.resolve(name), Tensor.of(shape, values), Precision.FLOAT64);
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static Ended attribute(String method, String out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("attribute", path("ends.zip"), "--method", method, "--out", path(out)));
    args.addAll(List.of("--quiet", "--dtype", "float64"));
    for (String word : more) {
      args.add(word.replace("DIR", folder.toString()));
    }
    return run(args.toArray(String[]::new));
  }

  private static final String[] BOTH = {
    "--input", "facts=DIR/facts.npy", "--input", "picture=DIR/picture.npy"
  };

  private static String[] both(String... more) {
    String[] all = Arrays.copyOf(BOTH, BOTH.length + more.length);
    System.arraycopy(more, 0, all, BOTH.length, more.length);
    return all;
  }

  private static double[] sums(String file) {
    Tensor array = Npy.read(folder.resolve(file));
    double[] values = array.toArray();
    double[] sums = new double[2];
    for (int i = 0; i < values.length; i++) {
      sums[2 * i / values.length] += values[i];
    }
    return sums;
  }

  @Test
  void inputMethod_severalInputs_writesAFileForEachAndTheyAddUp() throws Exception {
    Ended ended = attribute("integrated-gradients", "ig.npy", both("--objective", "kind/logit:2"));

    assertThat(ended.err()).isEmpty();
    JsonNode line = new ObjectMapper().readTree(ended.out());
    assertThat(Npy.read(folder.resolve("ig-picture.npy")).shape()).containsExactly(2, 2, 5, 4);
    assertThat(Npy.read(folder.resolve("ig-facts.npy")).shape()).containsExactly(2, 3);
    assertThat(folder.resolve("ig.npy")).doesNotExist();
    for (int n = 0; n < 2; n++) {
      double change =
          line.get("at_input").get(n).asDouble() - line.get("at_baseline").get(n).asDouble();
      assertThat(sums("ig-picture.npy")[n] + sums("ig-facts.npy")[n])
          .isCloseTo(change, within(2e-3 * Math.abs(change)));
    }
  }

  @Test
  void heldInput_itsShare_isNone() throws Exception {
    attribute("integrated-gradients", "ig.npy", both("--objective", "logit:0", "--hold", "facts"));
    attribute(
        "layer-conductance",
        "told.npy",
        both("--objective", "logit:0", "--hold", "facts", "--layer", "told"));

    assertThat(Npy.read(folder.resolve("ig-facts.npy")).toArray()).containsOnly(0);
    assertThat(sums("ig-picture.npy")[0]).isNotZero();
    assertThat(Npy.read(folder.resolve("told.npy")).shape()).containsExactly(2, 4);
    assertThat(Npy.read(folder.resolve("told.npy")).toArray()).containsOnly(0);
  }

  @Test
  void regionOfOneInput_isItsShareOfTheAttribution() {
    attribute("integrated-gradients", "ig.npy", both("--objective", "logit:1"));
    attribute(
        "regional-conductance",
        "facts-only.npy",
        both("--objective", "logit:1", "--layer", "hidden", "--region", "facts"));

    assertThat(sums("facts-only.npy")[0]).isCloseTo(sums("ig-facts.npy")[0], within(1e-3));
  }

  @Test
  void outputWithoutAName_isSaidOnce() {
    Ended unnamed = attribute("gradient", "one.npy", both("--objective", "logit:1"));
    Ended named = attribute("gradient", "other.npy", both("--objective", "kind/logit:1"));

    assertThat(unnamed.err())
        .isEqualTo(
            "warning: the network has the outputs [kind, size] and the objective reads 'kind';"
                + " write OUTPUT/ before it to choose\n");
    assertThat(named.err()).isEmpty();
  }

  @Test
  void secondOutput_ofTheFirstInputAlone_ignoresTheOther() {
    Ended ended =
        attribute(
            "integrated-gradients",
            "size.npy",
            both("--objective", "size/probability:1", "--baseline", "picture=constant:0.5"));

    assertThat(ended.code()).isZero();
    assertThat(Npy.read(folder.resolve("size-facts.npy")).toArray()).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--input DIR/only.npy|--input: needs the name of one of the network's inputs [picture,"
            + " facts], got 'DIR/only.npy'; give NAME=DIR/only.npy",
        "--input facts=DIR/facts.npy|--input: is needed for each of the network's inputs [picture,"
            + " facts], got none for 'picture'; give --input picture=FILE",
        "--input fact=DIR/facts.npy|--input: needs the name of an input that exists, got 'fact';"
            + " did you mean 'facts'?",
        "--input facts=DIR/three.npy --input picture=DIR/picture.npy|--input: needs equally many"
            + " examples of each input, got 3 of 'facts' beside 2; give whole batches",
        "--input facts=DIR/facts.npy --input picture=DIR/picture.npy --hold fact|--hold: needs the"
            + " name of an input that exists, got 'fact'; did you mean 'facts'?",
        "--input facts=DIR/facts.npy --input facts=DIR/facts.npy|--input: must be given once, got"
            + " two for 'facts'; leave one out",
      })
  void wrongInputs_anyForm_isOneLine(String options, String message) {
    Ended ended =
        attribute(
            "integrated-gradients", "no.npy", (options + " --objective logit:0").split(" ", -1));

    assertThat(ended.err()).isEqualTo(message.replace("DIR", folder.toString()) + "\n");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void wrongOutput_isOneLineWithNearNames() {
    Ended ended = attribute("integrated-gradients", "no.npy", both("--objective", "kinds/logit:0"));

    assertThat(ended.err())
        .isEqualTo(
            "--objective: output: needs the name of one that exists, got 'kinds'; did you mean"
                + " 'kind'?\n");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void layers_shapesByName_areListedAndChecked() throws Exception {
    List<String> args = List.of("layers", path("ends.zip"), "--check", "--input-shape");
    List<String> named = new ArrayList<>(args);
    named.add("picture=2,5,4");

    Ended ended = run(named.toArray(String[]::new));

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .startsWith("checked: the forward pass equals that of DL4J 1.0.0-M2.1 to ");
    assertThat(ended.out()).contains("\nsize    OutputLayer");
    List<String> plain = new ArrayList<>(args);
    plain.add("2,5,4");
    assertThat(run(plain.toArray(String[]::new)).err())
        .isEqualTo(
            "--input-shape: needs the name of one of the network's inputs [picture, facts], got"
                + " '2,5,4'; give NAME=2,5,4\n");
    assertThat(Files.exists(folder.resolve("ends.zip"))).isTrue();
  }
}
