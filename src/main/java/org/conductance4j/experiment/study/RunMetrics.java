package org.conductance4j.experiment.study;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.conductance4j.attribution.memory.MemoryUse;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Saturation;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.PathTable;
import org.conductance4j.pruning.SweepResult;

/** Puts the numbers of a run together. */
final class RunMetrics {

  private RunMetrics() {}

  static Metrics of(
      ExperimentConfig config,
      LoadedExperiment prepared,
      Study study,
      SweepResult sweep,
      MemoryUse memory,
      Metrics.Seconds seconds) {
    Explanation explanation = study.explanation();
    var layer = prepared.layer();
    return new Metrics(
        Metrics.SCHEMA,
        config.experiment(),
        objective(prepared, explanation),
        new Metrics.Layer(layer.name(), layer.shape(), layer.neurons()),
        new Metrics.Region(study.question().regions().get(0).pixels()),
        PathTable.metrics(explanation.path()),
        new Metrics.InputAttribution(
            explanation.change(), explanation.inside(0), explanation.outside(0)),
        explanation.ledger(),
        sweep.points(),
        warnings(config, prepared, explanation),
        memory,
        new Metrics.SweepPasses(sweep.lower(), sweep.upper()),
        seconds);
  }

  private static List<String> warnings(
      ExperimentConfig config, LoadedExperiment prepared, Explanation explanation) {
    Optional<String> saturation =
        Saturation.warning(
            explanation.readout(),
            config.precision(),
            explanation.atInput(),
            explanation.path().trace());
    return Stream.of(prepared.note(), config.objective().choice(prepared.program()), saturation)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Metrics.Objective objective(LoadedExperiment prepared, Explanation explanation) {
    Readout readout = explanation.readout();
    boolean margin = readout.kind() == Objective.Kind.MARGIN;
    return new Metrics.Objective(
        readout.kind().id(),
        readout.index(),
        prepared.named() ? readout.label() : null,
        margin ? (Integer) readout.other() : null,
        explanation.atInput(),
        explanation.atBaseline());
  }
}
