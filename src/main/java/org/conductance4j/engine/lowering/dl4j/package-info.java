/**
 * The front end of DL4J: lowers a ComputationGraph or MultiLayerNetwork, layer by layer. In: a
 * trained network, which is not modified. Out: a program. {@link
 * org.conductance4j.engine.lowering.dl4j.Dl4jLowering} is its entry.
 */
@NullMarked
package org.conductance4j.engine.lowering.dl4j;

import org.jspecify.annotations.NullMarked;
