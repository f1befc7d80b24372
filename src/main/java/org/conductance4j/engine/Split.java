package org.conductance4j.engine;

/**
 * The network split at a layer: F = upper ∘ lower.
 *
 * @param lower from the input to the frontier, whose value 0 is the layer's activation y and whose
 *     further values, if any, are those that bypass the layer
 * @param upper from the frontier to the target
 */
public record Split(Section lower, Section upper) {}
