package org.conductance4j.experiment.result;

import java.util.List;

/**
 * What pruning neurons of other layers than the study's own does.
 *
 * @param curves one entry for each group of layers, in the order of the config
 * @param scores rankings of every other layer
 */
public record OtherLayers(List<LayerCurves> curves, List<LayerScores> scores) {}
