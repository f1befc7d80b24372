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
 * @param closeUp (3, row, column) in [0, 1], the same part of the original picture, as large as
 *     figures draw it; empty where nothing finer can be had
 * @param region (row, column), 1 inside and 0 outside; empty for input without rows and columns
 * @param channels which axes count channels
 * @param parts what the input is made of, where it is a sentence or a row of a table
 * @param inputAttribution integrated gradients of the unpruned network, the input's shape
 * @param rankings scores of each ranking, in the order of the config
 * @param prunedMaps integrated gradients of pruned networks, for the figures
 * @param figures how the figures are drawn
 * @param trace the score along the path; empty where it was not recorded
 * @param sections what the sections of the config found, in the order of the report
 */
public record ExperimentResult(
    Metrics metrics,
    Provenance provenance,
    Optional<Tensor> picture,
    Optional<Tensor> closeUp,
    Optional<Tensor> region,
    Channels channels,
    Optional<InputParts> parts,
    Tensor inputAttribution,
    List<RankingScores> rankings,
    List<PrunedMap> prunedMaps,
    FigureOptions figures,
    Optional<PathTrace> trace,
    List<SectionResult> sections) {

  /**
   * Which axis of a shape of three counts channels.
   *
   * @param lastInInput whether it is the input's last axis, else its first
   * @param lastInLayer whether it is the layer's last axis, else its first
   * @param layerHasPlaces whether the layer's other axes are rows and columns of a picture, and not
   *     heads and tokens
   */
  public record Channels(boolean lastInInput, boolean lastInLayer, boolean layerHasPlaces) {
    /** The first axis. */
    public static final Channels FIRST = new Channels(false, false, true);
  }

  /** {@return what the report calls the things of this experiment} */
  public Wording wording() {
    return new Wording(metrics, provenance.config(), region);
  }

  /**
   * {@return what a section found, or empty where it did not run}
   *
   * @param <R> the section's record
   * @param type its class
   */
  public <R> Optional<R> found(Class<R> type) {
    return sections.stream()
        .map(SectionResult::found)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }
}
