package org.conductance4j.experiment.result;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.conductance4j.array.Table;

/**
 * One pruning under many settings: where regional pruning keeps the score and empties the box, and
 * where not.
 *
 * @param fraction the part of the layer that is pruned, by regional conductance
 * @param thresholds what counts as keeping and as emptying
 * @param rows one entry for each setting: layers outermost, then baselines, objectives and regions
 */
public record Robustness(double fraction, Thresholds thresholds, List<Row> rows) {

  /**
   * What counts.
   *
   * @param scoreKept least share of F(x) − F(x′) that must be left of the score
   * @param boxKept largest share of the region's attribution that may be left
   * @param leastShare share of F(x) − F(x′) that a region must have for its loss to mean anything
   */
  public record Thresholds(double scoreKept, double boxKept, double leastShare) {
    /** More than 80 % of the difference, less than half of a box that carries at least 5 %. */
    public static final Thresholds DEFAULT = new Thresholds(0.8, 0.5, 0.05);
  }

  /** What pruning does under one setting. */
  public enum Verdict {
    /** It keeps the score and empties the box; random pruning does not. */
    HOLDS,
    /** It does, but as many neurons picked at random do so, too. */
    RANDOM_TOO,
    /** It keeps the score, but the box keeps its attribution, too. */
    BOX_STAYS,
    /** It costs the score. */
    SCORE_FALLS,
    /** The box carries too little, or speaks against: there is nothing to empty. */
    LITTLE_THERE;

    /**
     * The name that files use.
     *
     * @return the id
     */
    @JsonValue
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One setting.
   *
   * @param layer name of the layer
   * @param baseline as the config writes it
   * @param objective kind of the objective
   * @param region name of the region
   * @param atInput F(x)
   * @param atBaseline F(x′)
   * @param inside the region's attribution in the intact network
   * @param share the region's part of F(x) − F(x′); this and all other parts of a whole that is 0
   *     are 0
   * @param score F(x) of the pruned network
   * @param scoreKept part of F(x) − F(x′) that is left: 1 less (F(x) before − after) ÷ it
   * @param box the region's attribution in the pruned network
   * @param boxKept that as a part of {@code inside}
   * @param probability of the class in the pruned network, whatever the objective
   * @param randomScoreKept as {@code scoreKept}, for as many neurons picked at random
   * @param randomBoxKept as {@code boxKept}, for the same
   * @param verdict what follows by the thresholds
   */
  public record Row(
      String layer,
      String baseline,
      String objective,
      String region,
      double atInput,
      double atBaseline,
      double inside,
      double share,
      double score,
      double scoreKept,
      double box,
      double boxKept,
      double probability,
      double randomScoreKept,
      double randomBoxKept,
      Verdict verdict) {}

  /**
   * Number of settings of a verdict.
   *
   * @param verdict the verdict
   * @return the count
   */
  public long count(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }

  /** {@return the rows as a table} */
  public Table table() {
    return Table.EMPTY
        .words("layer", "baseline", "objective", "region")
        .numbers("at_input", "at_baseline", "inside", "share", "score", "score_kept", "box")
        .numbers("box_kept", "probability", "random_score_kept", "random_box_kept")
        .words("verdict")
        .filled(
            rows,
            row ->
                Table.row(
                    List.of(row.layer(), row.baseline(), row.objective(), row.region()),
                    List.of(row.atInput(), row.atBaseline(), row.inside(), row.share()),
                    List.of(row.score(), row.scoreKept(), row.box(), row.boxKept()),
                    row.probability(),
                    row.randomScoreKept(),
                    row.randomBoxKept(),
                    row.verdict().id()));
  }
}
