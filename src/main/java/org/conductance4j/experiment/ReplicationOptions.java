package org.conductance4j.experiment;

import java.util.List;
import org.conductance4j.attribution.PathOptions;

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
    Replication.Thresholds thresholds) {

  /** Keeps a copy of the list. */
  public ReplicationOptions {
    fractions = List.copyOf(fractions);
  }
}
