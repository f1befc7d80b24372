package org.conductance4j.experiment;

import java.nio.file.Path;
import org.conductance4j.attribution.AttributionMethod;
import org.conductance4j.attribution.Baseline;
import org.conductance4j.attribution.Objective;
import org.conductance4j.attribution.PathOptions;
import org.conductance4j.engine.Precision;
import org.jspecify.annotations.Nullable;

/**
 * One attribution of a batch of inputs.
 *
 * @param method what is computed
 * @param objective what is explained
 * @param baseline where the path begins
 * @param layer name of the layer, or null for a method of the input
 * @param region what of the input is looked at, or null
 * @param folder what relative paths of a region's mask and of a baseline count from
 * @param path how the path integral is computed
 * @param precision what is computed in
 * @param labels file of the class names, or null
 */
public record AttributionOptions(
    AttributionMethod method,
    Objective objective,
    Baseline baseline,
    @Nullable String layer,
    @Nullable String region,
    Path folder,
    PathOptions path,
    Precision precision,
    @Nullable Path labels) {}
