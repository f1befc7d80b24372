/**
 * Checks a lowered program: its outputs layer by layer, vjp against jvp, and finite differences.
 * In: a program and a forward pass of its network by other software. Out: the largest differences,
 * or an error that names the layer.
 */
@NullMarked
package org.conductance4j.engine.audit;

import org.jspecify.annotations.NullMarked;
