/**
 * Pictures and the readable report of a finished experiment. In: an {@link
 * org.conductance4j.experiment.result.ExperimentResult}. Out: {@code figures/*.png} and {@code
 * report.html} in a folder. Works from records alone, never from a live network; the command line
 * calls it.
 */
@NullMarked
package org.conductance4j.report;

import org.jspecify.annotations.NullMarked;
