/**
 * Attribution of a batch of inputs with one method, as the command {@code attribute} does it. In:
 * arrays or pictures and the user's texts. Out: arrays and a line of numbers for each input.
 */
@NullMarked
package org.conductance4j.experiment.batch;

import org.jspecify.annotations.NullMarked;
