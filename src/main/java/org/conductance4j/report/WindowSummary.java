package org.conductance4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.window.WindowMetrics;
import org.conductance4j.experiment.window.WindowMetrics.Contrast;
import org.conductance4j.experiment.window.WindowMetrics.Interval;
import org.conductance4j.experiment.window.WindowMetrics.Point;
import org.jspecify.annotations.Nullable;

/** What a study of windows found, in sentences that follow from its numbers alone. */
final class WindowSummary {

  private static final Numbers SCORE = Numbers.withDecimals(3);

  private final WindowMetrics metrics;
  private final double fraction;

  WindowSummary(WindowMetrics metrics) {
    this.metrics = metrics;
    this.fraction = metrics.curves().stream().mapToDouble(Point::fraction).min().orElseThrow();
  }

  List<String> answer() {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        ("Pruning the %s of the neurons with the highest average regional conductance of a"
                + " window takes %s of what that window contributes, averaged over %s windows; as"
                + " many by plain conductance take %s, at random %s.")
            .formatted(
                Numbers.fraction(fraction),
                mean(Curve.REGIONAL, Point::lossInside),
                metrics.windows().size(),
                mean(Curve.CONDUCTANCE, Point::lossInside),
                mean(Curve.RANDOM, Point::lossInside)));
    sentences.add(
        "Window by window and fraction by fraction, it hits its window %s, and %s."
            .formatted(
                verdict(Curve.CONDUCTANCE, "plain conductance", Contrast::lossInside),
                verdict(Curve.RANDOM, "random pruning", Contrast::lossInside)));
    return sentences;
  }

  List<String> details() {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        ("What lies outside the window loses %s by regional conductance, %s by plain"
                + " conductance, %s at random. A loss above 100 %% means that the contribution has"
                + " changed its sign, a negative one that it has grown.")
            .formatted(
                mean(Curve.REGIONAL, Point::lossOutside),
                mean(Curve.CONDUCTANCE, Point::lossOutside),
                mean(Curve.RANDOM, Point::lossOutside)));
    sentences.add(
        ("What the window loses less what the rest loses, so that pruning which empties"
                + " everything does not count, is %s, and %s.")
            .formatted(
                verdict(Curve.CONDUCTANCE, "by plain conductance", Contrast::selectivity),
                verdict(Curve.RANDOM, "at random", Contrast::selectivity)));
    sentences.add(
        ("The mean %s of a picture’s own class is %s before pruning and, at %s, %s by regional"
                + " conductance, %s by plain conductance, %s at random; classified right are %s"
                + " before and %s, %s and %s of the class that was pruned for, %s, %s and %s of the"
                + " other classes.")
            .formatted(
                metrics.objective().replace('-', ' '),
                SCORE.plain(metrics.before().score().value()),
                Numbers.fraction(fraction),
                meanPlain(Curve.REGIONAL, Point::score),
                meanPlain(Curve.CONDUCTANCE, Point::score),
                meanPlain(Curve.RANDOM, Point::score),
                share(metrics.before().accuracy().value()),
                share(meanOf(Curve.REGIONAL, Point::accuracy)),
                share(meanOf(Curve.CONDUCTANCE, Point::accuracy)),
                share(meanOf(Curve.RANDOM, Point::accuracy)),
                share(meanOf(Curve.REGIONAL, Point::accuracyOthers)),
                share(meanOf(Curve.CONDUCTANCE, Point::accuracyOthers)),
                share(meanOf(Curve.RANDOM, Point::accuracyOthers))));
    sentences.add(
        ("Neurons were ranked by %s training pictures, for each class by its own; pruning was"
                + " measured on %s others. Intervals tell what other held-out pictures would have"
                + " changed (bootstrap, %s resamples); network, training pictures and rankings stay"
                + " the same in them.")
            .formatted(
                Numbers.count(metrics.pictures().training()),
                Numbers.count(metrics.pictures().heldOut()),
                Numbers.count(metrics.pictures().resamples())));
    return sentences;
  }

  /** In how many comparisons regional conductance differs from a control, and how surely. */
  private String verdict(
      String control, String name, Function<Contrast, @Nullable Interval> difference) {
    List<Interval> told =
        metrics.contrasts().stream()
            .filter(c -> c.control().equals(control) && !c.window().equals(WindowMetrics.ALL))
            .map(c -> Optional.ofNullable(difference.apply(c)))
            .flatMap(Optional::stream)
            .toList();
    long harder = count(told, i -> i.value() > 0);
    long surely = count(told, i -> i.low() > 0);
    long weaker = count(told, i -> i.high() < 0);
    return ("more than %s in %s of %s comparisons (in %s the whole interval of the difference"
            + " lies above 0, in %s below)")
        .formatted(name, harder, told.size(), surely, weaker);
  }

  private static long count(List<Interval> intervals, Predicate<Interval> condition) {
    return intervals.stream().filter(condition).count();
  }

  private double meanOf(String ranking, Function<Point, @Nullable Interval> value) {
    return metrics.curves().stream()
        .filter(p -> p.classLabel().equals(WindowMetrics.ALL))
        .filter(p -> p.ranking().equals(ranking) && p.fraction() == fraction)
        .map(p -> Optional.ofNullable(value.apply(p)))
        .flatMap(Optional::stream)
        .mapToDouble(i -> Objects.requireNonNull(i).value())
        .average()
        .orElse(0);
  }

  private String mean(String ranking, Function<Point, @Nullable Interval> value) {
    return Numbers.percent(meanOf(ranking, value));
  }

  private String meanPlain(String ranking, Function<Point, @Nullable Interval> value) {
    return SCORE.plain(meanOf(ranking, value));
  }

  private static String share(double value) {
    return Numbers.withDecimals(1).plain(100 * value) + "\u00a0%";
  }
}
