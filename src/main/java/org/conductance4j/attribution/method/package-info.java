/**
 * The attribution methods: one class for each, and {@link
 * org.conductance4j.attribution.method.Methods}, the list of them. In: a resolved question. Out: an
 * array and its sums. Rankings, axioms and experiments call it.
 */
@NullMarked
package org.conductance4j.attribution.method;

import org.jspecify.annotations.NullMarked;
