package org.conductance4j.attribution.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.conductance4j.attribution.question.Objective.Kind;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.OutputStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReadoutTest {

  /** Softmax of (0, ln 2, ln 5) is (1/8, 2/8, 5/8); the logit of a sigmoid of 1/4 is −ln 3. */
  @Test
  void value_handMadeLogits_isTheClosedForm() {
    double[] z = {9, 9, 9, 0, Math.log(2), Math.log(5)};

    assertThat(
            readout(OutputActivation.SOFTMAX, Kind.PROBABILITY).value(OutputStage.LOGITS, z, 1, 3))
        .isCloseTo(0.25, within(1e-15));
    assertThat(
            readout(OutputActivation.SOFTMAX, Kind.LOG_PROBABILITY)
                .value(OutputStage.LOGITS, z, 1, 3))
        .isCloseTo(Math.log(0.25), within(1e-15));
    assertThat(readout(OutputActivation.SOFTMAX, Kind.LOGIT).value(OutputStage.LOGITS, z, 1, 3))
        .isEqualTo(Math.log(2));
    assertThat(readout(OutputActivation.SOFTMAX, Kind.MARGIN).value(OutputStage.LOGITS, z, 1, 3))
        .isCloseTo(Math.log(2) - Math.log(5), within(1e-15));
    double[] quarter = {0, -Math.log(3), 0};
    assertThat(
            readout(OutputActivation.SIGMOID, Kind.PROBABILITY)
                .value(OutputStage.LOGITS, quarter, 0, 3))
        .isCloseTo(0.25, within(1e-15));
    assertThat(
            readout(OutputActivation.IDENTITY, Kind.PROBABILITY)
                .value(OutputStage.LOGITS, quarter, 0, 3))
        .isEqualTo(-Math.log(3));
  }

  @Test
  void value_hugeLogits_staysFinite() {
    double[] z = {1000, -1000, 0};

    assertThat(
            readout(OutputActivation.SOFTMAX, Kind.LOG_PROBABILITY)
                .value(OutputStage.LOGITS, z, 0, 3))
        .isEqualTo(-2000);
    assertThat(
            readout(OutputActivation.SIGMOID, Kind.LOG_PROBABILITY)
                .value(OutputStage.LOGITS, z, 0, 3))
        .isEqualTo(-1000);
    double[] cotangents = new double[3];
    readout(OutputActivation.SOFTMAX, Kind.LOG_PROBABILITY)
        .cotangent(OutputStage.LOGITS, z, 0, 3, cotangents);
    assertThat(cotangents).containsExactly(new double[] {-1, 1, 0}, within(1e-300));
  }

  @ParameterizedTest
  @MethodSource("readable")
  void cotangent_anyObjective_isTheCentralDifference(
      OutputActivation head, Kind kind, OutputStage target) {
    Readout readout = readout(head, kind);
    SplittableRandom random = new SplittableRandom(3);
    double[] values = random.doubles(6, 0.1, 0.9).toArray();
    double[] cotangents = {7, 7, 7, 7, 7, 7};

    readout.cotangent(target, values, 1, 3, cotangents);

    assertThat(cotangents).startsWith(7, 7, 7);
    for (int c = 3; c < 6; c++) {
      double[] up = values.clone();
      double[] down = values.clone();
      up[c] += 1e-6;
      down[c] -= 1e-6;
      double slope = (readout.value(target, up, 1, 3) - readout.value(target, down, 1, 3)) / 2e-6;
      assertThat(cotangents[c]).isCloseTo(slope, within(1e-8));
    }
  }

  static Stream<Arguments> readable() {
    Stream.Builder<Arguments> cases = Stream.builder();
    for (OutputActivation head : OutputActivation.values()) {
      for (Kind kind : Kind.values()) {
        for (OutputStage target : OutputStage.values()) {
          boolean logOfLinear = head == OutputActivation.IDENTITY && kind == Kind.LOG_PROBABILITY;
          boolean logitOfSoftmax =
              head == OutputActivation.SOFTMAX
                  && kind == Kind.LOGIT
                  && target == OutputStage.OUTPUT;
          if (!logOfLinear && !logitOfSoftmax) {
            cases.add(Arguments.of(head, kind, target));
          }
        }
      }
    }
    return cases.build();
  }

  @ParameterizedTest
  @MethodSource("kindsBeforeAndAfter")
  void value_outputsOfTheHead_equalsThatOfTheLogits(OutputActivation head, Kind kind) {
    double[] z = {0.3, -0.7, 0.2};
    double[] p = new double[3];
    for (int c = 0; c < 3; c++) {
      p[c] =
          head == OutputActivation.SIGMOID
              ? 1 / (1 + Math.exp(-z[c]))
              : Math.exp(z[c]) / (Math.exp(z[0]) + Math.exp(z[1]) + Math.exp(z[2]));
    }
    Readout readout = readout(head, kind);

    assertThat(readout.value(OutputStage.OUTPUT, p, 0, 3))
        .isCloseTo(readout.value(OutputStage.LOGITS, z, 0, 3), within(1e-14));
  }

  static Stream<Arguments> kindsBeforeAndAfter() {
    return Stream.of(
        Arguments.of(OutputActivation.SOFTMAX, Kind.PROBABILITY),
        Arguments.of(OutputActivation.SOFTMAX, Kind.LOG_PROBABILITY),
        Arguments.of(OutputActivation.SOFTMAX, Kind.MARGIN),
        Arguments.of(OutputActivation.SIGMOID, Kind.PROBABILITY),
        Arguments.of(OutputActivation.SIGMOID, Kind.LOG_PROBABILITY),
        Arguments.of(OutputActivation.SIGMOID, Kind.LOGIT),
        Arguments.of(OutputActivation.SIGMOID, Kind.MARGIN));
  }

  @Test
  void value_logitAfterSoftmax_isRefused() {
    assertThatThrownBy(
            () ->
                readout(OutputActivation.SOFTMAX, Kind.LOGIT)
                    .value(OutputStage.OUTPUT, new double[3], 0, 3))
        .hasMessage(
            "objective: a logit cannot be read after the softmax, got the output layer; choose an"
                + " earlier layer, or probability:1");
  }

  private static Readout readout(OutputActivation head, Kind kind) {
    return new Readout(head, kind, 1, 2, "x", 0);
  }
}
