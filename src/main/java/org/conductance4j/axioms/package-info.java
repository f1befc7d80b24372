/**
 * Axioms of attribution, measured on one network at one input. In: a resolved question. Out: a
 * finding for each method and axiom. Everything above may call it.
 */
@NullMarked
package org.conductance4j.axioms;

import org.jspecify.annotations.NullMarked;
