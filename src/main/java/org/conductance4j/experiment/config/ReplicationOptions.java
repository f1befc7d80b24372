package org.conductance4j.experiment.config;

import java.util.List;
import org.conductance4j.attribution.question.PathOptions;

/**
 * The same study over many scenes that are fixed beforehand.
 *
 * @param firstSeed seed of the first scene; the others count up from it
 * @param scenes number of scenes
 * @param lights number of lights in each
 * @param fraction the fraction at which the region-targeted pruning is judged
 * @param fractions the fractions at which conductance pruning may collapse
 * @param path how the path integrals are computed
 * @param thresholds what counts as holding
 */
public record ReplicationOptions(
    long firstSeed,
    int scenes,
    int lights,
    double fraction,
    List<Double> fractions,
    PathOptions path,
    Thresholds thresholds) {

  /** Keeps a copy of the list. */
  public ReplicationOptions {
    fractions = List.copyOf(fractions);
  }

  /**
   * What counts as holding.
   *
   * @param scoreKept least share of the score that regional pruning leaves
   * @param boxKept largest share of the box's attribution that regional pruning leaves
   * @param collapse least distance by which conductance pruning's score lies below regional
   *     pruning's at some fraction
   * @param randomMoved largest change of the score, and of the box's attribution, by random
   *     pruning, as a share of the score at the input
   */
  public record Thresholds(double scoreKept, double boxKept, double collapse, double randomMoved) {
    /** More than 80 % of the score, less than half of the box, 0.5 apart, random within 10 %. */
    public static final Thresholds DEFAULT = new Thresholds(0.8, 0.5, 0.5, 0.1);
  }
}
