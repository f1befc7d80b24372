package org.conductance4j.experiment.config;

import java.util.List;

/**
 * A study of the error of path integrals over their cost.
 *
 * @param grid number of cells of the grid that the truth is taken from
 * @param steps numbers of nodes of the fixed rules, ascending
 * @param tolerances of the adaptive rule, descending
 */
public record PathStudyOptions(int grid, List<Integer> steps, List<Double> tolerances) {

  /** Keeps copies of the lists. */
  public PathStudyOptions {
    steps = List.copyOf(steps);
    tolerances = List.copyOf(tolerances);
  }
}
