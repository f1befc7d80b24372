package org.conductance4j.experiment;

import java.util.List;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.axioms.AxiomSuite;
import org.conductance4j.axioms.Finding;

/** Tries the axioms of attribution on an experiment's network and input. */
public final class AxiomStudy {

  private AxiomStudy() {}

  /**
   * Tries them.
   *
   * @param config the experiment; its rankings and fractions are not used
   * @param progress is told how far it has come
   * @return a finding for each method and axiom
   * @throws org.conductance4j.config.InvalidInputException if the config does not fit the network
   *     or the input
   */
  public static List<Finding> of(ExperimentConfig config, ProgressListener progress) {
    return AxiomSuite.run(Prepared.of(config).setting(), config.seed(), progress);
  }
}
