package org.conductance4j.experiment.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same study by another rule of the path, beside the study's own: what the choice of the rule
 * changes. Wall times stand among the stages of {@link Metrics.Seconds}: {@code path} and {@code
 * comparison}.
 *
 * @param study the study's own rule
 * @param other the rule that it is compared with
 * @param rankings one entry for each ranking by conductance
 */
public record Comparison(Side study, Side other, List<Agreement> rankings) {

  /**
   * One of the rules.
   *
   * @param rule its id
   * @param nodes number of nodes at which gradients were taken
   * @param forward forward passes, in whole or of one part of the network
   * @param vjp reverse passes
   * @param jvp forward-mode passes
   * @param inside sum of the input integrated gradients over the region, by the rule's own nodes
   * @param outside the same over the rest
   * @param conductance sum of the neurons' conductances
   * @param regionalConductance sum of the neurons' regional conductances
   * @param additivityGap Σ_j |Cond_j(R) + Cond_j(rest) − Cond_j| ÷ |F(x) − F(x′)|
   */
  public record Side(
      String rule,
      int nodes,
      long forward,
      long vjp,
      long jvp,
      double inside,
      double outside,
      double conductance,
      double regionalConductance,
      double additivityGap) {}

  /**
   * How far both rules rank the neurons alike.
   *
   * @param ranking id of the ranking
   * @param rankCorrelation Spearman's, over all neurons; null where a rule gives all the same score
   * @param fraction the top part that is looked at
   * @param topOverlap share of the top part by one rule that is in the top part by the other
   */
  public record Agreement(
      String ranking, @Nullable Double rankCorrelation, double fraction, double topOverlap) {}
}
