/**
 * Checks a lowered program against the network's own runtime: outputs layer by layer, vjp against
 * jvp, and finite differences. In: a program and its network. Out: the largest differences, or an
 * error that names the layer.
 */
@NullMarked
package org.conductance4j.engine.audit;

import org.jspecify.annotations.NullMarked;
