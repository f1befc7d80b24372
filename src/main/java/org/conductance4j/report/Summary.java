package org.conductance4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.pruning.CurvePoint;

/**
 * The answer in words. Every verb follows from the numbers by the bounds of {@link RelativeChange}.
 */
final class Summary {

  /** Residuals up to this share of the explained difference are called small. */
  static final double SMALL_RESIDUAL = 5e-3;

  /** A probability's difference below this is too small to be shared out. */
  private static final double LEAST_DIFFERENCE = 0.05;

  /** A region with less than this share is too small for its loss to mean much. */
  private static final double LEAST_SHARE = 0.05;

  private final ReportModel findings;
  private final Numbers numbers;
  private final String score;
  private final String region;

  Summary(ReportModel findings) {
    this.findings = findings;
    this.numbers = findings.numbers();
    this.score = findings.scoreWord();
    this.region = findings.regionWord();
  }

  List<String> sentences() {
    List<String> out = new ArrayList<>();
    out.add(prediction());
    out.add(toExplain());
    if (!worthSharing()) {
      return List.copyOf(out);
    }
    if (findings.hasRegion()) {
      out.add(regionShare());
    }
    findings.words().tellingFraction().ifPresent(fraction -> prunings(fraction, out));
    findings.result().sections().forEach(section -> out.addAll(section.report().summary()));
    if (LedgerText.largest(findings.metrics().ledger()) > SMALL_RESIDUAL) {
      out.add(
          "Caution: the sums do not check out as they should (see the ledger), so take these"
              + " numbers as rough.");
    }
    return List.copyOf(out);
  }

  private String prediction() {
    Metrics.Objective objective = findings.metrics().objective();
    String input = findings.result().picture().isPresent() ? "this picture" : "this input";
    String sentence =
        "The network gives %s %s for %s"
            .formatted(input, article(numbers.plain(objective.atInput())), findings.className());
    return objective.kind().equals("probability")
        ? sentence + ": " + certainty(objective.atInput()) + "."
        : sentence + ".";
  }

  private static String certainty(double probability) {
    if (probability >= 0.99) {
      return "it is practically certain";
    }
    if (probability >= 0.9) {
      return "it is rather sure";
    }
    if (probability >= 0.5) {
      return "it leans that way without being sure";
    }
    return probability >= 0.1
        ? "it holds this for possible, but not for likely"
        : "it does not see this here";
  }

  private String toExplain() {
    String sentence =
        "To %s it gives %s, so there is a difference of %s to explain"
            .formatted(
                baseline(),
                numbers.plain(findings.metrics().objective().atBaseline()),
                numbers.signed(findings.toExplain()));
    return worthSharing()
        ? sentence + "."
        : sentence + ": too little for shares of it to mean anything.";
  }

  private String baseline() {
    Object given = findings.result().provenance().config().get("baseline");
    boolean picture = findings.result().picture().isPresent();
    if ("black".equals(given) || "white".equals(given)) {
      return "a " + given + " picture";
    }
    if ("constant:0".equals(given)) {
      return "an input of zeros";
    }
    if (given == null) {
      return picture ? "the picture it is compared with" : "the input it is compared with";
    }
    return "the baseline ‘" + given + "’";
  }

  private boolean worthSharing() {
    double difference = Math.abs(findings.toExplain());
    double noise = 10 * findings.metrics().path().errorEstimate();
    boolean probability = findings.metrics().objective().kind().equals("probability");
    return difference > noise && difference >= (probability ? LEAST_DIFFERENCE : 1e-9);
  }

  private String regionShare() {
    double inside = findings.metrics().inputAttribution().inside();
    double outside = findings.metrics().inputAttribution().outside();
    String area =
        findings.regionArea() > 0
            ? ", " + Numbers.percent(findings.regionArea()) + " of the picture,"
            : "";
    String carries = "Of this, the outlined " + region + area + " carries " + part(inside);
    return carries + " and everything outside it " + part(outside) + ".";
  }

  private String part(double sum) {
    return numbers.signed(sum) + " (" + Numbers.percent(sum / findings.toExplain()) + ")";
  }

  private void prunings(double fraction, List<String> out) {
    boolean first = true;
    for (Curve curve : findings.curves()) {
      List<CurvePoint> points = curve.points(fraction);
      if (!curve.isRandom() && !points.isEmpty() && points.get(0).pruned() > 0) {
        pruning(curve, points.get(0), first, out);
        first = false;
      }
    }
    collapse().ifPresent(out::add);
    random(fraction).ifPresent(out::add);
  }

  private void pruning(Curve curve, CurvePoint point, boolean first, List<String> out) {
    RelativeChange onScore = onScore(point.score());
    String sentence = neurons(curve, point, first) + " " + scoreVerb(onScore);
    if (!tellsOfRegion()) {
      out.add(sentence + ".");
      return;
    }
    RelativeChange onRegion = onRegion(point.inside());
    String link = onScore.kept() && onRegion.lost() ? ", yet it " : ", and it ";
    out.add(sentence + link + regionVerb(onRegion) + ".");
    double gain = point.outside() - findings.metrics().inputAttribution().outside();
    double lost = onRegion.before() - onRegion.after();
    if (onScore.kept() && onRegion.lost() && gain / lost >= RelativeChange.LOST) {
      out.add(
          ("The %s then rests on the rest of the picture, whose contribution goes from %s to"
                  + " %s.")
              .formatted(
                  score,
                  numbers.signed(findings.metrics().inputAttribution().outside()),
                  numbers.signed(point.outside())));
    }
  }

  private String neurons(Curve curve, CurvePoint point, boolean first) {
    String how =
        switch (curve.id()) {
          case Curve.REGIONAL ->
              "with the largest part in the " + region + "’s contribution (regional conductance)";
          case Curve.CONDUCTANCE -> "with the largest part in the whole prediction (conductance)";
          default -> "that rank highest by " + curve.name();
        };
    String which =
        "the %s of the neurons in layer ‘%s’ (%s of %s)"
            .formatted(
                Numbers.fraction(point.fraction()),
                findings.metrics().layer().name(),
                Numbers.count(point.pruned()),
                Numbers.count(findings.metrics().layer().neurons()));
    return "Pruning " + (first ? which : "instead the same number of neurons") + " " + how;
  }

  private RelativeChange onScore(double after) {
    return new RelativeChange(
        findings.metrics().objective().atInput(), after, findings.toExplain());
  }

  private RelativeChange onRegion(double after) {
    double before = findings.metrics().inputAttribution().inside();
    return new RelativeChange(before, after, before);
  }

  private boolean tellsOfRegion() {
    double inside = findings.metrics().inputAttribution().inside();
    return findings.hasRegion() && Math.abs(inside) >= LEAST_SHARE * Math.abs(findings.toExplain());
  }

  private String scoreVerb(RelativeChange effect) {
    String after = numbers.plain(effect.after());
    String it = "the " + score;
    double loss = effect.loss();
    if (Math.abs(loss) <= RelativeChange.NONE) {
      return "leaves " + it + " practically as it was, at " + after;
    }
    if (findings.toExplain() < 0) {
      return "changes " + it + " to " + after;
    }
    if (loss < 0) {
      return "raises " + it + " to " + after;
    }
    if (loss <= RelativeChange.KEPT) {
      return "changes " + it + " a little, to " + after;
    }
    return loss < RelativeChange.GONE
        ? "costs " + Numbers.percent(loss) + " of the difference and leaves " + article(after)
        : "makes " + it + " collapse to " + after;
  }

  private String article(String value) {
    return (score.matches("[aeiou].*") ? "an " : "a ") + score + " of " + value;
  }

  private String regionVerb(RelativeChange effect) {
    String its = "the " + region + "’s contribution";
    String change =
        ", from " + numbers.signed(effect.before()) + " to " + numbers.signed(effect.after());
    double loss = effect.loss();
    if (Math.abs(loss) <= RelativeChange.NONE) {
      return "leaves " + its + " as it was, at " + numbers.signed(effect.after());
    }
    if (loss < -RelativeChange.KEPT) {
      return "makes " + its + " larger" + change;
    }
    if (loss <= RelativeChange.KEPT) {
      return "changes " + its + " little" + change;
    }
    if (loss < RelativeChange.LOST) {
      return "takes part of " + its + change;
    }
    if (loss < RelativeChange.GONE) {
      return "takes most of " + its + change;
    }
    return loss <= RelativeChange.REVERSED
        ? "empties the " + region + change
        : "turns " + its + " into its opposite" + change;
  }

  /** Where pruning by conductance costs the prediction and pruning by regional does not. */
  private Optional<String> collapse() {
    Optional<Curve> regional = findings.curve(Curve.REGIONAL);
    Optional<Curve> conductance = findings.curve(Curve.CONDUCTANCE);
    if (regional.isEmpty() || conductance.isEmpty()) {
      return Optional.empty();
    }
    for (double fraction : findings.words().fractions()) {
      List<CurvePoint> ours = regional.get().points(fraction);
      List<CurvePoint> plain = conductance.get().points(fraction);
      if (ours.isEmpty() || plain.isEmpty()) {
        continue;
      }
      double apart = (ours.get(0).score() - plain.get(0).score()) / findings.toExplain();
      if (apart > RelativeChange.LOST) {
        return Optional.of(
            ("At %s, pruning by conductance leaves %s, pruning by regional conductance one of"
                    + " %s.")
                .formatted(
                    Numbers.fraction(fraction),
                    article(numbers.plain(plain.get(0).score())),
                    numbers.plain(ours.get(0).score())));
      }
    }
    return Optional.of(
        "At no fraction tried does pruning by conductance take the "
            + score
            + " clearly lower (by more than half of the difference) than pruning by regional"
            + " conductance does.");
  }

  private Optional<String> random(double fraction) {
    Optional<Curve> curve = findings.curve(Curve.RANDOM);
    List<CurvePoint> points = curve.map(c -> c.points(fraction)).orElse(List.of());
    if (points.isEmpty()) {
      return Optional.empty();
    }
    Curve.Spread scores = Curve.spread(points, CurvePoint::score);
    double before = findings.metrics().objective().atInput();
    double move = RelativeChange.largestMove(before, scores, findings.toExplain());
    String sentence =
        "As many neurons picked at random (%s) leave the %s%s"
            .formatted(draws(points.size()), score, span(scores, false));
    if (tellsOfRegion()) {
      double inside = findings.metrics().inputAttribution().inside();
      Curve.Spread sums = Curve.spread(points, CurvePoint::inside);
      move = Math.max(move, RelativeChange.largestMove(inside, sums, inside));
      sentence += " and the " + region + "’s contribution" + span(sums, true);
    }
    return Optional.of(sentence + verdict(fraction, move) + ".");
  }

  private static String draws(int count) {
    return count == 1 ? "one draw" : count + " draws";
  }

  private String span(Curve.Spread spread, boolean signed) {
    String low = signed ? numbers.signed(spread.low()) : numbers.plain(spread.low());
    String high = signed ? numbers.signed(spread.high()) : numbers.plain(spread.high());
    return low.equals(high) ? " at " + low : " between " + low + " and " + high;
  }

  /** What the control says of the rankings: only as much as the numbers allow. */
  private String verdict(double fraction, double randomMove) {
    double largest = 0;
    for (Curve curve : findings.curves()) {
      for (CurvePoint point : curve.isRandom() ? List.<CurvePoint>of() : curve.points(fraction)) {
        largest = Math.max(largest, Math.abs(onScore(point.score()).loss()));
        if (tellsOfRegion()) {
          largest = Math.max(largest, Math.abs(onRegion(point.inside()).loss()));
        }
      }
    }
    if (largest <= RelativeChange.KEPT) {
      return randomMove <= RelativeChange.KEPT
          ? ": at this fraction no pruning does much, whichever neurons it takes"
          : ": more than the rankings do";
    }
    return randomMove <= RelativeChange.KEPT
        ? ": it matters which neurons are taken"
        : ": random pruning does much, too, so not all of the effect is the ranking’s";
  }
}
