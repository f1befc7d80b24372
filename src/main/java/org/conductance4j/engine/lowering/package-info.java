/**
 * What the front ends share when they lower a network to a program: the builder that collects the
 * operations, and compositions of operations. For front ends alone.
 */
@NullMarked
package org.conductance4j.engine.lowering;

import org.jspecify.annotations.NullMarked;
