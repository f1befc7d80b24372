package org.conductance4j.experiment.result;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Ledger;
import org.conductance4j.experiment.config.FigureOptions;
import org.conductance4j.experiment.study.SectionResults;
import org.conductance4j.pruning.CurvePoint;

/** Results of which nothing more is told than what a plain study finds. */
public final class PlainResults {

  private PlainResults() {}

  /** Metrics without warnings whose memory and sweep were not counted. */
  public static Metrics metrics(
      String experiment,
      Metrics.Objective objective,
      Metrics.Layer layer,
      Metrics.Region region,
      Metrics.Path path,
      Metrics.InputAttribution inputAttribution,
      Ledger ledger,
      List<CurvePoint> curves,
      Metrics.Seconds seconds) {
    return new Metrics(
        Metrics.SCHEMA,
        experiment,
        objective,
        layer,
        region,
        path,
        inputAttribution,
        ledger,
        curves,
        List.of(),
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
      Object... found) {
    Wording words = new Wording(metrics, provenance.config(), region);
    return new ExperimentResult(
        metrics,
        provenance,
        picture,
        Optional.empty(),
        region,
        ExperimentResult.Channels.FIRST,
        Optional.empty(),
        inputAttribution,
        rankings,
        prunedMaps,
        figures,
        Optional.empty(),
        Stream.of(found).map(one -> SectionResults.of(one, words)).toList());
  }

  /** The same result of other metrics, with what sections found. */
  public static ExperimentResult with(ExperimentResult made, Metrics metrics, Object... found) {
    return of(
        metrics,
        made.provenance(),
        made.picture(),
        made.region(),
        made.inputAttribution(),
        made.rankings(),
        made.prunedMaps(),
        made.figures(),
        found);
  }

  /** The same numbers of another objective. */
  public static Metrics with(Metrics from, Metrics.Objective objective) {
    return metrics(
        from.experiment(),
        objective,
        from.layer(),
        from.region(),
        from.path(),
        from.inputAttribution(),
        from.ledger(),
        from.curves(),
        from.seconds());
  }
}
