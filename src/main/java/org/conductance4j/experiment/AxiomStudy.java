package org.conductance4j.experiment;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.attribution.Baseline;
import org.conductance4j.attribution.InputScale;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.attribution.Setting;
import org.conductance4j.axioms.AxiomSuite;
import org.conductance4j.axioms.NamedBaseline;

/** Tries the axioms of attribution on an experiment's network and input. */
public final class AxiomStudy {

  private AxiomStudy() {}

  /**
   * Tries them.
   *
   * @param config the experiment; its rankings and fractions are not used
   * @param progress is told how far it has come
   * @return a finding for each method and axiom, and how steady each method is from the config's
   *     baselines, or from common ones where it lists none
   * @throws org.conductance4j.config.InvalidInputException if the config does not fit the network
   *     or the input
   */
  public static AxiomSuite.Result of(ExperimentConfig config, ProgressListener progress) {
    Prepared prepared = Prepared.of(config);
    Setting setting = prepared.setting();
    List<NamedBaseline> baselines = new ArrayList<>();
    baselines.add(new NamedBaseline(config.baseline().toString(), setting.baseline()));
    List<Baseline> others =
        config.baselines().isEmpty() ? common(prepared.scale()) : config.baselines();
    for (Baseline other : others) {
      String name = other.toString();
      if (baselines.stream().noneMatch(baseline -> baseline.name().equals(name))) {
        baselines.add(
            new NamedBaseline(name, prepared.baseline(other, BaselineComparisonMaker.KEY)));
      }
    }
    return AxiomSuite.run(setting, baselines, config.seed(), progress);
  }

  private static List<Baseline> common(InputScale scale) {
    List<String> kinds =
        scale instanceof InputScale.Picture
            ? List.of("black", "white", "blur:10")
            : List.of("constant:0", "maximum-distance");
    return kinds.stream().map(Baseline::parse).toList();
  }
}
