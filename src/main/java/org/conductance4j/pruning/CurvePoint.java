package org.conductance4j.pruning;

/**
 * What one pruning does: a point of the curves of its ranking.
 *
 * @param ranking id of the ranking whose top was pruned
 * @param fraction the part of the units that was pruned
 * @param pruned number of units that were pruned
 * @param score the objective at the input
 * @param inside integrated gradients of the pruned network, summed over the region
 * @param outside the same, summed over what the region leaves out
 * @param all the same, summed over the whole input
 * @param error estimated error of {@code inside} and {@code outside}, in units of the objective
 */
public record CurvePoint(
    String ranking,
    double fraction,
    int pruned,
    double score,
    double inside,
    double outside,
    double all,
    double error) {}
