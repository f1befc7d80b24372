package org.conductance4j.experiment.result;

import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.MemoryUse;
import org.conductance4j.attribution.path.Ledger;
import org.conductance4j.experiment.config.FigureOptions;
import org.conductance4j.pruning.CurvePoint;
import org.jspecify.annotations.Nullable;

/** Results of which nothing more is told than what a plain study finds. */
public final class PlainResults {

  private PlainResults() {}

  /** Numbers of a study of one layer whose sweep's passes were not counted. */
  public static Metrics metrics(
      int schema,
      String experiment,
      Metrics.Objective objective,
      Metrics.Layer layer,
      Metrics.Region region,
      Metrics.Path path,
      Metrics.InputAttribution inputAttribution,
      Ledger ledger,
      List<CurvePoint> curves,
      @Nullable Replication replication,
      @Nullable Comparison comparison,
      @Nullable Robustness robustness,
      List<String> warnings,
      @Nullable MemoryUse memory,
      Metrics.Seconds seconds) {
    return new Metrics(
        schema,
        experiment,
        objective,
        layer,
        region,
        path,
        inputAttribution,
        ledger,
        curves,
        replication,
        comparison,
        robustness,
        warnings,
        memory,
        null,
        null,
        seconds);
  }

  /** A result of a picture or an array of whose path nothing more is told than its numbers. */
  public static ExperimentResult of(
      Metrics metrics,
      Provenance provenance,
      Optional<Tensor> picture,
      Optional<Tensor> region,
      Tensor inputAttribution,
      List<RankingScores> rankings,
      List<PrunedMap> prunedMaps,
      FigureOptions figures,
      Optional<Replication> replication) {
    return new ExperimentResult(
        metrics,
        provenance,
        picture,
        Optional.empty(),
        region,
        Optional.empty(),
        inputAttribution,
        rankings,
        prunedMaps,
        figures,
        replication,
        PathResult.NONE,
        List.of(),
        List.of());
  }
}
