/**
 * Configs of experiments: values with their limits, and the readers that make them from YAML or
 * JSON. In: a config document. Out: an {@link
 * org.conductance4j.experiment.config.ExperimentConfig}, or every problem with its line.
 */
@NullMarked
package org.conductance4j.experiment.config;

import org.jspecify.annotations.NullMarked;
