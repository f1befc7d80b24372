package org.conductance4j.experiment.study;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.memory.MemoryPlan;
import org.conductance4j.attribution.memory.MemoryUse;
import org.conductance4j.attribution.memory.PathWorkload;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.RankingOptions.RandomOrder;
import org.conductance4j.pruning.LayerGradients;
import org.conductance4j.pruning.Sweep;
import org.conductance4j.pruning.SweepOptions;

/**
 * Plans the memory of every layer and path that a run looks at, and knows what all of it took: what
 * fits at one layer need not fit at another, of which more crosses into the upper part.
 */
final class MemoryPlans {

  private final ExperimentConfig config;
  private final long weights;
  private final MemoryBudget budget;
  private final Map<List<Object>, MemoryPlan> plans = new HashMap<>();

  /** Begins to count, with so many bytes of weights, of 32 bits each. */
  MemoryPlans(ExperimentConfig config, long weights, MemoryBudget budget) {
    this.config = config;
    this.weights = weights;
    this.budget = budget;
    HeldMemory.restart();
  }

  /** The question with the batch and the store that fit. */
  ResolvedQuestion apply(ResolvedQuestion question) {
    List<Object> asked =
        List.of(question.needLayer().name(), question.regions().size(), question.path());
    MemoryPlan plan = plans.computeIfAbsent(asked, key -> plan(question));
    return plan.apply(question);
  }

  private MemoryPlan plan(ResolvedQuestion question) {
    SweepOptions options = SweepOptions.defaults();
    long scored = config.rankings().stream().filter(r -> !(r instanceof RandomOrder)).count();
    int maps = (int) scored * config.figures().fractions().size();
    long sweep =
        Sweep.largestStore(question, options) + LayerGradients.bytes(question, maps, options);
    EnumSet<Part> parts = EnumSet.of(Part.INPUT, Part.LAYER, Part.REGIONS);
    MemoryPlan.Request request =
        new MemoryPlan.Request(
            List.of(new PathWorkload(question, parts, sweep)),
            question.batch(),
            question.program().precision(),
            weights,
            false);
    return MemoryPlan.within(request, budget);
  }

  /** The largest plan, and the most that was in use at a time until now. */
  MemoryUse use() {
    return plans.values().stream().map(MemoryPlan::use).reduce(MemoryUse.NONE, MemoryUse::or);
  }
}
