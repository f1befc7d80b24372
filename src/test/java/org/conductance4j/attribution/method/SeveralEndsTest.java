package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramInput;
import org.conductance4j.engine.audit.Audit;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.engine.lowering.dl4j.NetworkOracle;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of several inputs and outputs against a reference of DL4J's forward pass alone. */
class SeveralEndsTest {

  private static final double TOLERANCE = 1e-9;
  private static final int NODES = 6;
  private static final int LENGTH = 43;

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("probability:1", "kind", 0, 1, "hidden", 0),
        Arguments.of("kind/probability:2", "kind", 0, 2, "seen", 1),
        Arguments.of("size/probability:1", "size", 1, 1, "flat", 2),
        Arguments.of("size/probability:0", "size", 1, 0, "seen", 3),
        Arguments.of("kind/probability:0", "kind", 0, 0, "told", 4));
  }

  private static Program program(ComputationGraph graph) {
    return Dl4jLowering.lowerNamed(
        graph, Precision.FLOAT64, Map.of(), Map.of("picture", SeveralEnds.shapes()[0]));
  }

  @ParameterizedTest(name = "{0} at {4}")
  @MethodSource("cases")
  void explain_oneOutput_isTheSlowIntegralOverAllInputs(
      String objective, String output, int end, int index, String layer, int seed) {
    ComputationGraph graph = SeveralEnds.graph(seed);
    Objective asked = Objective.parse(objective);
    Program program = asked.of(program(graph));
    double[] x = new SplittableRandom(seed).doubles(LENGTH, -1, 1).toArray();
    double[] baseline = new double[LENGTH];
    Arrays.fill(baseline, 0.25);
    double[] mask = IntStream.range(0, LENGTH).mapToDouble(i -> i % 3 == 1 ? 1 : 0).toArray();
    int[] shape = {LENGTH};
    ResolvedQuestion question =
        ResolvedQuestion.of(
                program,
                asked.resolve(program, List.of(), x),
                Tensor.of(shape, x),
                Tensor.of(shape, baseline))
            .withLayer(program.layer(layer))
            .withRegions(List.of(Region.mask(shape, Tensor.of(shape, mask))))
            .withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, NODES));

    Explanation found =
        PathAttribution.explain(
            question, EnumSet.of(Part.INPUT, Part.LAYER, Part.REGIONS), ProgressListener.SILENT);

    DifferencedNetwork network =
        new DifferencedNetwork(graph, SeveralEnds.shapes(), layer, 1, index, end);
    double[] v = question.direction();
    double[] inside = times(v, mask);
    assertThat(program.output()).isEqualTo(output);
    assertThat(found.atInput()).isCloseTo(network.score(x), within(1e-13));
    equal(found.inputAttribution(), integral(question, at -> times(network.inputGradient(at), v)));
    equal(
        found.layerConductance(),
        integral(question, at -> times(network.layerGradient(at), network.layerTangent(at, v))));
    equal(
        found.regionalConductance(0),
        integral(
            question, at -> times(network.layerGradient(at), network.layerTangent(at, inside))));
  }

  private static void equal(Tensor actual, double[] expected) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(scale).isGreaterThan(1e-6);
    assertThat(actual.toArray()).containsExactly(expected, within(TOLERANCE * scale));
  }

  private static double[] times(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).toArray();
  }

  private static double[] integral(
      ResolvedQuestion question, Function<double[], double[]> integrand) {
    PathNodes nodes = PathNodes.of(PathRule.GAUSS_LEGENDRE, NODES);
    double[] sum = new double[0];
    for (int k = 0; k < nodes.count(); k++) {
      double[] term = integrand.apply(question.points(nodes.alpha(k)));
      sum = k == 0 ? new double[term.length] : sum;
      for (int i = 0; i < term.length; i++) {
        sum[i] += nodes.weight(k) * term[i];
      }
    }
    return sum;
  }

  @Test
  void inputsAndOutputs_byName_areTold() {
    Program program = program(SeveralEnds.graph(1));

    assertThat(program.inputs())
        .containsExactly(
            new ProgramInput("picture", List.of(2, 5, 4), 0),
            new ProgramInput("facts", List.of(3), 40));
    assertThat(program.inputShape()).containsExactly(LENGTH);
    assertThat(program.outputs()).containsExactly("kind", "size");
    assertThat(program.layer("hidden").cutsEveryPath()).isTrue();
    assertThat(program.atOutput("size").layer("flat").cutsEveryPath()).isTrue();
    assertThat(program.atOutput("size").layer("hidden").cutsEveryPath()).isFalse();
  }

  @Test
  void audit_eitherOutput_equalsDl4j() {
    ComputationGraph graph = SeveralEnds.graph(2);
    Program program = program(graph);
    Tensor[] examples = {Audit.probe(2, 5, 4), Audit.probe(3)};
    for (String output : program.outputs()) {
      assertThat(NetworkOracle.audit(graph, program.atOutput(output), examples).forward())
          .isLessThan(1e-12);
    }
  }

  /** A hook at a layer that both outputs read changes both. */
  @Test
  void hook_beforeBothOutputs_changesBoth() {
    Program program = program(SeveralEnds.graph(3));
    double[] x = new SplittableRandom(3).doubles(LENGTH, -1, 1).toArray();
    LayerFunction half = new Half();
    try (Hooks hooks = Hooks.on(program).transform("flat", half)) {
      for (String output : program.outputs()) {
        double before = score(program.atOutput(output), x);
        assertThat(score(hooks.program().atOutput(output), x)).isNotEqualTo(before);
      }
    }
  }

  private static final class Half implements LayerFunction {
    @Override
    public double[] forward(double[] y) {
      return Arrays.stream(y).map(value -> value / 2).toArray();
    }

    @Override
    public double[] vjp(double[] y, double[] cotangent) {
      return forward(cotangent);
    }

    @Override
    public double[] jvp(double[] y, double[] tangent) {
      return forward(tangent);
    }
  }

  private static double score(Program program, double... x) {
    Tensor all = Tensor.of(new int[] {LENGTH}, x);
    ResolvedQuestion question =
        ResolvedQuestion.of(
            program, Objective.parse("logit:0").resolve(program, List.of(), x), all, all);
    return PathAttribution.explain(
            question.withPath(PathOptions.fixed(PathRule.RIGHT, 1)),
            EnumSet.of(Part.INPUT),
            ProgressListener.SILENT)
        .atInput();
  }

  @Test
  void wrongNames_lowerAndObjective_nameThoseThatExist() {
    ComputationGraph graph = SeveralEnds.graph(4);
    Program program = program(graph);

    assertThatThrownBy(() -> Objective.parse("sise/logit:0").of(program))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("output: needs the name of one that exists, got 'sise'; did you mean 'size'?");
    assertThatThrownBy(
            () ->
                Dl4jLowering.lowerNamed(
                    graph, Precision.FLOAT64, Map.of(), Map.of("pictures", new int[] {2, 5, 4})))
        .hasMessage(
            "input: needs the name of one that exists, got 'pictures'; did you mean 'picture'?");
    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT64, 2, 5, 4))
        .hasMessage(
            "network: needs the shapes of its inputs [picture, facts], got [2, 5, 4]; give each by"
                + " name");
    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT64))
        .hasMessageStartingWith("input 'picture': needs the shape of its input, got none;");
    assertThatThrownBy(() -> program.assemble(List.of(Tensor.zeros(2, 5, 4), Tensor.zeros(4))))
        .hasMessage(
            "input 'facts': needs shape [3], got [4]; give one example as the network takes it");
  }
}
