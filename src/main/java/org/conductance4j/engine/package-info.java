/**
 * A trained network lowered once to an immutable program of operations, each with its forward pass,
 * its reverse-mode derivative with respect to the input (vjp) and its forward-mode derivative
 * (jvp). A program does not know what kind of network it was lowered from; each kind has a front
 * end of its own. In and out: batches of plain arrays in the source's axis order. Inside, every
 * activation is in native memory with its channels last.
 */
@NullMarked
package org.conductance4j.engine;

import org.jspecify.annotations.NullMarked;
