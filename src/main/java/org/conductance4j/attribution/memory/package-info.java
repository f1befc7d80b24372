/**
 * Memory of an attribution: turns a budget in bytes into batch sizes, before anything is computed.
 * In: a question and a budget. Out: a plan. The methods and the experiments call it.
 */
@NullMarked
package org.conductance4j.attribution.memory;

import org.jspecify.annotations.NullMarked;
