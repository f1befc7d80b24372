package org.conductance4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.engine.Unit;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.pruning.Plan;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The façade: same results as the command line, one by one as in a batch, errors in one line. */
class NetworkTest {

  @TempDir private Path folder;

  private Network network;
  private Question picture;

  @BeforeEach
  void open() {
    TinyNetwork.write(folder);
    network = Network.open(folder.resolve("tiny.zip"));
    picture = network.ask(folder.resolve("picture.png"), "logit:1");
  }

  private Tensor batch() {
    return Npy.read(folder.resolve("batch.npy"));
  }

  private static Tensor one(Tensor batch, int example) {
    int[] shape = batch.shape();
    int length = batch.length() / shape[0];
    shape[0] = 1;
    double[] all = batch.toArray();
    return Tensor.of(shape, Arrays.copyOfRange(all, example * length, (example + 1) * length));
  }

  @Test
  void pictureAtALayerWithinABox_isScoredAndPruned() {
    Question box = picture.at("first").within("box:0,6,0,6");

    Attribution scores = box.attribute("regional-conductance");
    Plan plan = scores.top(0.1);
    Explanation pruned = box.pruned(plan);

    assertThat(scores.values().shape()).containsExactly(4, 10, 10);
    assertThat(scores.values().axes()).containsExactly("channel", "row", "column");
    assertThat(scores.layer()).hasFieldOrPropertyWithValue("name", "first");
    assertThat(plan.pruned()).isEqualTo(40);
    assertThat(pruned.inside(0) + pruned.outside(0))
        .isCloseTo(pruned.atInput() - pruned.atBaseline(), within(1e-9));
    assertThat(pruned.inside(0)).isLessThan(scores.sum());
    assertThat(scores.warnings()).isEmpty();
  }

  @Test
  void explanation_ofTheIntactNetwork_holdsMapLayerAndRegion() {
    Question box = picture.at("first").within("box:0,6,0,6");

    Explanation explanation = box.explain();

    Attribution scores = box.attribute("regional-conductance");
    Attribution map = box.attribute("integrated-gradients");
    assertThat(explanation.regionalConductance(0).sum()).isCloseTo(scores.sum(), within(1e-3));
    assertThat(explanation.inputAttribution().sum()).isCloseTo(map.sum(), within(1e-3));
    assertThat(map.layer()).isNull();
    assertThat(map.of("input")).isEqualTo(map.values());
    assertThat(map.sum()).isCloseTo(map.atInput() - map.atBaseline(), within(1e-3));
  }

  /** Each is what one example is worth in a batch, whatever goes through the network with it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gradient",
        "integrated-gradients",
        "layer-conductance",
        "regional-conductance",
        "internal-influence",
        "layer-integrated-gradients",
        "neuron-conductance"
      })
  void batch_equalsOneByOne_bitForBit(String method) {
    for (int steps : List.of(0, 7, 100)) {
      List<Attribution> together = narrowed(batch(), steps).attributeAll(method);

      assertThat(together).hasSize(2);
      for (int n = 0; n < together.size(); n++) {
        Attribution alone = narrowed(one(batch(), n), steps).attribute(method);
        assertThat(together.get(n).values()).isEqualTo(alone.values());
        assertThat(together.get(n).atInput()).isEqualTo(alone.atInput());
        assertThat(together.get(n).completenessError()).isEqualTo(alone.completenessError());
      }
    }
  }

  /** By the adaptive rule, or by a number of midpoints. */
  private Question narrowed(Tensor x, int steps) {
    Question question =
        network
            .ask(x, "probability:predicted")
            .at("first")
            .within("box:0,6,0,6")
            .neurons("1,2,3", "0,9,9");
    return steps == 0 ? question : question.rule("midpoint", steps);
  }

  @Test
  void severalNeuronsOrRegions_haveAnAxisInFront() {
    Question question = picture.at("first").rule("right", 5);

    Tensor neurons = question.neurons("1,2,3", "0,9,9").attribute("neuron-conductance").values();
    Tensor regions = question.within("grid:2x3").attribute("regional-conductance").values();

    assertThat(neurons.shape()).containsExactly(2, 3, 12, 12);
    assertThat(neurons.axes()).containsExactly("neuron", "channel", "row", "column");
    assertThat(regions.shape()).containsExactly(6, 4, 10, 10);
    assertThat(regions.axes()).containsExactly("region", "channel", "row", "column");
  }

  @Test
  void options_arePassedOn() {
    Question question = network.ask(one(batch(), 0), "logit:1");
    String method = "integrated-gradients";
    Tensor plain = question.rule("midpoint", 3).attribute(method).values();

    assertThat(question.path(PathOptions.fixed(PathRule.MIDPOINT, 3)).attribute(method).values())
        .isEqualTo(plain);
    assertThat(question.rule("midpoint", 3).batch(1).attribute(method).nodes()).isEqualTo(3);
    assertThat(question.tolerance(1e-9).precision(Precision.FLOAT64).attribute(method))
        .extracting(Attribution::errorEstimate)
        .satisfies(error -> assertThat((double) error).isLessThan(1e-9));
    assertThat(question.passes(40).attribute(method).nodes()).isLessThanOrEqualTo(40);
    Attribution smooth = question.smooth("4,0.1").attribute("gradient");
    assertThat(smooth.standardError()).isNotNull();
    assertThat(smooth.values()).isNotEqualTo(question.attribute("gradient").values());
  }

  @Test
  void baselines_ofTextsTensorsAndDraws_giveTheirScores() {
    Question question = network.ask(batch(), "logit:1").rule("midpoint", 20);
    Tensor zeros = Tensor.zeros(1, 3, 12, 12);

    List<Attribution> byText = question.baseline("constant:0").attributeAll("integrated-gradients");
    List<Attribution> given = question.baseline(zeros).attributeAll("integrated-gradients");
    List<Attribution> own = question.baseline(batch()).attributeAll("integrated-gradients");
    List<Attribution> draws =
        question.baseline("draws:3;uniform:1").attributeAll("expected-gradients");

    assertThat(byText).isEqualTo(question.attributeAll("integrated-gradients"));
    assertThat(given).isEqualTo(byText);
    assertThat(own).allSatisfy(each -> assertThat(each.sum()).isZero());
    assertThat(draws.get(0).standardError()).isNotNull();
    assertThat(question.baseline(batch()).attributeAll("expected-gradients").get(0).standardError())
        .isNotNull();
  }

  @Test
  void topChannels_areWholeChannels() {
    Attribution scores = picture.at("first").attribute("layer-conductance");

    Plan plan = scores.top(0.5, Unit.CHANNEL);

    assertThat(plan.pruned()).isEqualTo(200);
    assertThat(plan.prunes(0)).isEqualTo(plan.prunes(99));
  }

  @Test
  void classNames_areUsedInObjectives() {
    Network named = network.classNames(folder.resolve("labels.txt"));

    Attribution scores =
        named.ask(folder.resolve("picture.png"), "logit:car").attribute("gradient");

    assertThat(scores.values()).isEqualTo(picture.attribute("gradient").values());
  }

  @Test
  void networksInMemory_giveTheScoresOfTheirFiles() {
    ComputationGraph graph =
        NetworkFile.load(folder.resolve("tiny.zip").toString(), Optional.empty()).graph();
    Question question = Network.of(graph).unaudited().ask(one(batch(), 0), "logit:1").at("first");

    assertThat(question.attribute("layer-conductance"))
        .isEqualTo(
            network.ask(one(batch(), 0), "logit:1").at("first").attribute("layer-conductance"));
  }

  @Test
  void networkThatItsProgramDiffersFrom_failsItsAudit_unlessThatIsSkipped() {
    ComputationGraph graph =
        NetworkFile.load(folder.resolve("tiny.zip").toString(), Optional.empty()).graph();
    Question audited = Network.of(graph).ask(one(batch(), 0), "logit:1");
    Question unaudited = Network.of(graph).unaudited().ask(one(batch(), 0), "logit:1");
    graph.params().muli(2);

    assertThatThrownBy(audited::explain)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "network: layer 'first': needs to equal DL4J's own forward pass to 0.001, got a"
                + " relative difference of [0-9.]+; its derivatives cannot be trusted: .*");
    assertThat(unaudited.explain().change()).isNotZero();
  }

  @Test
  void layerThatDoesNotExist_isRefusedByTheHook_whereTheNetworkTellsItsShape() {
    Network shipped = Network.open(Path.of("experiments", "stoplight", "network.zip"));

    refused(
        () -> shipped.hooks().observe("stag2", y -> {}),
        "layer: needs the name of one that exists, got 'stag2'; did you mean 'stage2'?");
  }

  @Test
  void sequentialNetwork_isAskedByNameOrPlace() {
    MultiLayerNetwork made = sequential();
    Tensor x = Tensor.of(new int[] {1, 2}, new double[] {3, 1});
    Question question = Network.of(made).ask(x, "logit:0");

    Attribution byName = question.at("layer0").attribute("layer-conductance");

    // y = (3 - 1, 2·3 + 1) = (2, 7) after ReLU, F = 5·2 − 3·7; from 0 each share is its own term.
    assertThat(byName.values().toArray()).containsExactly(new double[] {10, -21}, within(1e-4));
    assertThat(byName.values().axes()).containsExactly("feature");
    assertThat(question.at("0").attribute("layer-conductance")).isEqualTo(byName);
    assertThat(byName.top(0.5).prunes(0)).isTrue();
  }

  private static MultiLayerNetwork sequential() {
    MultiLayerNetwork made = new MultiLayerNetwork(configuration());
    made.init();
    made.setParams(
        Nd4j.create(new double[] {1, -1, 2, 1, 0, 0, 5, -3, 0})
            .reshape(1, 9)
            .castTo(made.params().dataType()));
    return made;
  }

  private static MultiLayerConfiguration configuration() {
    return new NeuralNetConfiguration.Builder()
        .list()
        .layer(new DenseLayer.Builder().nIn(2).nOut(2).activation(Activation.RELU).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MSE)
                .nIn(2)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build())
        .build();
  }

  @Test
  void hooks_inOneLine_changeTheLogitsOfThisScopeAlone() {
    Tensor x = one(batch(), 0);
    List<Tensor> seen = new ArrayList<>();
    double[] plain = network.hooks().logits(x);

    double[] half =
        network
            .hooks()
            .observe("second", seen::add)
            .transform("second", LayerFunction.scale(0.5))
            .logits(x);
    double[] none = network.hooks().replace("second", Tensor.zeros(5, 8, 8)).logits(x);
    double[] masked =
        network.hooks().transform("second", LayerFunction.mask(Tensor.zeros(5, 8, 8))).logits(x);
    double[] dark = network.hooks().transformInput(LayerFunction.scale(0)).logits(x);

    // What is behind the layer is linear up to the logits, so that halves are halves of the change.
    for (int c = 0; c < plain.length; c++) {
      assertThat(half[c] - none[c]).isCloseTo((plain[c] - none[c]) / 2, within(1e-12));
    }
    assertThat(masked).containsExactly(none);
    assertThat(dark).containsExactly(network.hooks().logits(Tensor.zeros(1, 3, 12, 12)));
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).toString()).isEqualTo("Tensor[channel, row, column][5, 8, 8]");
    assertThat(network.hooks().logits(x)).containsExactly(plain);
    assertThat(network.hooks().logits(batch())).hasSize(6).startsWith(plain);
  }

  @Test
  void questionsOfAScope_seeItsHooks_untilItIsClosed() {
    Tensor x = one(batch(), 0);
    Tensor plain = network.ask(x, "logit:1").attribute("integrated-gradients").values();
    Question question;
    try (HookedNetwork hooks =
        network.hooks().transform("first", LayerFunction.mask(Tensor.zeros(4, 10, 10)))) {
      question = hooks.ask(x, "logit:1").at("first");
      assertThat(question.attribute("integrated-gradients").sum()).isZero();
      assertThat(question.attribute("layer-conductance").sum()).isZero();
      assertThat(question.attribute("gradient").sum()).isZero();
      assertThat(hooks.ask(folder.resolve("picture.png"), "logit:1").explain().change()).isZero();
    }

    assertThatThrownBy(() -> question.attribute("gradient"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("hooks: the scope is closed; ask inside of it");
    assertThat(network.ask(x, "logit:1").attribute("integrated-gradients").values())
        .isEqualTo(plain);
  }

  @Test
  void files_missingForeignOrDamaged_areRefusedInOneLine() throws IOException {
    Path none = folder.resolve("none.zip");
    Path text = Files.writeString(folder.resolve("text.zip"), "no network");
    Path cut = folder.resolve("cut.zip");
    byte[] whole = Files.readAllBytes(folder.resolve("tiny.zip"));
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

    refused(() -> Network.open(none), none + ": must be a file, got no such file; check the path");
    refused(
        () -> Network.open(text),
        text
            + ": must be a DL4J zip, a Keras .h5, an .onnx or PyTorch weights (.pth, .safetensors), got none"
            + " of them; an archive's entry is named as in archive.whl!/folder/weights.pth");
    refused(
        () -> Network.open(cut),
        cut + ": must be a whole zip file, got a damaged or foreign one; get it again");
    refused(
        () -> Network.open(folder.resolve("tiny.zip"), "resnet50"),
        folder.resolve("tiny.zip")
            + ": a DL4J zip holds its own structure and takes no architecture, got 'resnet50'; leave"
            + " the architecture out");
    refused(
        () -> Network.of(new MultiLayerNetwork(configuration())),
        "network: must be initialised, got one without weights; call init() or train it first");
    refused(
        () -> network.ask(folder.resolve("none.png"), "logit:1"),
        "input: " + folder.resolve("none.png") + ": must exist, got no such file; check the path");
    refused(
        () -> network.ask(text, "logit:1"),
        "input: " + text + ": must be a JPEG or PNG picture, got another format; convert it");
  }

  @Test
  void namesThatDoNotExist_areRefusedInOneLine() {
    refused(
        () -> picture.at("fist"),
        "layer: needs the name of one that exists, got 'fist'; did you mean 'first'?");
    refused(
        () -> picture.attribute("layer-conductence"),
        "method: unknown id, got 'layer-conductence'; did you mean 'layer-conductance'?");
    refused(
        () -> network.ask(batch(), "logit:7"),
        "objective: no such class, got '7'; choose an index from 0 to 2");
    refused(
        () -> network.ask(batch(), "logits:1"),
        "objective: unknown kind, got 'logits:1'; write probability:C, logit:C, log-probability:C"
            + " or margin:C,D, with C a class index, a class name or 'predicted', and @T behind it"
            + " for a time step; or softmax:C, sigmoid:C, token:ID, element:I,J,... or cosine:FILE");
    refused(
        () -> picture.within("box:0,99,0,2"),
        "region: must lie inside the picture of 12 rows and 12 columns, got 'box:0,99,0,2'; count"
            + " rows and columns after resizing and cropping");
    refused(
        () -> picture.at("first").neurons("4,0,0"),
        "neuron: must lie in layer 'first' of shape [4, 10, 10], got [4, 0, 0]; give an index from"
            + " 0 for each axis");
    refused(
        () -> picture.neurons("4,0,0"),
        "layer: is needed, got none; choose one of the network's layers");
    refused(
        () -> network.hooks().observe("fist", y -> {}).logits(batch()),
        "layer: needs the name of one that exists, got 'fist'; did you mean 'first'?");
    refused(
        () -> network.ask(Map.of("inputs", batch()), "logit:1"),
        "input: needs the name of an input that exists, got 'inputs'; did you mean 'input'?");
    refused(
        () -> picture.hold("inputs"),
        "hold: needs the name of one that exists, got 'inputs'; did you mean 'input'?");
  }

  @Test
  void valuesThatDoNotFit_areRefusedInOneLine() {
    refused(
        () -> network.ask(Tensor.zeros(12), "logit:1"),
        "input: needs a leading batch axis, got shape [12]; reshape it");
    refused(
        () -> network.ask(Tensor.zeros(1, 1, 12, 12), "logit:1"),
        "input: layer 'first': needs 3 features or channels, got [1, 12, 12]; check the input's"
            + " shape");
    refused(
        () -> Network.of(sequential()).ask(Tensor.zeros(1, 3), "logit:0"),
        "input: layer 'layer0': needs 2 features or channels, got [3]; check the input's shape");
    refused(
        () -> network.ask(batch(), "logit:1").attribute("gradient"),
        "input: must be one example, got 2; call attributeAll");
    refused(
        () -> picture.attribute("layer-conductance"),
        "layer: is needed by layer-conductance, got none; choose one of the network's layers");
    refused(
        () -> picture.at("first").attribute("regional-conductance"),
        "region: is needed by regional-conductance, got none; such as box:45,90,100,130");
    refused(
        () -> picture.baseline("blak"),
        "baseline: unknown kind, got 'blak'; did you mean 'black'?");
    refused(
        () -> picture.baseline(Tensor.zeros(1, 3, 9, 9)).attribute("integrated-gradients"),
        "baseline: input 'input': needs shape [3, 12, 12], got [3, 9, 9]; give one example as the"
            + " network takes it");
    refused(
        () -> picture.baseline(Tensor.zeros(2, 3, 12, 12)).attribute("integrated-gradients"),
        "baseline: needs one example, or one for each of the 1 inputs, got 2; make it of the"
            + " input's shape");
    refused(
        () -> picture.tolerance(1e-9).attribute("integrated-gradients"),
        "tolerance: must be at least 1.0E-6, the rounding of this precision, got 1.0E-9; choose a"
            + " larger one or float64");
    refused(
        () -> picture.rule("simpson", 8),
        "rule: unknown id, got 'simpson'; known: left, right, midpoint, trapezoid, gauss-legendre,"
            + " adaptive, published");
    refused(() -> picture.batch(0), "batch: must be at least 1, got 0; 8 is common");
    refused(
        () -> picture.attribute("gradient").top(0.1),
        "scores: need one number for each neuron of a layer, got [3, 12, 12] of gradient; use"
            + " layer-conductance, or regional-conductance of one region");
    Plan other = picture.at("second").attribute("layer-conductance").top(0.1);
    refused(
        () -> picture.at("first").pruned(other),
        "plan: must be made for layer 'first' of 400 neurons, got one for 320; take the top of this"
            + " layer's scores");
    refused(
        () -> picture.at("first").attribute("layer-conductance").of("input"),
        "input: needs scores of the input, got those of layer 'first'; use values()");
    refused(
        () -> network.hooks().replace("first", Tensor.zeros(3)).logits(batch()),
        "layer 'first': needs an activation of its shape [4, 10, 10], got [3]; give a tensor of that"
            + " shape");
  }

  private static void refused(ThrowingCallable action, String message) {
    assertThatThrownBy(action).isInstanceOf(InvalidInputException.class).hasMessage(message);
  }
}
