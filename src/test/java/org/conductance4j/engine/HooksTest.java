package org.conductance4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.engine.lowering.dl4j.NetworkOracle;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Own code at layers of a program. */
class HooksTest {

  private static final int INPUTS = 5;

  /** y ↦ sin(y) ⊙ reversed(y): each output depends on two inputs, so that vjp and jvp differ. */
  private static final class Twist implements LayerFunction {

    @Override
    public double[] forward(double[] y) {
      double[] out = new double[y.length];
      Arrays.setAll(out, i -> Math.sin(y[i]) * y[y.length - 1 - i]);
      Arrays.fill(y, Double.NaN); // arrays are the function's own
      return out;
    }

    @Override
    public double[] vjp(double[] y, double[] u) {
      double[] gradient = new double[y.length];
      for (int i = 0; i < y.length; i++) {
        int j = y.length - 1 - i;
        gradient[i] += u[i] * Math.cos(y[i]) * y[j];
        gradient[j] += u[i] * Math.sin(y[i]);
      }
      return gradient;
    }

    @Override
    public double[] jvp(double[] y, double[] v) {
      double[] tangent = new double[y.length];
      for (int i = 0; i < y.length; i++) {
        int j = y.length - 1 - i;
        tangent[i] = Math.cos(y[i]) * v[i] * y[j] + Math.sin(y[i]) * v[j];
      }
      return tangent;
    }
  }

  /** The same without a jvp. */
  private static final class TwistWithoutJvp implements LayerFunction {

    private final Twist twist = new Twist();

    @Override
    public double[] forward(double[] y) {
      return twist.forward(y);
    }

    @Override
    public double[] vjp(double[] y, double[] cotangent) {
      return twist.vjp(y, cotangent);
    }
  }

  /** Adds its two inputs' products; DL4J runs it as SameDiff, the engine as a user's function. */
  public static final class ProductVertex extends SameDiffLambdaVertex {

    @Override
    public SDVariable defineVertex(SameDiff sameDiff, VertexInputs inputs) {
      return inputs.getInput(0).mul(inputs.getInput(1));
    }
  }

  @Test
  void observe_givesTheActivationThatDl4jHas() {
    ComputationGraph graph = graph();
    double[] x = gaussian(3 * INPUTS, 1);
    List<Tensor> seen = new ArrayList<>();

    try (Hooks hooks = Hooks.on(program(graph)).observe("middle", seen::add);
        Evaluator evaluator = hooks.program().whole(OutputStage.OUTPUT).bind(3)) {
      evaluator.forward(x);
    }

    INDArray expected = Objects.requireNonNull(graph.feedForward(batch(x, 3), false).get("middle"));
    assertThat(seen).hasSize(3);
    for (int row = 0; row < 3; row++) {
      assertThat(seen.get(row).shape()).containsExactly(4);
      assertThat(seen.get(row).axes()).containsExactly("feature");
      assertThat(seen.get(row).toArray())
          .containsExactly(expected.getRow(row).toDoubleVector(), within(1e-12));
    }
  }

  @Test
  void observe_changesNothing() {
    Program program = program(graph());
    double[] x = gaussian(INPUTS, 2);

    try (Hooks hooks = Hooks.on(program).observe("first", y -> Arrays.fill(y.toArray(), 7))) {
      assertThat(output(hooks.program(), x)).containsExactly(output(program, x));
      assertThat(gradient(hooks.program(), x)).containsExactly(gradient(program, x));
    }
  }

  @Test
  void transform_derivatives_areDualAndCentralDifferences() {
    for (String layer : List.of("first", "middle", "skip", "output")) {
      for (Precision precision : Precision.values()) {
        Program program = Dl4jLowering.lower(graph(), precision, INPUTS);
        try (Hooks hooks = Hooks.on(program).transform(layer, new Twist());
            Evaluator evaluator = hooks.program().whole(OutputStage.OUTPUT).bind(2)) {
          double[] x = gaussian(2 * INPUTS, 3);
          double[] v = gaussian(2 * INPUTS, 4);
          evaluator.forward(x);
          double[] tangent = evaluator.jvp(v)[0];
          double[] u = gaussian(tangent.length, 5);
          double[] back = evaluator.vjp(u)[0];

          double dual = NetworkOracle.dot(u, tangent);
          boolean exact = precision == Precision.FLOAT64;
          assertThat(NetworkOracle.dot(back, v)).isCloseTo(dual, within(exact ? 1e-13 : 1e-5));
          if (exact) {
            evaluator.forward(moved(x, v, 1e-6));
            double[] ahead = evaluator.target(0);
            evaluator.forward(moved(x, v, -1e-6));
            double[] behind = evaluator.target(0);
            Arrays.setAll(ahead, i -> (ahead[i] - behind[i]) / 2e-6);
            assertThat(NetworkOracle.error(tangent, ahead)).isLessThan(1e-8);
          }
        }
      }
    }
  }

  @Test
  void readyMadeFunctions_equalTheirFormulas_andHaveExactDerivatives() {
    Tensor factors = Tensor.of(new int[] {4}, new double[] {1, 0, -2, 0.5});
    Map<LayerFunction, DoubleUnaryOperator> functions = new LinkedHashMap<>();
    functions.put(LayerFunction.elementwise(y -> y * y, y -> 2 * y), y -> y * y);
    functions.put(LayerFunction.scale(-0.5), y -> -0.5 * y);
    functions.put(LayerFunction.mask(factors), y -> Double.NaN);
    double[] x = gaussian(INPUTS, 20);
    double[] v = gaussian(INPUTS, 21);
    functions.forEach(
        (function, formula) -> {
          List<Tensor> seen = new ArrayList<>();
          try (Hooks hooks =
              Hooks.on(program(graph()))
                  .observe("middle", seen::add)
                  .transform("middle", function)
                  .observe("middle", seen::add)) {
            double[] exact = jvp(hooks.program(), x, v);
            double[] y = seen.get(0).toArray();
            for (int i = 0; i < y.length; i++) {
              double wanted = formula.applyAsDouble(y[i]);
              assertThat(seen.get(1).get(i))
                  .isEqualTo(Double.isNaN(wanted) ? factors.get(i) * y[i] : wanted);
            }
            double[] ahead = output(hooks.program(), moved(x, v, 1e-6));
            double[] behind = output(hooks.program(), moved(x, v, -1e-6));
            Arrays.setAll(ahead, i -> (ahead[i] - behind[i]) / 2e-6);
            assertThat(NetworkOracle.error(exact, ahead)).isLessThan(1e-8);
            double[] gradient = gradient(hooks.program(), x);
            assertThat(NetworkOracle.dot(gradient, v))
                .isCloseTo(NetworkOracle.dot(new double[] {1, -2, 3}, exact), within(1e-13));
          }
        });
  }

  @Test
  void mask_ofAnotherShape_isRefused() {
    LayerFunction mask = LayerFunction.mask(Tensor.zeros(2, 2));
    try (Hooks hooks = Hooks.on(program(graph()))) {
      assertThatThrownBy(() -> hooks.transform("middle", mask))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "layer 'middle': needs a function that keeps its shape [4], got [2, 2]; return what"
                  + " has the activation's shape");
    }
  }

  @Test
  void split_atALayerWithAHook_composesToTheWhole() {
    try (Hooks hooks = Hooks.on(program(graph())).transform("middle", new Twist())) {
      Program program = hooks.program();
      Split split = program.split(program.layer("middle"), OutputStage.OUTPUT);
      double[] x = gaussian(INPUTS, 6);
      try (Evaluator lower = split.lower().bind(1);
          Evaluator upper = split.upper().bind(1)) {
        lower.forward(x);
        double[][] frontier = new double[split.lower().targetShapes().size()][];
        Arrays.setAll(frontier, lower::target);
        upper.forward(frontier);
        assertThat(upper.target(0)).containsExactly(output(program, x), within(1e-14));
      }
    }
  }

  @Test
  void severalHooks_atOneLayer_runInTheirOrder() {
    Program program = program(graph());
    double[] x = gaussian(INPUTS, 7);
    List<Tensor> before = new ArrayList<>();
    List<Tensor> after = new ArrayList<>();

    try (Hooks hooks =
        Hooks.on(program)
            .observe("middle", before::add)
            .transform("middle", new Twist())
            .observe("middle", after::add)) {
      output(hooks.program(), x);
    }

    assertThat(after.get(0).toArray())
        .containsExactly(new Twist().forward(before.get(0).toArray()));
  }

  @Test
  void replace_putsAConstantThatTheInputDoesNotReach() {
    Program program = program(graph());
    Tensor zeros = Tensor.zeros(4);
    try (Hooks hooks = Hooks.on(program).replace("sum", zeros)) {
      double[] x = gaussian(INPUTS, 8);
      double[] other = gaussian(INPUTS, 9);
      assertThat(output(hooks.program(), x)).containsExactly(output(hooks.program(), other));
      assertThat(gradient(hooks.program(), x)).containsOnly(0);
    }
    assertThatThrownBy(() -> Hooks.on(program).replace("sum", Tensor.zeros(3)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'sum': needs an activation of its shape [4], got [3]; give a tensor of that"
                + " shape");
  }

  @Test
  void missingJvp_isRefusedUnlessDifferencesAreAskedFor() {
    Program program = program(graph());
    double[] x = gaussian(INPUTS, 10);
    double[] v = gaussian(INPUTS, 11);
    try (Hooks hooks = Hooks.on(program).transform("middle", new TwistWithoutJvp());
        Evaluator evaluator = hooks.program().whole(OutputStage.OUTPUT).bind(1)) {
      evaluator.forward(x);
      evaluator.vjp(gaussian(3, 12));
      assertThatThrownBy(() -> evaluator.jvp(v))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "layer 'middle': jvp: is needed of the layer's function, got none; give one, or"
                  + " take withDifferences()");
      assertThat(hooks.program().approximations()).isEmpty();
    }
    try (Hooks exact = Hooks.on(program).transform("middle", new Twist());
        Hooks hooks =
            Hooks.on(program).transform("middle", new TwistWithoutJvp().withDifferences())) {
      assertThat(jvp(hooks.program(), x, v))
          .containsExactly(jvp(exact.program(), x, v), within(1e-9));
      assertThat(hooks.program().approximations()).containsExactly("middle");
    }
  }

  @Test
  void throwingHook_leavesProgramAndNetworkAsTheyWere() {
    ComputationGraph graph = graph();
    Program program = program(graph);
    double[] x = gaussian(INPUTS, 13);
    double[] before = output(program, x);
    INDArray weights = graph.params().dup();

    for (int run = 0; run < 2; run++) {
      try (Hooks hooks =
          Hooks.on(program)
              .observe(
                  "first",
                  y -> {
                    throw new IllegalStateException("mine");
                  })) {
        assertThatThrownBy(() -> output(hooks.program(), x)).hasMessage("mine");
      }
      assertThat(output(program, x)).containsExactly(before);
      assertThat(graph.params()).isEqualTo(weights);
    }
  }

  @Test
  void closedScope_refusesToRunOn() {
    Hooks hooks = Hooks.on(program(graph())).observe("first", y -> {});
    Program program = hooks.program();
    hooks.close();

    assertThatThrownBy(() -> output(program, gaussian(INPUTS, 14)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("hooks: the scope is closed; use its program inside of it");
    assertThatThrownBy(hooks::program).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void transform_thatDoesNotFit_isRefusedInOneLine() {
    LayerFunction longer =
        new LayerFunction() {
          @Override
          public double[] forward(double[] y) {
            return new double[y.length + 1];
          }

          @Override
          public double[] vjp(double[] y, double[] cotangent) {
            return y;
          }
        };
    try (Hooks hooks = Hooks.on(program(graph()))) {
      assertThatThrownBy(() -> hooks.observe("midle", y -> {}))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("midle")
          .hasMessageContaining("'middle'");
      hooks.transform("middle", longer);
      assertThatThrownBy(() -> output(hooks.program(), gaussian(INPUTS, 15)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "layer 'middle': needs 4 numbers from its function's forward, got 5; return an array"
                  + " of that length");
    }
  }

  @Test
  void unknownVertex_withAUsersFunction_equalsDl4j() {
    ComputationGraph graph = graphWithLambda();
    double[] x = gaussian(INPUTS, 16);

    assertThatThrownBy(() -> program(graph))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer 'product'");
    Program program =
        Dl4jLowering.lower(
            graph, Precision.FLOAT64, Map.of("product", new ProductOfHalves()), INPUTS);

    assertThat(output(program, x))
        .containsExactly(graph.outputSingle(batch(x, 1)).toDoubleVector(), within(1e-12));
    double[] u = gaussian(3, 17);
    double[] v = gaussian(INPUTS, 18);
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(1)) {
      evaluator.forward(x);
      assertThat(NetworkOracle.dot(evaluator.vjp(u)[0], v))
          .isCloseTo(NetworkOracle.dot(u, evaluator.jvp(v)[0]), within(1e-13));
    }
    assertThatThrownBy(
            () ->
                Dl4jLowering.lower(
                    graph, Precision.FLOAT64, Map.of("produkt", new ProductOfHalves()), INPUTS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'product'");
  }

  /** (a, b) ↦ a ⊙ b, with a and b one behind the other. */
  private static final class ProductOfHalves implements LayerFunction {

    @Override
    public int[] outputShape(int... shape) {
      return new int[] {shape[0] / 2};
    }

    @Override
    public double[] forward(double[] y) {
      double[] product = new double[y.length / 2];
      Arrays.setAll(product, i -> y[i] * y[i + product.length]);
      return product;
    }

    @Override
    public double[] vjp(double[] y, double[] u) {
      double[] gradient = new double[y.length];
      Arrays.setAll(gradient, i -> u[i % u.length] * y[(i + u.length) % y.length]);
      return gradient;
    }

    @Override
    public double[] jvp(double[] y, double[] v) {
      double[] tangent = new double[y.length / 2];
      int n = tangent.length;
      Arrays.setAll(tangent, i -> v[i] * y[i + n] + y[i] * v[i + n]);
      return tangent;
    }
  }

  private static ComputationGraph graph() {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .dataType(DataType.DOUBLE)
            .graphBuilder()
            .addInputs("input")
            .addLayer("first", dense(INPUTS, 4), "input")
            .addLayer("middle", dense(4, 4), "first")
            .addLayer("skip", new ActivationLayer(Activation.SIGMOID), "first")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "middle", "skip")
            .addLayer("output", output(), "sum")
            .setOutputs("output");
    return initialised(new ComputationGraph(builder.build()));
  }

  private static ComputationGraph graphWithLambda() {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(6)
            .dataType(DataType.DOUBLE)
            .graphBuilder()
            .addInputs("input")
            .addLayer("first", dense(INPUTS, 4), "input")
            .addLayer("middle", dense(4, 4), "first")
            .addVertex("product", new ProductVertex(), "first", "middle")
            .addLayer("output", output(), "product")
            .setOutputs("output");
    return initialised(new ComputationGraph(builder.build()));
  }

  private static ComputationGraph initialised(ComputationGraph graph) {
    graph.init();
    return graph;
  }

  private static DenseLayer dense(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).activation(Activation.TANH).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(4)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Program program(ComputationGraph graph) {
    return Dl4jLowering.lower(graph, Precision.FLOAT64, INPUTS);
  }

  private static double[] output(Program program, double[] x) {
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(1)) {
      evaluator.forward(x);
      return evaluator.target(0);
    }
  }

  private static double[] gradient(Program program, double[] x) {
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(1)) {
      evaluator.forward(x);
      return evaluator.vjp(new double[] {1, -2, 3})[0];
    }
  }

  private static double[] jvp(Program program, double[] x, double[] v) {
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(1)) {
      evaluator.forward(x);
      return evaluator.jvp(v)[0];
    }
  }

  private static INDArray batch(double[] x, int rows) {
    return Nd4j.createFromArray(x).reshape(rows, INPUTS);
  }

  private static double[] moved(double[] x, double[] v, double step) {
    double[] moved = x.clone();
    Arrays.setAll(moved, i -> x[i] + step * v[i]);
    return moved;
  }

  private static double[] gaussian(int n, long seed) {
    Random random = new Random(seed);
    return random.doubles(n, -1, 1).toArray();
  }
}
