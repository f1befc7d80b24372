package org.conductance4j.experiment;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.Baseline;
import org.conductance4j.attribution.Explanation;
import org.conductance4j.attribution.Explanation.Part;
import org.conductance4j.attribution.PathAttribution;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.attribution.Setting;
import org.conductance4j.config.ConfigNode;

/** Explains one input from several baselines, with the path's rule of the study. */
final class BaselineComparisonMaker {

  /** Key of the config. */
  static final String KEY = "baselines";

  private BaselineComparisonMaker() {}

  /** Baselines to compare; empty where the config has no such list. */
  static List<Baseline> read(ConfigNode node) {
    return node.isPresent()
        ? RobustnessReader.list(node, RobustnessReader::baseline, "[black, white]")
        : List.of();
  }

  static BaselineComparison of(
      Prepared prepared, Setting setting, List<Baseline> baselines, ProgressListener progress) {
    List<Tensor> made =
        baselines.stream().map(baseline -> prepared.baseline(baseline, KEY)).toList();
    List<BaselineComparison.Entry> entries = new ArrayList<>();
    for (int k = 0; k < made.size(); k++) {
      int done = k;
      Explanation explanation =
          PathAttribution.explain(
              setting.withoutLayer().withBaseline(made.get(k)),
              EnumSet.of(Part.INPUT),
              (stage, part) -> progress.progressed(KEY, (done + part) / made.size()));
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
