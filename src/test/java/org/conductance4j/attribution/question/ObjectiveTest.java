package org.conductance4j.attribution.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.conductance4j.attribution.question.Objective.Kind;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.OutputActivation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {

  private static final List<String> LABELS = List.of("car", "traffic light, stoplight", "sign");
  private static final double[] LOGITS = {1, 3, 2};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "probability:2|PROBABILITY|2|2|sign",
        "logit:car|LOGIT|0|0|car",
        "log-probability:predicted|LOG_PROBABILITY|1|1|traffic light, stoplight",
        "probability:traffic light, stoplight|PROBABILITY|1|1|traffic light, stoplight",
        "margin:1,0|MARGIN|1|0|traffic light, stoplight - car",
        "margin:traffic light, stoplight,sign|MARGIN|1|2|traffic light, stoplight - sign",
        "margin:predicted,car|MARGIN|1|0|traffic light, stoplight - car"
      })
  void resolve_indexNameOrPredicted_findsTheClass(
      String text, Kind kind, int index, int other, String label) {
    Readout readout = Objective.parse(text).resolve(OutputActivation.SOFTMAX, LABELS, LOGITS, 0);

    assertThat(readout)
        .isEqualTo(new Readout(OutputActivation.SOFTMAX, kind, index, other, label, 0));
    assertThat(Objective.parse(text)).hasToString(text);
  }

  @Test
  void resolve_nameOfTwoClasses_isRefused() {
    List<String> cranes = List.of("crane", "sign", "crane");

    assertThatThrownBy(
            () ->
                Objective.parse("logit:crane").resolve(OutputActivation.SOFTMAX, cranes, LOGITS, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "objective: several classes have this name, got 'crane' for 0 and 2; give the class's"
                + " index");
    assertThat(
            Objective.parse("logit:2").resolve(OutputActivation.SOFTMAX, cranes, LOGITS, 0).label())
        .isEqualTo("crane");
  }

  @Test
  void resolve_withoutLabels_labelIsTheIndex() {
    assertThat(
            Objective.parse("logit:1")
                .resolve(OutputActivation.IDENTITY, List.of(), LOGITS, 0)
                .label())
        .isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "probability", "probability:", "score:1", "margin:1", "Logit:1"})
  void parse_otherForms_areRefused(String text) {
    assertThatThrownBy(() -> Objective.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("objective: ")
        .hasMessageEndingWith(
            "; write probability:C, logit:C, log-probability:C or margin:C,D, with C a class index,"
                + " a class name or 'predicted', and @T behind it for a time step; or softmax:C,"
                + " sigmoid:C, token:ID, element:I,J,... or cosine:FILE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "probability:predicted@3|predicted|3",
        "logit:mail@home@0|mail@home|0",
        "margin:1,user@home|1,user@home|-1"
      })
  void parse_numberBehindAt_isTheTimeStep(String text, String classes, int step) {
    Objective objective = Objective.parse(text);

    assertThat(objective.classes()).isEqualTo(classes);
    assertThat(objective.step().orElse(-1)).isEqualTo(step);
    assertThat(objective).hasToString(text);
  }

  @Test
  void resolve_nearName_isSuggested() {
    assertThatThrownBy(
            () ->
                Objective.parse("logit:sing").resolve(OutputActivation.SOFTMAX, LABELS, LOGITS, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("objective: no such class, got 'sing'; did you mean 'sign'?");
  }

  @Test
  void resolve_indexBeyondTheLast_isRefused() {
    assertThatThrownBy(
            () ->
                Objective.parse("probability:3")
                    .resolve(OutputActivation.SOFTMAX, List.of(), LOGITS, 0))
        .hasMessage("objective: no such class, got '3'; choose an index from 0 to 2");
  }

  @Test
  void resolve_marginOfOneClass_isRefused() {
    assertThatThrownBy(
            () ->
                Objective.parse("margin:1,predicted")
                    .resolve(OutputActivation.SOFTMAX, LABELS, LOGITS, 0))
        .hasMessageStartingWith("objective: a margin needs two different classes, got ");
  }

  @Test
  void resolve_logProbabilityOfALinearOutput_isRefused() {
    assertThatThrownBy(
            () ->
                Objective.parse("log-probability:1")
                    .resolve(OutputActivation.IDENTITY, LABELS, LOGITS, 0))
        .hasMessage(
            "objective: log-probability needs a network that ends in softmax or sigmoid, got a"
                + " linear output; choose logit:1");
  }
}
