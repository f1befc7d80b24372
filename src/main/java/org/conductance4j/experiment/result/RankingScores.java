package org.conductance4j.experiment.result;

import org.conductance4j.array.Tensor;
import org.conductance4j.engine.Unit;

/**
 * The scores of one ranking.
 *
 * @param id the ranking's id, such as {@code regional-conductance} or {@code random:0}
 * @param scores one signed score a neuron, that of its unit, the layer's shape
 * @param unit what is ranked
 * @param units one signed score a unit
 */
public record RankingScores(String id, Tensor scores, Unit unit, Tensor units) {

  /**
   * The scores of a ranking of neurons.
   *
   * @param id the ranking's id
   * @param scores one signed score a neuron, the layer's shape
   */
  public RankingScores(String id, Tensor scores) {
    this(id, scores, Unit.NEURON, scores);
  }

  /** The file of the scores in a folder; a colon is not allowed in a name on every system. */
  ResultFile file(String folder) {
    return new ResultFile.OfArray(folder + "ranking-" + id.replace(':', '-') + ".npy", scores);
  }
}
