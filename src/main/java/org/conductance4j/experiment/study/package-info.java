/**
 * Studies: from a checked config through attribution, rankings and pruning sweeps to result
 * records. The command line calls it.
 */
@NullMarked
package org.conductance4j.experiment.study;

import org.jspecify.annotations.NullMarked;
