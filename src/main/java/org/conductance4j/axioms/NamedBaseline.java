package org.conductance4j.axioms;

import org.conductance4j.array.Tensor;

/**
 * A baseline to compare with others.
 *
 * @param name what users call it
 * @param values x′, of the input's shape
 */
public record NamedBaseline(String name, Tensor values) {}
