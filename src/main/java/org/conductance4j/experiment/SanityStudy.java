package org.conductance4j.experiment;

import java.util.List;
import org.conductance4j.attribution.AttributionMethod;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.sanity.Measurement;
import org.conductance4j.sanity.SanitySuite;

/** Takes the sanity measures of maps of an experiment's network and input. */
public final class SanityStudy {

  private SanityStudy() {}

  /**
   * Takes them.
   *
   * @param config the experiment; its rankings and fractions are not used
   * @param methods whose maps are measured
   * @param progress is told how far it has come
   * @return a measurement for each method and measure
   * @throws org.conductance4j.config.InvalidInputException if the config does not fit the network
   *     or the input, or a method explains single neurons
   */
  public static List<Measurement> of(
      ExperimentConfig config, List<AttributionMethod> methods, ProgressListener progress) {
    Prepared prepared = Prepared.of(config);
    return SanitySuite.run(
        prepared.setting(), methods, prepared.randomised(), config.seed(), progress);
  }
}
