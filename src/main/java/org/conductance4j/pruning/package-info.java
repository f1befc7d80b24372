/**
 * Prunes a layer's units as a transform of its activation and sweeps many such prunings over one
 * shared path. In: a program, an explanation of the intact network, rankings. Out: curves. Never
 * edits the caller's network.
 */
@NullMarked
package org.conductance4j.pruning;

import org.jspecify.annotations.NullMarked;
