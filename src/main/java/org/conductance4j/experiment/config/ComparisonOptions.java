package org.conductance4j.experiment.config;

import org.conductance4j.attribution.question.PathOptions;

/**
 * Another rule of the path that the study's own is compared with.
 *
 * @param path the other rule
 * @param fraction the top part of the rankings whose overlap is told
 */
public record ComparisonOptions(PathOptions path, double fraction) {}
