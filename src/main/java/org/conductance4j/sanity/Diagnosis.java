package org.conductance4j.sanity;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Saturation;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Says in words why a map is all zero: the input is the baseline, the score is saturated, the layer
 * does not move between baseline and input, the score does not depend on the layer, or it depends
 * on it but is flat there. Dependence is tried with random values of the layer, up to ten times its
 * own. A saturated score is reported where the map is not zero, too.
 */
record Diagnosis(ResolvedQuestion question, Elements elements, boolean layer, long seed) {

  private static final int DRAWS = 8;
  private static final double REACH = 10;

  /** Whether a map is all zero. */
  static boolean isZero(double... map) {
    return Arrays.stream(map).allMatch(value -> value == 0);
  }

  Measurement measure(Attribution map) {
    Optional<String> saturation =
        Saturation.warning(
            question.readout(), question.program().precision(), map.atInput(), map.path().trace());
    String words =
        isZero(map.values().toArray())
            ? "the map is all zero: " + saturation.or(this::cause).orElse(flat())
            : "the map is not zero" + saturation.map(text -> ", but " + text).orElse("");
    return Measurement.of(map.method(), Measure.DIAGNOSIS, Double.NaN, words);
  }

  private Optional<String> cause() {
    if (Arrays.equals(question.input().toArray(), question.baseline().toArray())) {
      return Optional.of("the input is the baseline; choose another baseline");
    }
    if (layer && elements.rest()) {
      return Optional.of(
          name() + " does not move between baseline and input; choose another baseline or layer");
    }
    if (!depends()) {
      return Optional.of("the score does not depend on " + name());
    }
    return Optional.empty();
  }

  private String flat() {
    return "the score depends on " + name() + ", but is flat all along the path";
  }

  private String name() {
    return layer ? "layer '" + question.needLayer().name() + "'" : "the input";
  }

  /** Whether random values change the score. */
  private boolean depends() {
    double[] input = elements.atInput();
    double size = Arrays.stream(input).map(Math::abs).max().orElse(0);
    double reach = REACH * (size == 0 ? 1 : size);
    List<double[]> places =
        IntStream.range(0, DRAWS)
            .mapToObj(draw -> new SplittableRandom(seed + draw))
            .map(random -> random.doubles(input.length, -reach, reach).toArray())
            .toList();
    double here = elements.score(input);
    return Arrays.stream(elements.scores(DRAWS, places::get)).anyMatch(there -> there != here);
  }
}
