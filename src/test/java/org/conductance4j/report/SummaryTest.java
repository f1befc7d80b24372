package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.conductance4j.attribution.path.Ledger;
import org.conductance4j.experiment.config.FigureOptions.Background;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.PlainResults;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.pruning.CurvePoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryTest {

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "de", "tr"})
  void strikingResult_anyLocale_tellsOfCollapseAndReversal(String locale) {
    Locale.setDefault(Locale.forLanguageTag(locale));

    assertThat(words(MadeUp.striking()))
        .containsExactly(
            "The network gives this picture a probability of 0.999 for ‘traffic light’: it is"
                + " practically certain.",
            "To a black picture it gives 0.003, so there is a difference of +0.996 to explain.",
            "Of this, the outlined box, 3.5 % of the picture, carries +0.612 (61 %) and"
                + " everything outside it +0.384 (39 %).",
            "Pruning the 1 % of the neurons in layer ‘stage2’ (368 of 36,864) with the largest"
                + " part in the box’s contribution (regional conductance) leaves the probability"
                + " practically as it was, at 0.991, yet it turns the box’s contribution into its"
                + " opposite, from +0.612 to −0.214.",
            "The probability then rests on the rest of the picture, whose contribution goes from"
                + " +0.384 to +1.203.",
            "Pruning instead the same number of neurons with the largest part in the whole"
                + " prediction (conductance) costs 29 % of the difference and leaves a probability"
                + " of 0.713, and it takes part of the box’s contribution, from +0.612 to +0.402.",
            "At 5 %, pruning by conductance leaves a probability of 0.212, pruning by regional"
                + " conductance one of 0.987.",
            "As many neurons picked at random (3 draws) leave the probability between 0.995 and"
                + " 0.999 and the box’s contribution between +0.608 and +0.621: it matters which"
                + " neurons are taken.",
            "The finding as a whole holds in 28 of 30 other scenes with 2 lights that were fixed"
                + " beforehand: pruning 1 % by regional conductance leaves more than 80 % of the"
                + " score but less than 50 % of the box’s contribution, pruning by conductance"
                + " gets the score lower by more than 0.50 at some fraction, and random pruning"
                + " changes less than 10 %.");
  }

  @Test
  void dullResult_claimsNothing() {
    assertThat(words(MadeUp.dull()))
        .containsExactly(
            "The network gives this picture a probability of 0.620 for ‘traffic light’: it leans"
                + " that way without being sure.",
            "To a black picture it gives 0.102, so there is a difference of +0.518 to explain.",
            "Of this, the outlined box, 3.5 % of the picture, carries +0.100 (19 %) and everything"
                + " outside it +0.418 (81 %).",
            "Pruning the 1 % of the neurons in layer ‘stage2’ (368 of 36,864) with the largest"
                + " part in the box’s contribution (regional conductance) leaves the probability"
                + " practically as it was, at 0.619, and it leaves the box’s contribution as it"
                + " was, at +0.099.",
            "Pruning instead the same number of neurons with the largest part in the whole"
                + " prediction (conductance) leaves the probability practically as it was, at"
                + " 0.618, and it leaves the box’s contribution as it was, at +0.099.",
            "At no fraction tried does pruning by conductance take the probability clearly lower"
                + " (by more than half of the difference) than pruning by regional conductance"
                + " does.",
            "As many neurons picked at random (3 draws) leave the probability between 0.616 and"
                + " 0.620 and the box’s contribution between +0.099 and +0.101: at this fraction"
                + " no pruning does much, whichever neurons it takes.");
  }

  @Test
  void inputOfFeatures_speaksOfNoPictureAndNoBox() {
    assertThat(words(MadeUp.features()))
        .containsExactly(
            "The network gives this input a logit of 2.630 for class 1.",
            "To an input of zeros it gives 2.000, so there is a difference of +0.630 to explain.",
            "Pruning the 2 % of the neurons in layer ‘dense1’ (8 of 400) with the largest part in"
                + " the whole prediction (conductance) costs 60 % of the difference and leaves a"
                + " logit of 2.250.");
  }

  @Test
  void baselineScoresLikeInput_sharesAreNotTold() {
    double[][] table = {
      {0, 0.97, 0.02, 0.01, 0.97, 0.02, 0.01}, {0.01, 0.1, -3, 2, 0.1, -3, 2},
    };

    assertThat(words(table, 0.94))
        .containsExactly(
            "The network gives this picture a probability of 0.9700 for ‘traffic light’: it is"
                + " rather sure.",
            "To a black picture it gives 0.9400, so there is a difference of +0.0300 to explain:"
                + " too little for shares of it to mean anything.");
  }

  @Test
  void scoreCollapses_saysSo() {
    double[][] table = {
      {0, 0.9, 0.5, 0.39, 0.9, 0.5, 0.39}, {0.01, 0.02, 0.01, 0.0, 0.6, 0.3, 0.2},
    };

    assertThat(words(table, 0.01))
        .anyMatch(
            s ->
                s.endsWith(
                    "makes the probability collapse to 0.020, and it empties the box, from +0.500"
                        + " to +0.010."))
        .noneMatch(s -> s.contains("then rests on the rest"))
        .anyMatch(s -> s.startsWith("At no fraction tried"));
  }

  @Test
  void regionWithoutShare_isNotSaidToLoseIt() {
    double[][] table = {
      {0, 0.9, 0.01, 0.88, 0.9, 0.01, 0.88}, {0.01, 0.9, -0.5, 1.4, 0.9, 0.0, 0.89},
    };

    assertThat(words(table, 0.01))
        .noneMatch(s -> s.contains("opposite") || s.contains("empties"))
        .anyMatch(s -> s.endsWith("leaves the probability practically as it was, at 0.900."));
  }

  @Test
  void randomDoesAsMuch_saysSo() {
    ExperimentResult made = MadeUp.striking();
    List<CurvePoint> curves =
        made.metrics().curves().stream()
            .map(
                p ->
                    p.ranking().equals("random:2") && p.fraction() == 0.01
                        ? MadeUp.point(p.ranking(), p.fraction(), 0.5, p.inside(), p.outside())
                        : p)
            .toList();

    assertThat(words(withMetrics(made, curves, made.metrics().ledger())))
        .anyMatch(
            s ->
                s.endsWith(
                    ": random pruning does much, too, so not all of the effect is the ranking’s."))
        .noneMatch(s -> s.contains("it matters which neurons"));
  }

  @Test
  void residualTooLarge_cautions() {
    ExperimentResult made = MadeUp.striking();
    Ledger off = new Ledger(1e-4, 1e-4, -0.006, 1e-7, 0);

    assertThat(words(withMetrics(made, made.metrics().curves(), off)))
        .last()
        .isEqualTo(
            "Caution: the sums do not check out as they should (see the ledger), so take these"
                + " numbers as rough.");
    assertThat(words(made)).noneMatch(s -> s.startsWith("Caution"));
  }

  private static List<String> words(double[][] table, double atBaseline) {
    return words(MadeUp.result(table, atBaseline, Background.PICTURE));
  }

  /** The sentences with plain spaces, to be read here. */
  private static List<String> words(ExperimentResult result) {
    return new Summary(new ReportModel(result))
        .sentences().stream().map(s -> s.replace('\u00a0', ' ')).toList();
  }

  private static ExperimentResult withMetrics(
      ExperimentResult made, List<CurvePoint> curves, Ledger ledger) {
    Metrics from = made.metrics();
    Metrics metrics =
        PlainResults.metrics(
            from.experiment(),
            from.objective(),
            from.layer(),
            from.region(),
            from.path(),
            from.inputAttribution(),
            ledger,
            curves,
            from.seconds());
    Object[] found = made.sections().stream().map(SectionResult::found).toArray();
    return PlainResults.with(made, metrics, found);
  }
}
