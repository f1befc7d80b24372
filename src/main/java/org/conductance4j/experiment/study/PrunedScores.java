package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Split;
import org.conductance4j.pruning.Plan;

/** The score at the input of pruned networks: one forward pass above the layer for each. */
final class PrunedScores {

  private PrunedScores() {}

  /** One score a plan. */
  static List<Double> of(ResolvedQuestion question, List<Plan> plans) {
    Split split = question.program().split(question.needLayer(), question.target());
    try (Evaluator lower = split.lower().bindForward(1);
        Evaluator upper = split.upper().bindForward(1)) {
      lower.forward(question.input().toArray());
      double[][] frontier = new double[split.lower().targetShapes().size()][];
      Arrays.setAll(frontier, lower::target);
      List<Double> scores = new ArrayList<>();
      for (Plan plan : plans) {
        double[][] pruned = frontier.clone();
        pruned[0] = frontier[0].clone();
        plan.transform().forward(pruned[0]);
        upper.forward(pruned);
        double[] end = upper.target(0);
        scores.add(question.readout().value(question.target(), end, 0, end.length));
      }
      return scores;
    }
  }
}
