/**
 * Orders units by score: ties, fractions, random controls. In: arrays of scores. Out: index orders.
 * Knows neither networks nor ND4J.
 */
@NullMarked
package org.conductance4j.ranking;

import org.jspecify.annotations.NullMarked;
