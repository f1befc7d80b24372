package org.conductance4j.experiment.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.Unit;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.pruning.CurvePoint;

/**
 * What a report calls the things of an experiment, and how it writes its numbers.
 *
 * @param metrics the numbers of the experiment
 * @param config the resolved config
 * @param region (row, column), 1 inside and 0 outside; empty for input without rows and columns
 */
public record Wording(Metrics metrics, Map<String, Object> config, Optional<Tensor> region) {

  /** The fraction at which the summary looks first, where the study has it. */
  private static final double TELLING_FRACTION = 0.01;

  private static final String RANDOM = RankingOptions.RandomOrder.ID;

  /** {@return how scores and their sums are written} */
  public Numbers numbers() {
    Metrics.Objective objective = metrics.objective();
    if (objective.kind().equals("probability") && Math.abs(toExplain()) >= 0.05) {
      return Numbers.withDecimals(3);
    }
    return Numbers.ofScale(
        Math.max(Math.abs(objective.atInput()), Math.abs(objective.atBaseline())));
  }

  /** {@return F(x) − F(x′): what there is to explain} */
  public double toExplain() {
    return metrics.objective().atInput() - metrics.objective().atBaseline();
  }

  /** {@return whether the config names a region} */
  public boolean hasRegion() {
    return metrics.region().pixels() > 0;
  }

  /** {@return {@code box} where the region is a full rectangle, else {@code region}} */
  public String regionWord() {
    return region.map(Wording::isRectangle).orElse(false) ? "box" : "region";
  }

  private static boolean isRectangle(Tensor plane) {
    int columns = plane.size(1);
    double[] values = plane.toArray();
    int pixels = 0;
    int top = Integer.MAX_VALUE;
    int left = Integer.MAX_VALUE;
    int bottom = 0;
    int right = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        pixels++;
        top = Math.min(top, i / columns);
        left = Math.min(left, i % columns);
        bottom = Math.max(bottom, i / columns + 1);
        right = Math.max(right, i % columns + 1);
      }
    }
    return pixels > 0 && pixels == (bottom - top) * (right - left);
  }

  /** {@return the kind of score in words, such as {@code probability}} */
  public String scoreWord() {
    return metrics.objective().kind().replace('-', ' ');
  }

  /**
   * {@return what was explained, in quotation marks, such as {@code ‘traffic light’}; of a margin
   * both classes}
   */
  public String className() {
    Metrics.Objective objective = metrics.objective();
    String label = objective.label();
    if (label != null && !label.isBlank()) {
      return "‘" + label + "’";
    }
    String name = "class " + objective.classIndex();
    Integer other = objective.otherClass();
    return other == null ? name : name + " over class " + other;
  }

  /** {@return all fractions of the curves, ascending} */
  public List<Double> fractions() {
    return metrics.curves().stream().map(CurvePoint::fraction).distinct().sorted().toList();
  }

  /** {@return the fraction that the summary describes: 1 %, or the nearest one by ratio} */
  public Optional<Double> tellingFraction() {
    return fractions().stream()
        .filter(f -> f > 0)
        .reduce((a, b) -> distance(a) <= distance(b) ? a : b);
  }

  private static double distance(double fraction) {
    return Math.abs(Math.log(fraction / TELLING_FRACTION));
  }

  /**
   * {@return a ranking's id without its seed: {@code random:2} becomes {@code random}}
   *
   * @param ranking its id
   */
  public static String idOf(String ranking) {
    return ranking.startsWith(RANDOM + ":") ? RANDOM : ranking;
  }

  /**
   * {@return a ranking's name in running text}
   *
   * @param ranking its id
   */
  public static String nameOf(String ranking) {
    String id = idOf(ranking);
    for (Unit unit : Unit.values()) {
      String end = "-" + unit.id();
      if (id.endsWith(end)) {
        return nameOf(id.substring(0, id.length() - end.length())) + " of " + unit.id() + "s";
      }
    }
    return id.equals(RankingOptions.LayerConductance.ID) ? "conductance" : id.replace('-', ' ');
  }

  /**
   * {@return a ranking's name with its seed, as tables show it}
   *
   * @param ranking its id
   */
  public static String withSeed(String ranking) {
    String name = nameOf(ranking);
    return idOf(ranking).equals(ranking)
        ? name
        : name + ", seed " + ranking.substring(RANDOM.length() + 1);
  }

  /**
   * {@return a text with a capital at its beginning}
   *
   * @param text not empty
   */
  public static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
