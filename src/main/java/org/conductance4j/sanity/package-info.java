/**
 * Sanity checks of maps, measured on one network at one input. In: a resolved question. Out: a
 * measurement for each method and measure. Everything above may call it.
 */
@NullMarked
package org.conductance4j.sanity;

import org.jspecify.annotations.NullMarked;
