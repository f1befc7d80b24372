/**
 * Trains the network that an experiment ships. In: a training configuration. Out: a DL4J zip and
 * the record of how it was made. With {@code model} and {@code engine} the only user of DL4J; only
 * the command line calls it.
 */
@NullMarked
package org.conductance4j.training;

import org.jspecify.annotations.NullMarked;
