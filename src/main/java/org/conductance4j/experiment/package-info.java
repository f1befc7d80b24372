/**
 * Runs an experiment: from its checked config through network, attribution, rankings and pruning
 * sweep to result records, and stores them. In: a config file. Out: an {@link
 * org.conductance4j.experiment.ExperimentResult} and a result folder that appears under its final
 * name only when it is complete. The command line calls it; the report reads its records.
 */
@NullMarked
package org.conductance4j.experiment;

import org.jspecify.annotations.NullMarked;
