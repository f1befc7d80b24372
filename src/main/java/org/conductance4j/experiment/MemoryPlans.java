package org.conductance4j.experiment;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.attribution.Explanation.Part;
import org.conductance4j.attribution.MemoryBudget;
import org.conductance4j.attribution.MemoryPlan;
import org.conductance4j.attribution.MemoryUse;
import org.conductance4j.attribution.PathWorkload;
import org.conductance4j.attribution.Setting;
import org.conductance4j.engine.HeldMemory;
import org.conductance4j.experiment.RankingOptions.RandomOrder;
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

  /**
   * Begins to count.
   *
   * @param weights bytes of the network's weights, of 32 bits each
   */
  MemoryPlans(ExperimentConfig config, long weights, MemoryBudget budget) {
    this.config = config;
    this.weights = weights;
    this.budget = budget;
    HeldMemory.restart();
  }

  /** The setting with the batch and the store that fit. */
  Setting apply(Setting setting) {
    List<Object> asked =
        List.of(setting.needLayer().name(), setting.regions().size(), setting.path());
    MemoryPlan plan = plans.computeIfAbsent(asked, key -> plan(setting));
    return setting.withBatch(plan.batch()).withStore(plan.store());
  }

  private MemoryPlan plan(Setting setting) {
    SweepOptions options = SweepOptions.defaults();
    long scored = config.rankings().stream().filter(r -> !(r instanceof RandomOrder)).count();
    int maps = (int) scored * config.figures().fractions().size();
    long sweep =
        Sweep.largestStore(setting, options) + LayerGradients.bytes(setting, maps, options);
    EnumSet<Part> parts = EnumSet.of(Part.INPUT, Part.LAYER, Part.REGIONS);
    MemoryPlan.Request request =
        new MemoryPlan.Request(
            List.of(new PathWorkload(setting, parts, sweep)),
            setting.batch(),
            setting.program().precision(),
            weights,
            false);
    return MemoryPlan.within(request, budget);
  }

  /** The largest plan, and the most that was in use at a time until now. */
  MemoryUse use() {
    return plans.values().stream().map(MemoryPlan::use).reduce(MemoryUse.NONE, MemoryUse::or);
  }
}
