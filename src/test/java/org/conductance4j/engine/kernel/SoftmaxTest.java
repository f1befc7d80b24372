package org.conductance4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramIo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probabilities of rows of any size, which ND4J's own operation gives only for some. */
class SoftmaxTest {

  private static final int ROWS = 7;
  private static final int WIDTH = 5;

  @ParameterizedTest
  @CsvSource({"0, 3", "900, 100", "-720, 3", "-900, 100", "-1e5, 1e-3", "-1e9, 50"})
  void rows_ofAnySize_addUpToOne(double middle, double spread) {
    Value x = Value.pair(ROWS, WIDTH);
    Value y = x.alike();
    ProgramIo.End end = new ProgramIo.End(y, y, OutputActivation.IDENTITY);
    ProgramIo ends =
        new ProgramIo(x, List.of(new ProgramIo.Part("x", x, null)), "y", end, Map.of("y", end));
    double[] numbers =
        new SplittableRandom(1)
            .doubles(ROWS * WIDTH, middle - spread, middle + spread)
            .map(each -> (float) each)
            .toArray();
    for (Precision precision : Precision.values()) {
      Program program =
          new Program(precision, ends, List.of(new Softmax(x, y)), Map.of(), Map.of());
      double[] found;
      try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bindForward(1)) {
        evaluator.forward(numbers);
        found = evaluator.target(0);
      }
      for (int row = 0; row < ROWS; row++) {
        double[] own = Arrays.copyOfRange(numbers, row * WIDTH, (row + 1) * WIDTH);
        double most = Arrays.stream(own).max().orElseThrow();
        double sum = Arrays.stream(own).map(each -> Math.exp(each - most)).sum();
        for (int i = 0; i < WIDTH; i++) {
          assertThat(found[row * WIDTH + i])
              .as("%s, row %d", precision, row)
              .isCloseTo(
                  Math.exp(own[i] - most) / sum,
                  within(precision == Precision.FLOAT64 ? 1e-14 : 2e-6));
        }
      }
    }
  }
}
