package org.conductance4j.experiment.study;

import java.util.List;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;

/**
 * A section of a config that asks a run for something more: how it is read, what it computes, and
 * what stands of it in the result folder and in the report. All of them are in {@link Sections}.
 *
 * @param <O> the section's options
 * @param <R> the section's record of what it found
 */
interface Section<O, R> {

  /** {@return how its options are read} */
  SectionReader<O> reader();

  /** {@return the name of its stage, and of its entry in {@code metrics.json}} */
  default String name() {
    return reader().key();
  }

  /** {@return names in the result folder that are the section's own} */
  default List<String> files() {
    return List.of();
  }

  /** {@return whether it computes anything, so that it is a stage of the run} */
  default boolean computes() {
    return true;
  }

  /** Names of layers that the network must have. */
  default List<String> layers(O options) {
    return List.of();
  }

  /** Seeds for the provenance. */
  default List<Long> seeds(O options) {
    return List.of();
  }

  /** Looks for what would stop the section, before anything is computed. */
  default void check(O options, LoadedExperiment loaded, ResolvedQuestion question) {}

  R run(O options, SectionContext context);

  /** What stands in the result folder and in the report. */
  SectionResult result(R found, Wording words);
}
