package org.conductance4j.experiment.window;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.Provenance;

/**
 * Everything that a study of windows found.
 *
 * @param metrics the numbers of {@code metrics.json}
 * @param provenance what the numbers were made from and on
 * @param meanPictures each class's mean training picture, (channel, row, column) as the network
 *     takes it
 * @param windows membership of the pixels of each window, (row, column), 1 inside
 * @param conductance averages over training pictures, (class, layer's shape): of everything, then
 *     of each window
 */
public record WindowResult(
    WindowMetrics metrics,
    Provenance provenance,
    List<Tensor> meanPictures,
    List<Tensor> windows,
    List<Tensor> conductance) {}
