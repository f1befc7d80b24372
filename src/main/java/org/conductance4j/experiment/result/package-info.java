/**
 * Results of experiments: records, and the folder that stores them. In: what studies computed. Out:
 * files that appear under their final name only when they are complete. The report reads the
 * records, which keep the lists that they are given; nobody changes those.
 */
@NullMarked
package org.conductance4j.experiment.result;

import org.jspecify.annotations.NullMarked;
