/**
 * Path attributions: what is explained (objective), from where to where (baseline, path), at which
 * layer and for which pixels (region). In: a lowered program and plain arrays. Out: plain arrays,
 * sums and the ledger of their conservation laws. Rankings, pruning and everything above may call
 * it.
 */
@NullMarked
package org.conductance4j.attribution;

import org.jspecify.annotations.NullMarked;
