package org.conductance4j.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.attribution.Setting;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Split;
import org.conductance4j.pruning.Plan;

/** The score at the input of pruned networks: one forward pass above the layer for each. */
final class PrunedScores {

  private PrunedScores() {}

  /** One score a plan. */
  static List<Double> of(Setting setting, List<Plan> plans) {
    Split split = setting.program().split(setting.needLayer(), setting.target());
    try (Evaluator lower = split.lower().bindForward(1);
        Evaluator upper = split.upper().bindForward(1)) {
      lower.forward(setting.input().toArray());
      double[][] frontier = new double[split.lower().targetShapes().size()][];
      Arrays.setAll(frontier, lower::target);
      List<Double> scores = new ArrayList<>();
      for (Plan plan : plans) {
        double[][] pruned = frontier.clone();
        pruned[0] = frontier[0].clone();
        plan.transform().forward(pruned[0]);
        upper.forward(pruned);
        double[] end = upper.target(0);
        scores.add(setting.readout().value(setting.target(), end, 0, end.length));
      }
      return scores;
    }
  }
}
