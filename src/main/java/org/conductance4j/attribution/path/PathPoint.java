package org.conductance4j.attribution.path;

/**
 * A place on the path where the network was evaluated.
 *
 * @param alpha 0 at the baseline, 1 at the input
 * @param score F there
 * @param weight the node's weight in the integral; 0 where only the score was wanted
 */
public record PathPoint(double alpha, double score, double weight) {}
