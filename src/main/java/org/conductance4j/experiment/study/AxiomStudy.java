package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.axioms.AxiomSuite;
import org.conductance4j.axioms.NamedBaseline;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.input.PassedAudits;

/** Tries the axioms of attribution on an experiment's network and input. */
public final class AxiomStudy {

  private AxiomStudy() {}

  /**
   * Tries them.
   *
   * @param config the experiment; its rankings and fractions are not used
   * @param audits that networks passed before
   * @param progress is notified of the progress
   * @return a finding for each method and axiom, and how steady each method is from the config's
   *     baselines, or from common ones where it lists none
   * @throws org.conductance4j.config.InvalidInputException if the config does not fit the network
   *     or the input
   */
  public static AxiomSuite.Result of(
      ExperimentConfig config, PassedAudits audits, ProgressListener progress) {
    LoadedExperiment prepared = LoadedExperiment.of(config);
    ResolvedQuestion question = prepared.question(audits);
    List<NamedBaseline> baselines = new ArrayList<>();
    baselines.add(new NamedBaseline(config.baseline().toString(), question.baseline()));
    List<Baseline> others =
        config
            .section(BaselinesOptions.class)
            .map(BaselinesOptions::baselines)
            .orElseGet(() -> common(prepared.scale()));
    for (Baseline other : others) {
      String name = other.toString();
      if (baselines.stream().noneMatch(baseline -> baseline.name().equals(name))) {
        baselines.add(new NamedBaseline(name, prepared.baseline(other, BaselinesOptions.SECTION)));
      }
    }
    return AxiomSuite.run(question, baselines, config.seed(), progress);
  }

  private static List<Baseline> common(InputScale scale) {
    List<String> kinds =
        scale instanceof InputScale.Picture
            ? List.of("black", "white", "blur:10")
            : List.of("constant:0", "maximum-distance");
    return kinds.stream().map(Baseline::parse).toList();
  }
}
