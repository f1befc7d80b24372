/**
 * Trains the network that an experiment ships. In: a training config. Out: a DL4J zip and a record
 * of the training. With {@code model}, {@code engine} and {@code surgery} the only user of DL4J's
 * types. The command line calls it; experiments use it to train on random labels.
 */
@NullMarked
package org.conductance4j.training;

import org.jspecify.annotations.NullMarked;
