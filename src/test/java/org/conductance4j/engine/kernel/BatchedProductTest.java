package org.conductance4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramIo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

/** Attention whose queries, keys and values lie beside each other, head by head. */
class BatchedProductTest {

  private static final int TOKENS = 5;
  private static final int HEADS = 3;
  private static final int SIZE = 4;
  private static final int WIDTH = HEADS * SIZE;
  private static final double SCALE = 0.5;

  /** The place of a number in a row of queries, keys and values. */
  private static int place(int part, int head, int token, int i) {
    return token * 3 * WIDTH + part * WIDTH + head * SIZE + i;
  }

  private static int[] heads(int part) {
    return IntStream.range(0, TOKENS * WIDTH)
        .map(k -> place(part, k / SIZE / TOKENS, k / SIZE % TOKENS, k % SIZE))
        .toArray();
  }

  private static Program program(Precision precision, boolean copies) {
    Value x = Value.pair(TOKENS, 3 * WIDTH);
    Value queries = Value.pair(HEADS * TOKENS, SIZE);
    Value scaled = queries.alike();
    Value keys = Value.pair(HEADS * SIZE, TOKENS);
    Value values = queries.alike();
    Value scores = Value.pair(HEADS * TOKENS, TOKENS);
    Value shares = scores.alike();
    Value mixed = queries.alike();
    Value out = Value.pair(TOKENS, WIDTH);
    int[] turned =
        IntStream.range(0, TOKENS * WIDTH)
            .map(k -> place(1, k / TOKENS / SIZE, k % TOKENS, k / TOKENS % SIZE))
            .toArray();
    int[] back =
        IntStream.range(0, TOKENS * WIDTH)
            .map(k -> (k % WIDTH / SIZE * TOKENS + k / WIDTH) * SIZE + k % SIZE)
            .toArray();
    var type = Buffer.type(precision);
    List<Operation> operations =
        List.of(
            new Rearrangement(x, queries, heads(0)),
            new Affine(queries, scaled, Nd4j.ones(type, SIZE).muli(SCALE), Nd4j.zeros(type, SIZE)),
            new Rearrangement(x, keys, turned),
            new BatchedProduct(scaled, keys, scores, HEADS, SIZE),
            new Softmax(scores, shares),
            new Rearrangement(x, values, heads(2)),
            new BatchedProduct(shares, values, mixed, HEADS, TOKENS),
            new Rearrangement(mixed, out, back));
    ProgramIo.End end = new ProgramIo.End(out, out, OutputActivation.IDENTITY);
    List<ProgramIo.Part> parts = List.of(new ProgramIo.Part("x", x, null));
    ProgramIo ends = new ProgramIo(x, parts, "f", end, Map.of("f", end));
    Map<String, Value> layers =
        copies ? Map.of("scaled", scaled, "keys", keys, "mixed", mixed) : Map.of();
    return new Program(precision, ends, operations, layers, Map.of());
  }

  private static double[] attention(double[] x, int start) {
    double[] out = new double[TOKENS * WIDTH];
    for (int head = 0; head < HEADS; head++) {
      for (int token = 0; token < TOKENS; token++) {
        double[] share = new double[TOKENS];
        double sum = 0;
        for (int other = 0; other < TOKENS; other++) {
          double score = 0;
          for (int i = 0; i < SIZE; i++) {
            score += x[start + place(0, head, token, i)] * x[start + place(1, head, other, i)];
          }
          share[other] = Math.exp(SCALE * score);
          sum += share[other];
        }
        for (int other = 0; other < TOKENS; other++) {
          for (int i = 0; i < SIZE; i++) {
            out[token * WIDTH + head * SIZE + i] +=
                share[other] / sum * x[start + place(2, head, other, i)];
          }
        }
      }
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void heads_ofOneValue_equalPlainAttention(int batch) {
    SplittableRandom random = new SplittableRandom(batch);
    int length = 3 * TOKENS * WIDTH;
    double[] x = random.doubles((long) batch * length, -1, 1).toArray();
    for (Precision precision : Precision.values()) {
      Program program = program(precision, false);
      double tolerance = precision == Precision.FLOAT64 ? 1e-14 : 1e-6;
      try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(batch)) {
        evaluator.forward(x);
        double[] out = evaluator.target(0);
        for (int row = 0; row < batch; row++) {
          double[] expected = attention(x, row * length);
          for (int i = 0; i < expected.length; i++) {
            assertThat(out[row * expected.length + i]).isCloseTo(expected[i], within(tolerance));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void derivatives_ofHeadsOfOneValue_agreeWithDifferencesAndEachOther(int batch) {
    SplittableRandom random = new SplittableRandom(batch);
    double[] x = random.doubles(3L * batch * TOKENS * WIDTH, -1, 1).toArray();
    double[] v = random.doubles(x.length, -1, 1).toArray();
    double[] u = random.doubles((long) batch * TOKENS * WIDTH, -1, 1).toArray();
    Program program = program(Precision.FLOAT64, false);
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(batch)) {
      double[] above = moved(evaluator, x, v, 1e-5);
      double[] below = moved(evaluator, x, v, -1e-5);
      evaluator.forward(x);
      double[] tangent = evaluator.jvp(v)[0];
      double[] gradient = evaluator.vjp(u)[0];

      assertThat(dot(u, tangent)).isCloseTo(dot(gradient, v), within(1e-12));
      for (int i = 0; i < tangent.length; i++) {
        assertThat((above[i] - below[i]) / 2e-5).isCloseTo(tangent[i], within(1e-8));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scaled", "keys", "mixed"})
  void copies_thatHaveNames_areStillLayers(String name) {
    double[] x = new SplittableRandom(5).doubles(3L * TOKENS * WIDTH, -1, 1).toArray();
    Program program = program(Precision.FLOAT64, true);

    var split = program.split(program.layer(name), OutputStage.OUTPUT);

    try (Evaluator lower = split.lower().bind(1);
        Evaluator upper = split.upper().bind(1)) {
      lower.forward(x);
      double[][] frontier = new double[lower.targets()][];
      for (int k = 0; k < frontier.length; k++) {
        frontier[k] = lower.target(k);
      }
      upper.forward(frontier);
      double[] out = upper.target(0);
      double[] expected = attention(x, 0);
      for (int i = 0; i < expected.length; i++) {
        assertThat(out[i]).isCloseTo(expected[i], within(1e-14));
      }
    }
  }

  private static double[] moved(Evaluator evaluator, double[] x, double[] v, double step) {
    double[] point = x.clone();
    for (int i = 0; i < point.length; i++) {
      point[i] += step * v[i];
    }
    evaluator.forward(point);
    return evaluator.target(0);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
