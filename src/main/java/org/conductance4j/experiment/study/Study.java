package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.CachedActivations;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.result.FinishedParts;
import org.conductance4j.experiment.result.PrunedMap;
import org.conductance4j.experiment.result.RankingScores;
import org.conductance4j.experiment.result.SweepState;
import org.conductance4j.pruning.LayerGradients;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.PrunedMaps;
import org.conductance4j.pruning.PruningPoint;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.pruning.Sweep;
import org.conductance4j.pruning.SweepOptions;
import org.conductance4j.pruning.SweepResult;
import org.conductance4j.ranking.Ranking;
import org.jspecify.annotations.Nullable;

/**
 * The study of one input: what is explained, the rankings that follow from it, and what pruning
 * their tops does.
 */
final class Study {

  private final ResolvedQuestion question;
  private final int region;
  private final Explanation explanation;
  private final List<Ranking> rankings;
  private final Replacement replacement;
  private final CachedActivations below;
  private final FinishedParts parts;
  private final ProgressListener progress;

  private Study(
      ResolvedQuestion question,
      int region,
      Explanation explanation,
      List<Ranking> rankings,
      Replacement replacement,
      CachedActivations below,
      FinishedParts parts,
      ProgressListener progress) {
    this.question = question;
    this.region = region;
    this.explanation = explanation;
    this.rankings = List.copyOf(rankings);
    this.replacement = replacement;
    this.below = below;
    this.parts = parts;
    this.progress = progress;
  }

  /** Explains a question and ranks the layer's neurons for the region of the largest share. */
  static Study of(
      ResolvedQuestion question, List<RankingOptions> options, ProgressListener progress) {
    FinishedParts unkept = FinishedParts.unkept();
    return of(question, options, Replacement.zero(), null, unkept, progress);
  }

  /** The same with rankings that name things of a config, and another replacement. */
  static Study of(
      ResolvedQuestion question,
      List<RankingOptions> options,
      Replacement replacement,
      @Nullable RankingContext context,
      FinishedParts parts,
      ProgressListener progress) {
    return of(question, options, replacement, context, CachedActivations.none(), parts, progress);
  }

  /** The same study, whose first sweep reuses what the path computed. */
  static Study of(
      ResolvedQuestion question,
      List<RankingOptions> options,
      Replacement replacement,
      @Nullable RankingContext context,
      CachedActivations below,
      FinishedParts parts,
      ProgressListener progress) {
    Set<Part> arrays = EnumSet.of(Part.INPUT, Part.LAYER, Part.REGIONS);
    Explanation explanation =
        parts.of(
            "path",
            Explanation.class,
            () -> PathAttribution.explain(question, arrays, below, progress));
    int region = strongest(explanation);
    List<Ranking> rankings = new ArrayList<>();
    for (RankingOptions ranking : options) {
      if (ranking instanceof RankingOptions.Scored scored && context != null) {
        RankingScorer scorer = new RankingScorer(question, explanation, region, context, progress);
        Tensor scores =
            parts.of("scores-" + scored.id(), Tensor.class, () -> scorer.scores(scored));
        rankings.add(scorer.ranking(scored, scores));
      } else {
        rankings.addAll(ranked(ranking, explanation, region));
      }
    }
    return new Study(question, region, explanation, rankings, replacement, below, parts, progress);
  }

  private static List<Ranking> ranked(RankingOptions by, Explanation explanation, int region) {
    if (by instanceof RankingOptions.RandomOrder random) {
      int[] shape = explanation.layerConductance().shape();
      return random.seeds().stream().map(seed -> Ranking.random(seed, shape)).toList();
    }
    if (by instanceof RankingOptions.Scored scored) {
      throw new IllegalStateException("study: " + scored.id() + " needs a context");
    }
    return by instanceof RankingOptions.RegionalConductance
        ? List.of(
            Ranking.of(
                RankingOptions.RegionalConductance.ID, explanation.regionalConductance(region)))
        : List.of(Ranking.of(RankingOptions.LayerConductance.ID, explanation.layerConductance()));
  }

  private static int strongest(Explanation explanation) {
    int best = 0;
    for (int region = 1; region < explanation.inside().size(); region++) {
      if (explanation.inside(region) > explanation.inside(best)) {
        best = region;
      }
    }
    return best;
  }

  Explanation explanation() {
    return explanation;
  }

  /** Place of the region that the rankings and the sweep are about in the question's list. */
  int region() {
    return region;
  }

  /** The region's share. */
  double inside() {
    return explanation.inside(region);
  }

  List<Ranking> rankings() {
    return rankings;
  }

  /** The score at the input with the tops of a ranking pruned, one for each fraction. */
  List<Double> scores(Ranking ranking, List<Double> fractions) {
    return PrunedScores.of(
        question,
        fractions.stream().map(fraction -> Plan.top(ranking, fraction, replacement)).toList());
  }

  /** Every fraction of every ranking. */
  List<PruningPoint> cuts(List<Double> fractions) {
    return PruningPoint.all(rankings, fractions, replacement);
  }

  /**
   * Prunes, and keeps what maps then need; fraction 0 has the sums of the question's first region,
   * which must then be the one.
   */
  SweepResult sweep(List<Double> fractions, LayerGradients above) {
    return sweep(fractions, above, progress);
  }

  /** The same with a listener of its own. */
  SweepResult sweep(List<Double> fractions, ProgressListener listener) {
    return sweep(fractions, LayerGradients.none(), listener);
  }

  private SweepResult sweep(
      List<Double> fractions, LayerGradients above, ProgressListener listener) {
    List<PruningPoint> cuts = cuts(fractions);
    return parts
        .of("sweep", SweepState.class, () -> SweepState.of(sweepOf(cuts, above, listener), cuts))
        .result(cuts);
  }

  SweepResult sweep(List<Ranking> some, List<Double> fractions) {
    List<PruningPoint> cuts = PruningPoint.all(some, fractions, replacement);
    return sweepOf(cuts, LayerGradients.none(), progress);
  }

  private SweepResult sweepOf(
      List<PruningPoint> cuts, LayerGradients above, ProgressListener listener) {
    return new Sweep(oneRegion(), explanation, SweepOptions.defaults())
        .reusing(below, above)
        .run(cuts, listener);
  }

  /** The question with the region that the rankings are about alone. */
  ResolvedQuestion oneRegion() {
    return question.withRegions(List.of(question.regions().get(region)));
  }

  /** What is explained. */
  ResolvedQuestion question() {
    return question;
  }

  /** What takes the place of pruned neurons. */
  Replacement replacement() {
    return replacement;
  }

  /** The scores of all rankings. */
  List<RankingScores> scores() {
    return rankings.stream()
        .map(r -> new RankingScores(r.id(), r.scores(), r.unit(), r.unitScores()))
        .toList();
  }

  /**
   * The input's map in the network whose top part of a ranking is pruned, at the nodes at which a
   * sweep found the sums of the same pruning.
   */
  PrunedMap prunedMap(
      PrunedMaps maps,
      Ranking ranking,
      double fraction,
      SweepResult sweep,
      ProgressListener listener) {
    Plan plan = Plan.top(ranking, fraction, replacement);
    Tensor shown =
        plan.pruned() == 0
            ? explanation.inputAttribution()
            : maps.of(plan, sweep.nodes(plan), listener);
    return new PrunedMap(ranking.id(), fraction, shown);
  }
}
