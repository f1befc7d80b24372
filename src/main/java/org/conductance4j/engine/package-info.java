/**
 * A trained network lowered once to an immutable program of operations, each with its forward pass,
 * its reverse-mode derivative with respect to the input (vjp) and its forward-mode derivative
 * (jvp). In: DL4J networks and batches of plain arrays in DL4J's layout. Out: batches of plain
 * arrays. Inside, every activation lies channels-last in native memory.
 */
@NullMarked
package org.conductance4j.engine;

import org.jspecify.annotations.NullMarked;
