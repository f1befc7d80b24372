/**
 * Path integrals: nodes and weights, adaptive refinement, the sums of regions and neurons, and the
 * ledger of the conservation laws. In: a resolved question. Out: an explanation with its claimed
 * error. The methods, and sweeps of prunings, call it.
 */
@NullMarked
package org.conductance4j.attribution.path;

import org.jspecify.annotations.NullMarked;
