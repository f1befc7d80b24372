/**
 * Inputs of an experiment: pictures, arrays and tables as the network takes them, and the facts
 * about the tool. In: files. Out: checked arrays.
 */
@NullMarked
package org.conductance4j.experiment.input;

import org.jspecify.annotations.NullMarked;
