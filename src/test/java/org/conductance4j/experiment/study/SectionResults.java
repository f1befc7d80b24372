package org.conductance4j.experiment.study;

import org.conductance4j.experiment.config.PublishedCurves;
import org.conductance4j.experiment.result.Accuracy;
import org.conductance4j.experiment.result.BaselineComparison;
import org.conductance4j.experiment.result.Comparison;
import org.conductance4j.experiment.result.PathStudy;
import org.conductance4j.experiment.result.Replication;
import org.conductance4j.experiment.result.Robustness;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Stability;
import org.conductance4j.experiment.result.Wording;

/** What sections make of records that no run has made. */
public final class SectionResults {

  private SectionResults() {}

  /** The files and the part of the report of a record. */
  public static SectionResult of(Object found, Wording words) {
    if (found instanceof Replication replication) {
      return new ReplicationSection().result(replication, words);
    }
    if (found instanceof BaselineComparison baselines) {
      return new BaselinesSection().result(baselines, words);
    }
    if (found instanceof Comparison comparison) {
      return new ComparisonSection().result(comparison, words);
    }
    if (found instanceof Robustness robustness) {
      return new RobustnessSection().result(robustness, words);
    }
    if (found instanceof PathStudy study) {
      return new PathStudySection().result(study, words);
    }
    if (found instanceof Stability stability) {
      return new StabilitySection().result(stability, words);
    }
    return found instanceof Accuracy accuracy
        ? new AccuracySection().result(accuracy, words)
        : new PublishedSection().result((PublishedCurves) found, words);
  }
}
