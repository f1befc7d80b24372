package org.conductance4j.experiment.study;

import java.util.List;
import java.util.Optional;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.sanity.Measurement;
import org.conductance4j.sanity.OtherLabels;
import org.conductance4j.sanity.SanitySuite;
import org.conductance4j.training.RandomLabelTraining;
import org.conductance4j.training.TrainingOptions;
import org.conductance4j.training.TrainingProgress;

/** Takes the sanity measures of maps of an experiment's network and input. */
public final class SanityStudy {

  private SanityStudy() {}

  /**
   * Takes them.
   *
   * @param config the experiment; its rankings and fractions are not used
   * @param methods whose maps are measured
   * @param training what made the network: another is trained on random labels with it; empty where
   *     it is not known
   * @param audits that networks passed before
   * @param progress is notified of the progress
   * @return a measurement for each method and measure
   * @throws InvalidInputException if the config does not fit the network or the input, the training
   *     makes another architecture, or a method explains single neurons
   */
  public static List<Measurement> of(
      ExperimentConfig config,
      List<AttributionMethod> methods,
      Optional<TrainingOptions> training,
      PassedAudits audits,
      ProgressListener progress) {
    LoadedExperiment prepared = LoadedExperiment.of(config);
    Optional<OtherLabels> labels = training.map(how -> trained(prepared, how, progress));
    return SanitySuite.run(
        prepared.question(audits), methods, prepared.forgetful(labels), config.seed(), progress);
  }

  private static OtherLabels trained(
      LoadedExperiment prepared, TrainingOptions training, ProgressListener progress) {
    RandomLabelTraining lessons = RandomLabelTraining.of(training, told(progress));
    Program fresh = InvalidInputException.within("training", () -> prepared.lowered(lessons));
    requireAlike(prepared.program(), fresh);
    RandomLabelTraining.Recall recall = lessons.train();
    return prepared.seenBy(prepared.lowered(lessons), recall);
  }

  private static void requireAlike(Program expected, Program got) {
    List<Layer> layers = expected.layers();
    List<Layer> others = got.layers();
    int same = 0;
    while (same < Math.min(layers.size(), others.size())
        && layers.get(same).equals(others.get(same))) {
      same++;
    }
    if (same < Math.max(layers.size(), others.size())) {
      throw InvalidInputException.of(
          "training",
          "must make the architecture of the config's network, with " + named(layers, same),
          named(others, same),
          "give the config that the network was trained with");
    }
  }

  private static String named(List<Layer> layers, int at) {
    return at < layers.size()
        ? "layer '" + layers.get(at).name() + "' of shape " + layers.get(at).shape()
        : "no layer after '" + layers.get(layers.size() - 1).name() + "'";
  }

  private static TrainingProgress told(ProgressListener progress) {
    return (step, steps, loss) -> progress.progressed("random labels", (double) step / steps);
  }
}
