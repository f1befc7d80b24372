package org.conductance4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramIo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BackwardRuleTest {

  /** The gradient passes where it is positive and the ReLU's value is, too. */
  private static final BackwardRule GUIDED = elementWise((y, u) -> y > 0 && u > 0 ? u : 0);

  /** A rule for one input by the operation's value and the gradient of each element. */
  private static BackwardRule elementWise(DoubleBinaryOperator function) {
    return (binder, operation, own) -> {
      int length = Math.toIntExact(binder.length(operation.output()));
      Buffer value = binder.value(operation.output());
      Buffer gradient = binder.gradient(operation.output());
      binder.contribute(
          operation,
          0,
          into ->
              binder.hostStep(
                  () -> {
                    double[] y = new double[length];
                    double[] u = new double[length];
                    value.read(0, y, 0, length);
                    gradient.read(0, u, 0, length);
                    for (int i = 0; i < length; i++) {
                      u[i] = function.applyAsDouble(y[i], u[i]);
                    }
                    into.write(0, u, 0, length);
                  }));
    };
  }

  /**
   * h = (x₁ − x₂, x₁ + x₂, 2x₁), F = 5 max(h₁, 0) + 4 max(h₂, 0) − 3 max(h₃, 0).
   *
   * <p>At x = (1, 2), h = (−1, 3, 2) and the gradient at the ReLUs' output is (5, 4, −3). Of it the
   * derivative passes (0, 4, −3): 4 · (1, 1) − 3 · (2, 0) = (−2, 4). Guided backpropagation passes
   * (0, 4, 0): (4, 4). In the other row, x = (−2, −1), h = (−1, −3, −4) lets nothing pass.
   */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void vjp_withGuidedBackpropagation_passesPositiveGradientsAlone(Precision precision) {
    Value x = Value.flat(2);
    Value h = Value.flat(3);
    Value y = Value.flat(3);
    Value f = Value.flat(1);
    Program own =
        program(
            precision,
            x,
            f,
            dense(precision, x, h, new double[][] {{1, 1, 2}, {-1, 1, 0}}),
            new ClippedRelu(h, y, Double.POSITIVE_INFINITY),
            dense(precision, y, f, new double[][] {{5}, {4}, {-3}}));
    Program guided = own.withBackwardRule(ClippedRelu.class::isInstance, GUIDED);
    double[] points = {1, 2, -2, -1};

    assertThat(vjp(own, points, 1, 1)).containsExactly(-2, 4, 0, 0);
    assertThat(vjp(guided, points, 1, 1)).containsExactly(4, 4, 0, 0);
    assertThat(forward(guided, points)).containsExactly(forward(own, points)).containsExactly(6, 0);
    assertThat(jvp(guided, points, 1, 0, 1, 0)).containsExactly(-2, 0);
  }

  /**
   * s = (x₂, x₃, −x₁ − 4) + x, F = 2 max(s₁, 0) − max(s₂, 0) + 4 max(s₃, 0).
   *
   * <p>At x = (1, 2, 3), s = (3, 5, −2). Of the gradient (2, −1, 4) the derivative passes g = (2,
   * −1, 0) and guided backpropagation g = (2, 0, 0); both summands get it: the input's gradient is
   * (−g₃, g₁, g₂) + g, (2, 1, −1) and (2, 2, 0).
   */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void vjp_ofAFusedRelu_isThatOfTheReluItself(Precision precision) {
    Value x = Value.flat(3);
    Value a = Value.flat(3);
    Value s = Value.flat(3);
    Value y = Value.flat(3);
    Value f = Value.flat(1);
    double[][] turned = {{0, 0, -1}, {1, 0, 0}, {0, 1, 0}};
    var bias = Nd4j.createFromArray(0.0, 0.0, -4.0).castTo(Buffer.type(precision));
    Operation[] operations = {
      new Dense(x, a, weights(precision, turned), bias),
      new Sum(List.of(a, x), s),
      new ClippedRelu(s, y, Double.POSITIVE_INFINITY),
      dense(precision, y, f, new double[][] {{2}, {-1}, {4}})
    };
    Program own = program(precision, x, f, operations);
    Program guided = own.withBackwardRule(ClippedRelu.class::isInstance, GUIDED);

    assertThat(Folding.fold(List.of(operations), List.of(x), List.of(f))).hasSize(3);
    assertThat(vjp(own, new double[] {1, 2, 3}, 1)).containsExactly(2, 1, -1);
    assertThat(vjp(guided, new double[] {1, 2, 3}, 1)).containsExactly(2, 2, 0);
    assertThat(forward(guided, 1, 2, 3)).containsExactly(1);
  }

  /** The derivative of tanh takes the place of its value, unless a rule still reads that. */
  @Test
  void jvp_besideARuleThatReadsTheOutput_isTheDerivative() {
    Value x = Value.flat(4);
    Value y = Value.flat(4);
    Value f = Value.flat(1);
    double[][] ones = {{1}, {1}, {1}, {1}};
    Program own =
        program(
            Precision.FLOAT64,
            x,
            f,
            new Pointwise(x, y, new NativeFunction.Tanh()),
            dense(Precision.FLOAT64, y, f, ones));
    Program ruled =
        own.withBackwardRule(Pointwise.class::isInstance, elementWise((value, u) -> value * u));
    double[] point = {-1, 0.5, 2, 3};
    double[] along = {1, 2, 3, 4};

    try (Evaluator evaluator = ruled.whole(OutputStage.OUTPUT).bind(1)) {
      evaluator.forward(point);
      for (int round = 0; round < 2; round++) {
        assertThat(evaluator.jvp(along)[0]).containsExactly(jvp(own, point, along));
        double[] gradient = evaluator.vjp(new double[] {2})[0];
        for (int i = 0; i < point.length; i++) {
          assertThat(gradient[i] / 2).isCloseTo(Math.tanh(point[i]), within(1e-15));
        }
      }
    }
  }

  /** No rule, one that no operation has, and the operations' own vjps by way of a rule. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void programs_whoseVjpsAreTheirOwn_areBitIdentical(Precision precision) {
    SplittableRandom random = new SplittableRandom(5);
    Value x = Value.flat(7);
    Value h = Value.flat(9);
    Value y = Value.flat(9);
    Value f = Value.flat(3);
    Program untouched =
        program(
            precision,
            x,
            f,
            dense(precision, x, h, random(random, 7, 9)),
            new ClippedRelu(h, y, Double.POSITIVE_INFINITY),
            dense(precision, y, f, random(random, 9, 3)));
    double[] point = random.doubles(7, -1, 1).toArray();
    double[] along = random.doubles(7, -1, 1).toArray();
    double[] cotangent = random.doubles(3, -1, 1).toArray();

    for (Program same :
        List.of(
            untouched.withBackwardRule(operation -> false, GUIDED),
            untouched.withBackwardRule(operation -> true, (b, operation, own) -> own.planVjp()))) {
      assertThat(forward(same, point)).isEqualTo(forward(untouched, point));
      assertThat(jvp(same, point, along)).isEqualTo(jvp(untouched, point, along));
      assertThat(vjp(same, point, cotangent)).isEqualTo(vjp(untouched, point, cotangent));
    }
  }

  private static double[][] random(SplittableRandom random, int rows, int columns) {
    return IntStream.range(0, rows)
        .mapToObj(row -> random.doubles(columns, -1, 1).toArray())
        .toArray(double[][]::new);
  }

  private static Dense dense(Precision precision, Value in, Value out, double[][] weights) {
    return new Dense(in, out, weights(precision, weights), null);
  }

  private static INDArray weights(Precision precision, double[][] weights) {
    return Nd4j.createFromArray(weights).castTo(Buffer.type(precision));
  }

  private static Program program(
      Precision precision, Value input, Value output, Operation... operations) {
    ProgramIo.End end = new ProgramIo.End(output, output, OutputActivation.IDENTITY);
    List<ProgramIo.Part> parts = List.of(new ProgramIo.Part("x", input, null));
    ProgramIo ends = new ProgramIo(input, parts, "f", end, Map.of("f", end));
    return new Program(precision, ends, List.of(operations), Map.of(), Map.of());
  }

  private static double[] forward(Program program, double... points) {
    int batch = points.length / program.inputShape()[0];
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(batch)) {
      evaluator.forward(points);
      return evaluator.target(0);
    }
  }

  private static double[] vjp(Program program, double[] points, double... cotangents) {
    int batch = points.length / program.inputShape()[0];
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(batch)) {
      evaluator.forward(points);
      return evaluator.vjp(cotangents)[0];
    }
  }

  private static double[] jvp(Program program, double[] points, double... tangents) {
    int batch = points.length / program.inputShape()[0];
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(batch)) {
      evaluator.forward(points);
      return evaluator.jvp(tangents)[0];
    }
  }
}
