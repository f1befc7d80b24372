package org.conductance4j.experiment.result;

import org.conductance4j.array.Tensor;

/**
 * Input integrated gradients of a pruned network.
 *
 * @param ranking id of the ranking whose top was pruned
 * @param fraction the fraction that was pruned
 * @param map one attribution an input value, the input's shape
 */
public record PrunedMap(String ranking, double fraction, Tensor map) {}
