package org.conductance4j.data;

import org.conductance4j.array.Tensor;

/**
 * A picture of a set with its class.
 *
 * @param values shape (channel, row, column); for pictures of bytes in [0, 1]
 * @param label its class, from 0
 */
public record LabelledPicture(Tensor values, int label) {}
