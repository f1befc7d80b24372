/**
 * The operations of a program and what runs them: each operation with its forward pass, vjp and
 * jvp, the buffers they share, and their native calls. In: values and weights. Out: prepared calls.
 * For the engine and its front ends alone.
 */
@NullMarked
package org.conductance4j.engine.kernel;

import org.jspecify.annotations.NullMarked;
