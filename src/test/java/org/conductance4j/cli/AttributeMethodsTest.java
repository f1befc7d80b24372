package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/** Every method from the command line, on DL4J zips of a few neurons. */
class AttributeMethodsTest {

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void writeNetworks() throws IOException {
    ModelSerializer.writeModel(
        SmallNetworks.multiLayer(), folder.resolve("ml.zip").toFile(), false);
    ModelSerializer.writeModel(SmallNetworks.tanh(), folder.resolve("t.zip").toFile(), false);
    ModelSerializer.writeModel(
        SmallNetworks.residual(1, Activation.TANH), folder.resolve("r.zip").toFile(), false);
    write("hundred.npy", 0, 100, 0);
    write("nine.npy", 0, 5, 4);
    write("x.npy", 1, -2, 1.5);
    write("shifted.npy", 0, 80, 0);
    write("below.npy", 0, -20, 0);
    Npy.write(folder.resolve("odd.npy"), Tensor.of(new int[] {3}, new double[] {1, 0, 1}));
    Npy.write(
        folder.resolve("two.npy"),
        Tensor.of(new int[] {2, 3}, new double[] {1, -2, 1.5, -1, 0.5, 2}));
    double[] pictures = new double[2 * 128];
    Arrays.setAll(pictures, i -> Math.sin(i));
    Npy.write(folder.resolve("pictures.npy"), Tensor.of(new int[] {2, 2, 8, 8}, pictures));
    Npy.write(folder.resolve("wide.npy"), Tensor.of(new int[] {1, 4}, new double[4]));
  }

  private static void write(String file, double... x) throws IOException {
    Npy.write(folder.resolve(file), Tensor.of(new int[] {1, x.length}, x));
  }

  private static Ended attribute(String model, String options) {
    List<String> args = new ArrayList<>(List.of("attribute", "DIR/" + model, "--out", "DIR/o.npy"));
    args.addAll(List.of(options.split(" ", -1)));
    return Ended.run(
        args.stream().map(word -> word.replace("DIR", folder.toString())).toArray(String[]::new));
  }

  private static Tensor array() {
    return Npy.read(folder.resolve("o.npy"));
  }

  /** Captum's values (tests/attr, version 0.8, commit faac087), within 1e-4 of the change, 390. */
  @ParameterizedTest
  @CsvSource({
    "--method layer-conductance --layer linear1 --input DIR/hundred.npy, 1x4, 90;100;100;100",
    "--method layer-conductance --layer 3 --input DIR/hundred.npy, 1x2, 390;0",
    "--method neuron-conductance --layer 1 --neuron 0 --input DIR/hundred.npy, 1x3, 0;90;0",
    "--method neuron-integrated-gradients --layer relu --neuron 1 --input DIR/nine.npy, 1x3, 0;5;4",
    "--method layer-gradient-times-activation --layer linear1 --input DIR/hundred.npy, 1x4,"
        + " 90;101;101;101",
  })
  void attribute_multiLayer_isThePublishedValue(String options, String shape, String expected)
      throws IOException {
    Ended ended = attribute("ml.zip", options + " --objective logit:0 --tolerance 1e-5");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(array().shape()).containsExactly(integers(shape));
    assertThat(array().toArray()).containsExactly(numbers(expected), offset(0.02));
    assertThat(ended.json().fieldNames())
        .toIterable()
        .containsSubsequence(
            "method",
            "sum",
            "at_input",
            "at_baseline",
            "completeness_error",
            "nodes",
            "passes",
            "seconds");
    assertThat(ended.json().get("sum").asDouble()).isEqualTo(array().sum(), offset(1e-3));
  }

  @Test
  void attribute_internalInfluenceFromAFile_isThePublishedValue() {
    attribute(
        "ml.zip",
        "--method internal-influence --layer linear1 --objective logit:0 --input DIR/shifted.npy"
            + " --baseline DIR/below.npy --rule midpoint --steps 500");

    assertThat(array().toArray()).containsExactly(new double[] {.7, .81, .81, .81}, offset(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "layer-integrated-gradients --layer tanh,"
        + " .139312969650;.102793070994;-.007718127080;.115394041044",
    "internal-influence --layer tanh, .122195023484;-.099283456581;.007637188968;.084009078645",
    "neuron-conductance --layer tanh --neuron 1, .027743881519;.083231644558;-.010403955570",
  })
  void attribute_smoothNetwork_isTheReference(String options, String expected) {
    attribute(
        "t.zip",
        "--method "
            + options
            + " --objective probability:0 --input DIR/x.npy --dtype float64"
            + " --rule gauss-legendre --steps 64");

    assertThat(array().toArray()).containsExactly(numbers(expected), offset(1e-11));
  }

  @ParameterizedTest
  @CsvSource({
    "gradient, 2x3",
    "gradient-times-input, 2x3",
    "integrated-gradients, 2x3",
    "expected-gradients --baseline draws:3;uniform:1;gaussian:0.1_5;constant:0, 2x3",
    "layer-conductance --layer tanh, 2x4",
    "regional-conductance --layer tanh --region mask:DIR/odd.npy, 2x4",
    "internal-influence --layer tanh, 2x4",
    "layer-integrated-gradients --layer 0, 2x4",
    "layer-gradient-times-activation --layer tanh, 2x4",
    "neuron-integrated-gradients --layer tanh --neuron 3, 2x3",
    "neuron-conductance --layer tanh --neuron 3, 2x3",
    "neuron-conductance --layer tanh --neuron 3 --neuron 0, 2x2x3",
    "gradient --smooth 4_0.1_7, 2x3",
  })
  void attribute_batchOfAnyMethod_equalsOneByOne(String options, String shape) throws IOException {
    String common =
        "--objective probability:0 --dtype float64 --method " + options.replace('_', ',');
    Ended both = attribute("t.zip", common + " --input DIR/two.npy");
    Tensor batch = array();
    attribute("t.zip", common + " --input DIR/x.npy");

    assertThat(both.err()).isEmpty();
    assertThat(batch.shape()).containsExactly(integers(shape));
    assertThat(Arrays.copyOf(batch.toArray(), batch.length() / 2)).isEqualTo(array().toArray());
    JsonNode line = both.json();
    for (String key : List.of("sum", "at_input", "at_baseline", "completeness_error", "nodes")) {
      assertThat(line.get(key)).as(key).hasSize(2);
    }
    assertThat(line.get("sum").get(0).asDouble() + line.get("sum").get(1).asDouble())
        .isEqualTo(batch.sum(), offset(1e-12));
  }

  @Test
  void attribute_gridOfRegions_sumsToTheLayerAtOneJvpEach() throws IOException {
    String common =
        "--layer add --objective probability:1 --input DIR/pictures.npy --rule midpoint --steps 10"
            + " --dtype float64 --method ";
    JsonNode one = attribute("r.zip", common + "regional-conductance --region box:0,2,0,2").json();
    JsonNode many = attribute("r.zip", common + "regional-conductance --region grid:8x8").json();
    Tensor regions = array();
    attribute("r.zip", common + "layer-conductance");
    Tensor whole = array();

    assertThat(regions.shape()).containsExactly(2, 64, 4, 8, 8);
    for (int j = 0; j < 256; j++) {
      double sum = 0;
      for (int region = 0; region < 64; region++) {
        sum += regions.get(256 * region + j);
      }
      assertThat(sum).isEqualTo(whole.get(j), offset(1e-14));
    }
    int nodes = 2 * 10;
    assertThat(many.at("/passes/jvp").asInt() - one.at("/passes/jvp").asInt())
        .isEqualTo(nodes * 63);
    assertThat(many.at("/passes/vjp").asInt()).isEqualTo(one.at("/passes/vjp").asInt());
  }

  @Test
  void attribute_expectedGradients_tellsTheStandardError() throws IOException {
    Ended ended =
        attribute(
            "t.zip",
            "--method expected-gradients --objective probability:0 --input DIR/x.npy --baseline"
                + " DIR/two.npy --dtype float64 --tolerance 1e-6 --standard-error DIR/e.npy");

    // of two draws the standard error is half of the distance; the first draw is the input itself
    Tensor mean = array();
    Tensor errors = Npy.read(folder.resolve("e.npy"));
    assertThat(errors.shape()).containsExactly(1, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(errors.get(i)).isEqualTo(Math.abs(mean.get(i)), offset(1e-12));
    }
    JsonNode line = ended.json();
    double change = line.get("at_input").asDouble() - line.get("at_baseline").asDouble();
    assertThat(line.get("standard_error").asDouble()).isEqualTo(Math.abs(change), offset(1e-6));
    assertThat(line.get("sum").asDouble()).isEqualTo(change, offset(1e-6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "neuron-conductance --layer tanh|--neuron: is needed by neuron-conductance, got none; its"
            + " index on each axis, such as 17,12,9",
        "neuron-conductance --layer tanh --neuron 4|--neuron: must lie in layer 'tanh' of shape"
            + " [4], got [4]; give an index from 0 for each axis",
        "neuron-conductance --layer tanh --neuron 0,1|--neuron: must lie in layer 'tanh' of shape"
            + " [4], got [0, 1]; give an index from 0 for each axis",
        "neuron-conductance --layer tanh --neuron one|--neuron: needs whole numbers with commas"
            + " between them, got 'one'; write one for each axis of the layer, such as 17,12,9",
        "neuron-conductance --layer tanh --neuron 1 --rule published|--rule: must have a derivative"
            + " of the lower part for neuron-conductance, got published; choose right or adaptive",
        "gradient --layer tanh|--layer: has no meaning for gradient, got 'tanh'; leave it out",
        "layer-conductance --layer tanh --neuron 1|--neuron: has no meaning for layer-conductance,"
            + " got '1'; leave it out",
        "integrated-gradients --baseline draws:4;uniform:1|--baseline: must be one baseline, got"
            + " 'draws:4;uniform:1'; a distribution goes with the method expected-gradients alone",
        "integrated-gradients --baseline DIR/wide.npy|--baseline: input 'input': needs shape [3],"
            + " got [4]; give one example as the network takes it",
        "expected-gradients --baseline draws:0;uniform:1|--baseline: the number of draws must lie"
            + " between 1 and 65536, got 'draws:0;uniform:1'; write draws:16;uniform:1",
        "expected-gradients --baseline draws:9;DIR/two.npy|--baseline: needs as many examples as"
            + " are drawn from it, got 2 in 'DIR/two.npy'; draw fewer",
        "integrated-gradients --tolerance 1e-9|--tolerance: must be at least 1.0E-6, the rounding"
            + " of this precision, got 1.0E-9; choose a larger one or float64",
        "integrated-gradients --rule midpoint --steps 2000000|--steps: must lie between 1 and"
            + " 1048576, got 2000000; 256 is common",
        "gradient --smooth 3|--smooth: needs SAMPLES,SIGMA or SAMPLES,SIGMA,SEED, got '3'; write"
            + " 50,25.5",
        "gradient --smooth 3,0|--smooth: needs a sigma above 0, got 0.0; a tenth of the input's"
            + " range is common",
        "gradient --standard-error DIR/e2.npy|--standard-error: is known of means over draws or"
            + " samples, got gradient; choose expected-gradients or give --smooth",
        "regional-conductance --layer tanh --region grid:2x2|--region: a box or polygon needs an"
            + " input with rows and columns, got [3] for 'grid:2x2'; choose elements with"
            + " mask:FILE.npy",
      })
  void attribute_whatDoesNotFit_isOneLine(String options, String message) throws IOException {
    Files.deleteIfExists(folder.resolve("o.npy"));

    Ended ended =
        attribute("t.zip", "--objective probability:0 --input DIR/x.npy --method " + options);

    assertThat(ended.err()).isEqualTo(message.replace("DIR", folder.toString()) + "\n");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.code()).isEqualTo(2);
    assertThat(folder.resolve("o.npy")).doesNotExist();
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(";")).mapToDouble(Double::parseDouble).toArray();
  }

  private static int[] integers(String text) {
    return Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray();
  }
}
