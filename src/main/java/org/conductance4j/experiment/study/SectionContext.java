package org.conductance4j.experiment.study;

import java.util.function.Supplier;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.result.FinishedParts;

/** What a section of a run works with; the run's own study is done. */
record SectionContext(
    ExperimentConfig config,
    LoadedExperiment loaded,
    Study study,
    MemoryPlans plans,
    FinishedParts parts,
    ProgressListener progress) {

  /** The question of the study. */
  ResolvedQuestion question() {
    return study.question();
  }

  /** What a section found, kept as a whole. */
  <R> R whole(Section<?, R> section, Class<R> type, Supplier<R> work) {
    return parts.of(section.name(), type, work);
  }
}
