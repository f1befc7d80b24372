package org.conductance4j.experiment;

import java.util.List;

/** By what neurons are ranked. */
public sealed interface RankingOptions {

  /** Ids of all rankings. */
  List<String> IDS = List.of(RegionalConductance.ID, LayerConductance.ID, RandomOrder.ID);

  /** By the region's share of the score that runs through a neuron. */
  record RegionalConductance() implements RankingOptions {
    static final String ID = "regional-conductance";
  }

  /** By the share of the score that runs through a neuron. */
  record LayerConductance() implements RankingOptions {
    static final String ID = "layer-conductance";
  }

  /**
   * A control: by chance.
   *
   * @param seeds one ranking each, {@code random:SEED}
   */
  record RandomOrder(List<Long> seeds) implements RankingOptions {
    static final String ID = "random";

    /** Keeps a copy of the list. */
    public RandomOrder {
      seeds = List.copyOf(seeds);
    }
  }
}
