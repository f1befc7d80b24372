package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.audit.Audit;
import org.conductance4j.engine.kernel.Buffer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares a lowered network with DL4J's own inference and with differences of it. */
public final class NetworkOracle {

  private final ComputationGraph graph;
  private final ComputationGraph exact;
  private final int[] shape;
  private final int batch;
  private final Random random;

  NetworkOracle(ComputationGraph graph, int[] shape, int batch, long seed) {
    this.graph = graph;
    this.exact = graph.convertDataType(DataType.DOUBLE);
    this.shape = shape.clone();
    this.batch = batch;
    this.random = new Random(seed);
  }

  /** Random parameters everywhere, also where DL4J starts with zeros and ones. */
  public static ComputationGraph initialised(ComputationGraph graph, int seed) {
    graph.init();
    Nd4j.getRandom().setSeed(seed);
    for (var layer : graph.getLayers()) {
      layer
          .paramTable()
          .forEach(
              (key, parameter) -> {
                INDArray noise = Nd4j.rand(parameter.dataType(), parameter.shape());
                if (key.equals("var")) {
                  parameter.assign(noise.addi(0.5));
                } else {
                  parameter.addi(noise.subi(0.5).muli(key.equals("W") ? 0.2 : 0.4));
                }
              });
    }
    return graph;
  }

  /** Audits a program against DL4J. */
  public static Audit.Findings audit(ComputationGraph graph, Program program, Tensor... examples) {
    return Audit.check(new Dl4jReference(graph), program, List.of(examples), () -> {});
  }

  /** Compares a network's value and derivatives with DL4J's in both precisions. */
  public static void check(ComputationGraph graph, int[] shape, int batch, int seed) {
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT32, shape);
    audit(graph, program, Audit.probe(shape));
    NetworkOracle oracle = new NetworkOracle(graph, shape, batch, seed);
    assertThat(oracle.forwardError(Precision.FLOAT32)).isLessThan(1e-5);
    assertThat(oracle.forwardError(Precision.FLOAT64)).isLessThan(1e-12);
    assertThat(oracle.dualityError(Precision.FLOAT64)).isLessThan(1e-13);
    assertThat(oracle.dualityError(Precision.FLOAT32)).isLessThan(1e-6);
    assertThat(oracle.jvpError()).isLessThan(1e-7);
    oracle.requireOwnWeights();
  }

  /** A program computes the same when the network's weights are gone. */
  private void requireOwnWeights() {
    if (graph.numParams() == 0) {
      return;
    }
    INDArray kept = graph.params().dup();
    double[] x = randomInput();
    Program early = Dl4jLowering.lower(graph, Precision.FLOAT32, shape);
    double[][] expected = valueAndGradient(early, x);
    Program late = Dl4jLowering.lower(graph, Precision.FLOAT32, shape);
    try {
      graph.params().assign(Double.NaN);
      assertThat(valueAndGradient(late, x)).isDeepEqualTo(expected);
    } finally {
      graph.params().assign(kept);
    }
  }

  private double[][] valueAndGradient(Program program, double[] x) {
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(batch)) {
      evaluator.forward(x);
      double[] value = evaluator.target(0);
      return new double[][] {value, evaluator.vjp(value)[0]};
    }
  }

  /** Like {@link #check} where DL4J itself runs, or is right, in float64 alone. */
  public static void checkInDouble(ComputationGraph graph, int[] shape, int batch, int seed) {
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT32, shape);
    audit(graph, program, Audit.probe(shape));
    NetworkOracle oracle = new NetworkOracle(graph, shape, batch, seed);
    assertThat(oracle.singleAgainstDouble()).isLessThan(1e-5);
    assertThat(oracle.forwardError(Precision.FLOAT64)).isLessThan(1e-12);
    assertThat(oracle.dualityError(Precision.FLOAT64)).isLessThan(1e-13);
    assertThat(oracle.dualityError(Precision.FLOAT32)).isLessThan(1e-6);
    assertThat(oracle.jvpError()).isLessThan(1e-7);
  }

  private double singleAgainstDouble() {
    double[] x = randomInput();
    try (Evaluator evaluator = evaluator(Precision.FLOAT32)) {
      evaluator.forward(x);
      return error(evaluator.target(0), dl4j(x, Precision.FLOAT64));
    }
  }

  double[] randomInput() {
    return gaussian(batch * length(shape));
  }

  double[] gaussian(int n) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** DL4J's output in the given precision. */
  double[] dl4j(double[] x, Precision precision) {
    long[] batched = new long[shape.length + 1];
    batched[0] = batch;
    for (int i = 0; i < shape.length; i++) {
      batched[i + 1] = shape[i];
    }
    INDArray in = Nd4j.createFromArray(x).castTo(Buffer.type(precision)).reshape('c', batched);
    ComputationGraph network = precision == Precision.FLOAT64 ? exact : graph;
    return network.outputSingle(in).dup('c').castTo(DataType.DOUBLE).data().asDouble();
  }

  /** Largest difference of the forward pass, relative to the largest value. */
  double forwardError(Precision precision) {
    double[] x = randomInput();
    double[] expected = dl4j(x, precision);
    try (Evaluator evaluator = evaluator(precision)) {
      evaluator.forward(x);
      return error(evaluator.target(0), expected);
    }
  }

  /**
   * Largest relative difference between jvp and the central difference (fourth order) of DL4J's
   * output, of the step where it is smallest: a kink may lie within one step, rounding may drown
   * another.
   */
  double jvpError() {
    double[] x = randomInput();
    double[] v = randomInput();
    double[] tangent;
    try (Evaluator evaluator = evaluator(Precision.FLOAT64)) {
      evaluator.forward(x);
      tangent = evaluator.jvp(v)[0];
    }
    return DoubleStream.of(1e-6, 1e-5, 1e-7)
        .map(step -> error(tangent, extrapolated(x, v, step)))
        .min()
        .orElseThrow();
  }

  private double[] extrapolated(double[] x, double[] v, double step) {
    double[] near = difference(x, v, step);
    double[] far = difference(x, v, 2 * step);
    double[] expected = new double[near.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (4 * near[i] - far[i]) / 3;
    }
    return expected;
  }

  private double[] difference(double[] x, double[] v, double step) {
    double[] forward = dl4j(sum(x, v, step), Precision.FLOAT64);
    double[] backward = dl4j(sum(x, v, -step), Precision.FLOAT64);
    double[] difference = new double[forward.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = (forward[i] - backward[i]) / (2 * step);
    }
    return difference;
  }

  /** |⟨u, Jv⟩ − ⟨Jᵀu, v⟩| relative to the larger of |u||Jv| and |Jᵀu||v|. */
  double dualityError(Precision precision) {
    double[] x = randomInput();
    double[] v = randomInput();
    try (Evaluator evaluator = evaluator(precision)) {
      evaluator.forward(x);
      double[] tangent = evaluator.jvp(v)[0];
      double[] u = gaussian(tangent.length);
      double[] gradient = evaluator.vjp(u)[0];
      double forward = Math.sqrt(dot(u, u) * dot(tangent, tangent));
      double backward = Math.sqrt(dot(gradient, gradient) * dot(v, v));
      double scale = Math.max(Math.max(forward, backward), 1e-300);
      return Math.abs(dot(u, tangent) - dot(gradient, v)) / scale;
    }
  }

  private Evaluator evaluator(Precision precision) {
    return Dl4jLowering.lower(graph, precision, shape).whole(OutputStage.OUTPUT).bind(batch);
  }

  private static double[] sum(double[] x, double[] v, double step) {
    double[] sum = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      sum[i] = x[i] + step * v[i];
    }
    return sum;
  }

  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  public static double error(double[] actual, double[] expected) {
    double largest = 0;
    double scale = 1e-30;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return actual.length == expected.length ? largest / scale : Double.POSITIVE_INFINITY;
  }

  private static int length(int... shape) {
    int n = 1;
    for (int extent : shape) {
      n *= extent;
    }
    return n;
  }
}
