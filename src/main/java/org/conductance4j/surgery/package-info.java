/**
 * Prunes networks permanently: zeroes weights, inserts a masking layer, or removes channels. Also
 * makes copies of networks with other weights. In: a network, and a plan for one of its layers.
 * Out: another network, which plain DL4J runs. Never changes the network that it was given. With
 * {@code model}, {@code training} and {@code engine} the only user of DL4J's types.
 */
@NullMarked
package org.conductance4j.surgery;

import org.jspecify.annotations.NullMarked;
