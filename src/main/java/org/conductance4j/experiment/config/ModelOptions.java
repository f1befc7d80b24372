package org.conductance4j.experiment.config;

import org.jspecify.annotations.Nullable;

/**
 * Which network is explained.
 *
 * @param weights its file; after {@code !/} it may go on into an archive
 * @param architecture id of the architecture, or null for a file that holds its own
 */
public record ModelOptions(String weights, @Nullable String architecture) {}
