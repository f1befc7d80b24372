/**
 * What is explained: one scalar of a network (objective), at one input, from one baseline, for
 * chosen neurons and regions, along a path. In: a lowered program, plain arrays and the texts that
 * users write. Out: checked values. Everything above may call it.
 */
@NullMarked
package org.conductance4j.attribution.question;

import org.jspecify.annotations.NullMarked;
