package org.conductance4j.attribution.path;

import org.conductance4j.array.Tensor;

/**
 * How uncertain a mean over random draws is: standard deviations between the draws (of n − 1),
 * divided by √n.
 *
 * @param draws the number n of draws, at least 2
 * @param standardError of each element, of the attribution's shape
 * @param ofSum of the sum of all elements
 */
public record Spread(int draws, Tensor standardError, double ofSum) {}
