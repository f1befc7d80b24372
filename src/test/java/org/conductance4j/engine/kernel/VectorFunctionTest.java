package org.conductance4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VectorFunctionTest {

  private static final double C = Math.sqrt(2 / Math.PI);
  private static final ScalarFunction NONE = new ScalarFunction(x -> Double.NaN, x -> Double.NaN);

  private static double tanhGelu(double x) {
    return 0.5 * x * (1 + Math.tanh(C * (x + 0.044715 * x * x * x)));
  }

  private static double tanhGeluSlope(double x) {
    double t = Math.tanh(C * (x + 0.044715 * x * x * x));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * C * (1 + 3 * 0.044715 * x * x);
  }

  private static ScalarFunction swish(double slope) {
    return new ScalarFunction(
        x -> x / (1 + Math.exp(-slope * x)),
        x -> {
          double s = 1 / (1 + Math.exp(-slope * x));
          return s + slope * x * s * (1 - s);
        });
  }

  /** The normal distribution by its series, which converges everywhere. */
  private static double normal(double x) {
    if (Math.abs(x) > 8) {
      return x > 0 ? 1 : 0;
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 300; n++) {
      term *= x * x / (2 * n + 1);
      sum += term;
    }
    return 0.5 + sum * density(x);
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static Stream<Arguments> functions() {
    ScalarFunction erf =
        new ScalarFunction(
            x -> 2 * normal(x * Math.sqrt(2)) - 1, x -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x));
    ScalarFunction gelu = new ScalarFunction(x -> x * normal(x), x -> normal(x) + x * density(x));
    ScalarFunction byTanh =
        new ScalarFunction(VectorFunctionTest::tanhGelu, VectorFunctionTest::tanhGeluSlope);
    return Stream.of(
        Arguments.of(VectorFunction.erf(NONE), erf),
        Arguments.of(VectorFunction.gelu(NONE), gelu),
        Arguments.of(VectorFunction.geluByTanh(NONE), byTanh),
        Arguments.of(VectorFunction.swish(1, NONE), swish(1)),
        Arguments.of(VectorFunction.swish(1.702, NONE), swish(1.702)));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void loops_inFloat32_equalTheFormulas(VectorFunction function, ScalarFunction formula) {
    double[] x =
        IntStream.rangeClosed(-30_000, 30_000).mapToDouble(i -> (float) (i / 3e3)).toArray();
    x[0] = -1e4;
    x[1] = 1e4;
    double[] values = new double[x.length];
    double[] slopes = new double[x.length];
    try (BufferPool pool = new BufferPool(Precision.FLOAT32);
        Binder binder = new Binder(pool, 1, true, List.of(), List.of())) {
      Buffer in = binder.scratch(x.length);
      Buffer out = binder.scratch(x.length);
      Buffer slope = binder.scratch(x.length);
      in.write(0, x, 0, x.length);
      List<Runnable> pass = new ArrayList<>();
      binder.plan(pass);
      function.planValue(binder, in, out, x.length);
      function.planDerivative(binder, in, slope, x.length);
      pass.forEach(Runnable::run);
      out.read(0, values, 0, x.length);
      slope.read(0, slopes, 0, x.length);
    }

    for (int i = 0; i < x.length; i++) {
      double size = Math.max(1, Math.abs(x[i]));
      assertThat(values[i])
          .as("at %s", x[i])
          .isCloseTo(formula.value().applyAsDouble(x[i]), within(6e-7 * size));
      assertThat(slopes[i])
          .as("slope at %s", x[i])
          .isCloseTo(formula.derivative().applyAsDouble(x[i]), within(8e-6));
    }
  }
}
