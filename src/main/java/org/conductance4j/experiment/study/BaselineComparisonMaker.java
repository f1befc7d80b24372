package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.config.RobustnessReader;
import org.conductance4j.experiment.result.BaselineComparison;

/** Explains one input from several baselines, with the path's rule of the study. */
final class BaselineComparisonMaker {

  private BaselineComparisonMaker() {}

  static BaselineComparison of(
      LoadedExperiment prepared,
      ResolvedQuestion question,
      List<Baseline> baselines,
      ProgressListener progress) {
    List<Tensor> made =
        baselines.stream()
            .map(baseline -> prepared.baseline(baseline, RobustnessReader.COMPARED))
            .toList();
    List<BaselineComparison.Entry> entries = new ArrayList<>();
    for (int k = 0; k < made.size(); k++) {
      int done = k;
      Explanation explanation =
          PathAttribution.explain(
              question.withoutLayer().withBaseline(made.get(k)),
              EnumSet.of(Part.INPUT),
              (stage, part) ->
                  progress.progressed(RobustnessReader.COMPARED, (done + part) / made.size()));
      entries.add(
          new BaselineComparison.Entry(
              baselines.get(k).toString(),
              explanation.atBaseline(),
              explanation.all(),
              explanation.inside(0),
              explanation.outside(0),
              explanation.ledger().inputCompleteness(),
              explanation.path().nodes(),
              explanation.inputAttribution()));
    }
    return new BaselineComparison(entries);
  }
}
