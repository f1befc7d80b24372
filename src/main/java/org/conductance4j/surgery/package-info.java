/**
 * Changes copies of networks for good: writes masks into weights, puts masks behind layers, takes
 * channels out. In: a network, a mask of a layer's neurons. Out: another network that plain DL4J
 * runs. Never touches the network that it was given. With {@code model}, {@code training} and
 * {@code engine} the only user of DL4J's types.
 */
@NullMarked
package org.conductance4j.surgery;

import org.jspecify.annotations.NullMarked;
