/**
 * Immutable numeric arrays, .npy files, atomic file writes, fingerprints and random orders. Pure
 * Java; every package may use it.
 */
@NullMarked
package org.conductance4j.array;

import org.jspecify.annotations.NullMarked;
