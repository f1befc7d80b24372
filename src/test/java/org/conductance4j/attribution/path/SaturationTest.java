package org.conductance4j.attribution.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.Objective.Kind;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.engine.OutputActivation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaturationTest {

  /** Leaves 0 at α = 0.25 and is within 1e-9 of 1 from 0.4 on: saturated along 0.85 of the path. */
  private static final List<PathPoint> JUMP =
      List.of(
          new PathPoint(0, 1e-12, 0),
          new PathPoint(0.25, 1e-9, 1),
          new PathPoint(0.3, 0.5, 1),
          new PathPoint(0.4, 1 - 1e-9, 1),
          new PathPoint(1, 1, 0));

  private static Optional<String> of(
      OutputActivation head, Kind kind, double atInput, List<PathPoint> trace) {
    Readout readout = new Readout(head, kind, 7, 7, "7", 0);
    return Saturation.warning(readout, Precision.FLOAT32, atInput, trace);
  }

  @Test
  void probability_saturatedAtInputAndOnThePath_saysBothAndProposesTheLogit() {
    Optional<String> found = of(OutputActivation.SOFTMAX, Kind.PROBABILITY, 1, JUMP);

    assertThat(found)
        .contains(
            "the probability is saturated at the input and along 85 % of the path, within its"
                + " rounding (9.5e-07) of 0 or 1: its gradient there is lost in noise; consider"
                + " logit:7, which does not saturate");
  }

  @Test
  void logProbability_onlyCertaintySaturates() {
    List<PathPoint> logs =
        JUMP.stream().map(p -> new PathPoint(p.alpha(), Math.log(p.score()), p.weight())).toList();
    Optional<String> found = of(OutputActivation.SIGMOID, Kind.LOG_PROBABILITY, 0, logs);

    assertThat(found)
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith(
                        "the log-probability is saturated at the input and along 60 % of the"
                            + " path, within its rounding (9.5e-07) of 0, certainty:"));
  }

  @ParameterizedTest
  @CsvSource({
    "SOFTMAX, LOGIT, 1",
    "SIGMOID, MARGIN, 0",
    "IDENTITY, PROBABILITY, 1",
    "SOFTMAX, PROBABILITY, .99925"
  })
  void scoreThatCanMove_isNotWarnedOf(OutputActivation head, Kind kind, double atInput) {
    List<PathPoint> half = JUMP.subList(1, 4);

    assertThat(of(head, kind, atInput, half)).isEmpty();
  }

  @Test
  void doublePrecision_hasItsOwnRounding() {
    Readout readout = new Readout(OutputActivation.SOFTMAX, Kind.PROBABILITY, 0, 0, "0", 0);

    assertThat(Saturation.warning(readout, Precision.FLOAT64, 1 - 1e-9, List.of())).isEmpty();
    assertThat(Saturation.warning(readout, Precision.FLOAT64, 1, List.of())).isPresent();
  }
}
