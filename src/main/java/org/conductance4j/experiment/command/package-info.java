/** What the commands {@code prune} and {@code bench} do, without the command line. */
@NullMarked
package org.conductance4j.experiment.command;

import org.jspecify.annotations.NullMarked;
