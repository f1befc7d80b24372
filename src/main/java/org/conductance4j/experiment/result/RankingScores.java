package org.conductance4j.experiment.result;

import org.conductance4j.array.Tensor;

/**
 * The scores of one ranking.
 *
 * @param id the ranking's id, such as {@code regional-conductance} or {@code random:0}
 * @param scores one signed score a neuron, the layer's shape
 */
public record RankingScores(String id, Tensor scores) {

  /** The file of the scores in a folder; a colon is not allowed in a name on every system. */
  ResultFile file(String folder) {
    return new ResultFile.OfArray(folder + "ranking-" + id.replace(':', '-') + ".npy", scores);
  }
}
