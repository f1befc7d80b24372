package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.memory.MemoryPlan;
import org.conductance4j.attribution.memory.MemoryUse;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What every attribution method keeps. */
class MethodsTest {

  private static final double[] ODD = {1, 0, 1};
  private static final List<String> WITHOUT_PATH =
      List.of(Gradient.ID, GradientTimesInput.ID, LayerGradientTimesActivation.ID);
  private static final List<String> SUMS_TO_CHANGE =
      List.of(
          IntegratedGradients.ID,
          ExpectedGradients.ID,
          LayerConductance.ID,
          LayerIntegratedGradients.ID,
          NeuronIntegratedGradients.ID);

  private static final ComputationGraph SKIPPED = SmallNetworks.residual(4, Activation.TANH);
  private static final DifferencedNetwork DIFFERENCED =
      new DifferencedNetwork(SKIPPED, new int[] {2, 8, 8}, "inner", 1, 1);

  static List<AttributionMethod> methods() {
    return Methods.all();
  }

  @Test
  void all_ids_areThoseOfTheContract() {
    assertThat(Methods.all())
        .extracting(AttributionMethod::id)
        .containsExactly(
            "gradient",
            "gradient-times-input",
            "integrated-gradients",
            "expected-gradients",
            "layer-conductance",
            "regional-conductance",
            "internal-influence",
            "layer-integrated-gradients",
            "layer-gradient-times-activation",
            "neuron-integrated-gradients",
            "neuron-conductance");
    assertThat(Methods.of("layer-conductance")).isInstanceOf(LayerConductance.class);
  }

  @Test
  void of_unknownId_suggestsNearOnes() {
    assertThatThrownBy(() -> Methods.of("layer-conductence"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "method: unknown id, got 'layer-conductence'; did you mean 'layer-conductance'?");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void attribute_anyMethod_hasTheShapeOfWhatItScores(AttributionMethod method) {
    ResolvedQuestion question = question(SmallNetworks.residual(1, Activation.RELU));

    Tensor values = method.attribute(question, ProgressListener.SILENT).values();

    assertThat(values.shape())
        .containsExactly(method.scoresLayer() ? new int[] {4, 8, 8} : new int[] {2, 8, 8});
    assertThat(Arrays.stream(values.toArray()).allMatch(Double::isFinite)).isTrue();
    assertThat(values.toArray()).isNotEqualTo(new double[values.length()]);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void attribute_anyMethod_leavesTheNetworkBitIdentical(AttributionMethod method) {
    ComputationGraph graph = SmallNetworks.residual(2, Activation.RELU);
    INDArray before = graph.params().dup();
    ResolvedQuestion question = question(graph);

    method.attribute(question, ProgressListener.SILENT);
    assertThatThrownBy(
            () ->
                method.attribute(
                    question,
                    (stage, fraction) -> {
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");

    assertThat(graph.params()).isEqualTo(before);
  }

  static Stream<Arguments> methodsAndPaths() {
    List<PathOptions> paths =
        List.of(
            PathOptions.adaptive(1e-2),
            PathOptions.adaptive(1e-4),
            PathOptions.budget(150),
            PathOptions.fixed(PathRule.MIDPOINT, 20));
    return methods().stream()
        .flatMap(
            method -> paths.stream().map(path -> Arguments.of(method.id(), path.rule(), path)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("methodsAndPaths")
  void memory_anyMethodAndRule_peakIsThePlan(String id, PathRule rule, PathOptions path) {
    AttributionMethod method = Methods.of(id);
    ResolvedQuestion one = question(SmallNetworks.residual(4, Activation.RELU)).withPath(path);
    Region other = Region.box(one.program().inputShape(), 0, 2, 0, 3);
    ResolvedQuestion bypassed = one.withLayer(one.program().layer("inner"));
    ResolvedQuestion several = one.withRegions(List.of(one.regions().get(0), other)).withBatch(4);
    for (ResolvedQuestion question : List.of(one, bypassed, several)) {
      MemoryPlan.Request request =
          new MemoryPlan.Request(
              method.workloads(question), question.batch(), Precision.FLOAT64, 1000, false);
      MemoryPlan plan = MemoryPlan.within(request, new MemoryBudget(1L << 30, "memory"));
      long held = HeldMemory.held();
      HeldMemory.restart();

      method.attribute(plan.apply(question), ProgressListener.SILENT);

      MemoryUse use = plan.use();
      assertThat(use.peak() - held).isEqualTo(use.planned()).isLessThanOrEqualTo(use.limit());
      assertThat(HeldMemory.held()).isEqualTo(held);
    }
  }

  @Test
  void needs_methodsOfTheInputItself_takeNoNodes() {
    assertThat(Methods.all().stream().filter(method -> !method.needs(Need.NODES)))
        .extracting(AttributionMethod::id)
        .containsExactlyElementsOf(WITHOUT_PATH);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void attribute_anyMethod_twiceYieldsTheSameBits(AttributionMethod method) {
    ResolvedQuestion question = question(SmallNetworks.residual(3, Activation.TANH));

    assertThat(method.attribute(question, ProgressListener.SILENT).values())
        .isEqualTo(method.attribute(question, ProgressListener.SILENT).values());
  }

  /** Measured: at most 3e-10 of the largest score, the error of the differences. */
  @ParameterizedTest
  @MethodSource("methods")
  void attribute_anyMethodWhereASkipGoesAround_isTheSlowReference(AttributionMethod method) {
    Program program = SmallNetworks.program(SKIPPED);
    double[] input = new SplittableRandom(5).doubles(128, -1, 1).toArray();
    ResolvedQuestion question =
        complete(SmallNetworks.question(program, "probability:1", input), "inner")
            .withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 2));

    Tensor values = method.attribute(question, ProgressListener.SILENT).values();

    double[] expected = new SlowReference(DIFFERENCED, question).of(method.id());
    double scale = SlowReference.scale(expected);
    assertThat(scale).isGreaterThan(1e-9);
    assertThat(values.toArray()).containsExactly(expected, within(1e-8 * scale));
  }

  static Stream<Arguments> pathMethodsAndRules() {
    return Methods.all().stream()
        .filter(method -> !WITHOUT_PATH.contains(method.id()))
        .flatMap(
            method ->
                Arrays.stream(PathRule.values())
                    .filter(rule -> rule != PathRule.PUBLISHED)
                    .map(rule -> Arguments.of(method, rule)));
  }

  /** Left and right nodes are of first order, midpoint and trapezoid of second. */
  @ParameterizedTest
  @MethodSource("pathMethodsAndRules")
  void attribute_anyRule_isNearTheIntegral(AttributionMethod method, PathRule rule) {
    Program program = SmallNetworks.program(SmallNetworks.tanh());
    ResolvedQuestion question =
        SmallNetworks.question(program, "probability:0", 1, -2, 1.5)
            .withLayer(program.layer("tanh"))
            .withNeurons(List.of(new Neuron(List.of(1))))
            .withRegions(List.of(Region.mask(new int[] {3}, Tensor.of(new int[] {3}, ODD))));
    double[] exact =
        method
            .attribute(
                question.withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 64)),
                ProgressListener.SILENT)
            .values()
            .toArray();

    Attribution found =
        method.attribute(question.withPath(PathOptions.fixed(rule, 200)), ProgressListener.SILENT);

    double tolerance = rule == PathRule.LEFT || rule == PathRule.RIGHT ? 5e-3 : 4e-4;
    assertThat(found.values().toArray()).containsExactly(exact, within(tolerance));
    assertThat(found.completenessError()).isLessThan(tolerance);
    assertThat(found.path().rule()).isEqualTo(rule);
  }

  /** Channels first, sequences and features; the layer at the input, in the middle, at the end. */
  @ParameterizedTest
  @CsvSource({"picture,stem", "picture,out", "sequence,layer0", "sequence,layer2", "dense,out"})
  void attribute_anyMethodAtAnyLayer_hasItsShapeAndLaw(String kind, String layer) {
    ResolvedQuestion question = kind(kind, layer);
    int[] layerShape = question.needLayer().shape().stream().mapToInt(Integer::intValue).toArray();
    for (AttributionMethod method : Methods.all()) {
      Attribution found = method.attribute(question, ProgressListener.SILENT);

      assertThat(found.values().shape())
          .as(method.id())
          .containsExactly(method.scoresLayer() ? layerShape : question.program().inputShape());
      if (SUMS_TO_CHANGE.contains(method.id())) {
        double change = found.atInput() - found.atBaseline();
        assertThat(found.sum())
            .as(method.id())
            .isCloseTo(change, within(found.completenessError() + 1e-12));
        assertThat(found.completenessError()).as(method.id()).isLessThan(2e-3 * Math.abs(change));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void attribute_afterAThrowingHook_isBitIdentical(AttributionMethod method) {
    ComputationGraph graph = SmallNetworks.residual(2, Activation.RELU);
    INDArray weights = graph.params().dup();
    ResolvedQuestion question = question(graph);
    Tensor before = method.attribute(question, ProgressListener.SILENT).values();
    try (Hooks hooks =
        Hooks.on(question.program())
            .observe(
                "stem",
                y -> {
                  throw new IllegalStateException("mine");
                })) {
      ResolvedQuestion hooked = question.withProgram(hooks.program());

      assertThatThrownBy(() -> method.attribute(hooked, ProgressListener.SILENT))
          .hasMessage("mine");
    }
    assertThat(method.attribute(question, ProgressListener.SILENT).values()).isEqualTo(before);
    assertThat(graph.params()).isEqualTo(weights);
  }

  /** A logit cannot be read behind a softmax: it is refused in the middle of the work. */
  @Test
  void attribute_objectiveThatTheLayerCannotHave_isRefused() {
    ComputationGraph graph = SmallNetworks.residual(2, Activation.RELU);
    INDArray weights = graph.params().dup();
    Program program = SmallNetworks.program(graph);
    ResolvedQuestion question =
        complete(SmallNetworks.question(program, "logit:1", new double[128]), "out");
    for (AttributionMethod method : Methods.all()) {
      if (method.scoresLayer()) {
        assertThatThrownBy(() -> method.attribute(question, ProgressListener.SILENT))
            .as(method.id())
            .isInstanceOf(InvalidInputException.class)
            .hasMessage(
                "objective: a logit cannot be read after the softmax, got the output layer; choose"
                    + " an earlier layer, or probability:1");
      }
    }
    assertThat(graph.params()).isEqualTo(weights);
  }

  @Test
  void attribute_withoutWhatTheMethodNeeds_isRefused() {
    ResolvedQuestion question = question(SmallNetworks.residual(0, Activation.TANH));

    assertThatThrownBy(
            () ->
                new LayerConductance().attribute(question.withoutLayer(), ProgressListener.SILENT))
        .hasMessage("layer: is needed, got none; choose one of the network's layers");
    assertThatThrownBy(
            () ->
                new RegionalConductance()
                    .attribute(question.withRegions(List.of()), ProgressListener.SILENT))
        .hasMessage(
            "region: is needed by regional-conductance, got none; give one, such as"
                + " box:0,10,0,10");
  }

  @Test
  void question_inputThatDoesNotFit_isRefused() {
    ResolvedQuestion question = question(SmallNetworks.residual(0, Activation.TANH));
    double[] values = new double[128];
    values[5] = Double.NaN;

    assertThatThrownBy(
            () ->
                ResolvedQuestion.of(
                    question.program(),
                    question.readout(),
                    Tensor.zeros(2, 8, 9),
                    question.baseline()))
        .hasMessage(
            "input: needs shape [2, 8, 8], got [2, 8, 9]; give one example as the network takes"
                + " it");
    assertThatThrownBy(
            () ->
                ResolvedQuestion.of(
                    question.program(),
                    question.readout(),
                    question.input(),
                    Tensor.of(new int[] {2, 8, 8}, values)))
        .hasMessage("baseline: needs finite numbers, got NaN at element 5; repair the file");
    assertThatThrownBy(() -> question.withBatch(0))
        .hasMessage("batch: must be at least 1, got 0; 8 is common");
    assertThatThrownBy(() -> question.withRegions(List.of(Region.everything(new int[] {3}))))
        .hasMessageStartingWith("region: needs the network's input shape [2, 8, 8], got [3]; ");
  }

  private static ResolvedQuestion question(ComputationGraph graph) {
    Program program = SmallNetworks.program(graph);
    double[] input = new SplittableRandom(5).doubles(128, -1, 1).toArray();
    return complete(SmallNetworks.question(program, "probability:predicted", input), "add");
  }

  /** With a layer, a neuron of it, a region of the input, and two draws. */
  private static ResolvedQuestion complete(ResolvedQuestion question, String layer) {
    Program program = question.program();
    int[] shape = program.inputShape();
    int length = Tensor.length(shape);
    double[] mask = new double[length];
    Arrays.setAll(mask, i -> i % 3 == 1 ? 1 : 0);
    double[] constant = new double[length];
    Arrays.fill(constant, 0.3);
    List<Integer> extents = program.layer(layer).shape();
    return question
        .withLayer(program.layer(layer))
        .withNeurons(List.of(new Neuron(extents.stream().map(extent -> extent / 2).toList())))
        .withRegions(List.of(Region.mask(shape, Tensor.of(shape, mask))))
        .withDraws(List.of(question.baseline(), Tensor.of(shape, constant)));
  }

  private static ResolvedQuestion kind(String kind, String layer) {
    if (kind.equals("picture")) {
      Program program = SmallNetworks.program(SmallNetworks.residual(1, Activation.TANH));
      double[] input = new SplittableRandom(1).doubles(128, -1, 1).toArray();
      return complete(SmallNetworks.question(program, "probability:1", input), layer);
    }
    if (kind.equals("dense")) {
      Program program = SmallNetworks.program(SmallNetworks.random(1, Activation.TANH, 5, 6, 3));
      double[] input = new SplittableRandom(1).doubles(5, -1, 1).toArray();
      return complete(SmallNetworks.question(program, "log-probability:1", input), layer);
    }
    Program program = Dl4jLowering.lower(SmallNetworks.sequence(1), Precision.FLOAT64, 3, 4);
    double[] input = new SplittableRandom(1).doubles(12, -1, 1).toArray();
    return complete(SmallNetworks.question(program, "probability:1@2", input), layer);
  }
}
