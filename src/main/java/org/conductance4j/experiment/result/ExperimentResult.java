package org.conductance4j.experiment.result;

import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.config.FigureOptions;

/**
 * Everything that an experiment found: the numbers and the arrays from which its result folder and
 * its report are made, without any live network.
 *
 * @param metrics the numbers of {@code metrics.json}
 * @param provenance what the numbers were made from and on
 * @param picture (3, row, column) in [0, 1], the input before normalisation; empty for input that
 *     is no picture
 * @param closeUp (3, row, column) in [0, 1], the same part of the original picture, {@link
 *     CloseUp#factor} times as high and wide; empty where nothing finer can be had
 * @param region (row, column), 1 inside and 0 outside; empty for input without rows and columns
 * @param parts what the input is made of, where it is a sentence or a row of a table
 * @param inputAttribution integrated gradients of the unpruned network, the input's shape
 * @param rankings scores of each ranking, in the order of the config
 * @param prunedMaps integrated gradients of pruned networks, for the figures
 * @param figures how the figures are drawn
 * @param replication the same study over many scenes; empty where none was asked for
 * @param path what is told of the path besides its numbers
 * @param tables with files of their own
 * @param layers rankings of other layers
 */
public record ExperimentResult(
    Metrics metrics,
    Provenance provenance,
    Optional<Tensor> picture,
    Optional<Tensor> closeUp,
    Optional<Tensor> region,
    Optional<InputParts> parts,
    Tensor inputAttribution,
    List<RankingScores> rankings,
    List<PrunedMap> prunedMaps,
    FigureOptions figures,
    Optional<Replication> replication,
    PathResult path,
    List<ResultTable> tables,
    List<LayerScores> layers) {

  /** Keeps copies of the lists. */
  public ExperimentResult {
    rankings = List.copyOf(rankings);
    prunedMaps = List.copyOf(prunedMaps);
    tables = List.copyOf(tables);
    layers = List.copyOf(layers);
  }
}
