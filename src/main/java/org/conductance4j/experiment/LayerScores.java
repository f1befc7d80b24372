package org.conductance4j.experiment;

import java.util.List;

/**
 * The rankings of another layer than the study's own.
 *
 * @param layer its name
 * @param rankings scores of each ranking, of the layer's shape
 */
public record LayerScores(String layer, List<RankingScores> rankings) {

  static final String FOLDER = "layers";

  /** Keeps a copy of the list. */
  public LayerScores {
    rankings = List.copyOf(rankings);
  }
}
