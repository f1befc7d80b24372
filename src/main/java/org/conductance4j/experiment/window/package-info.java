/**
 * The window study: prunings by a window's regional conductance over a whole data set, with
 * confidence intervals.
 */
@NullMarked
package org.conductance4j.experiment.window;

import org.jspecify.annotations.NullMarked;
