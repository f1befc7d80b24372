package org.conductance4j.experiment.study;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Objective.Kind;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.result.FinishedParts;
import org.conductance4j.experiment.result.Robustness;
import org.conductance4j.experiment.result.Robustness.Row;
import org.conductance4j.experiment.result.Robustness.Verdict;
import org.conductance4j.experiment.study.RobustnessOptions.Variation;
import org.conductance4j.pruning.CurvePoint;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.PruningPoint;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.pruning.Sweep;
import org.conductance4j.pruning.SweepOptions;
import org.conductance4j.ranking.Ranking;

/**
 * Repeats one pruning under every setting that is asked for. The network is loaded and lowered
 * once; all regions of a setting share one pass over the path, and the pruned network and its
 * random control share the part below the layer.
 */
record RobustnessStudy(
    RobustnessOptions options, LoadedExperiment prepared, MemoryPlans plans, long seed) {

  private static final TypeReference<List<Row>> ROWS = new TypeReference<>() {};

  /** Enough for verdicts whose thresholds lie far from most values. */
  private static final SweepOptions COARSE = new SweepOptions(5e-2, 15, 40);

  /** Each setting is a part of its own. */
  Robustness run(FinishedParts parts, ProgressListener progress) {
    List<Variation> variations = options.variations();
    List<Row> rows = new ArrayList<>();
    for (int n = 0; n < variations.size(); n++) {
      Variation variation = variations.get(n);
      ResolvedQuestion setting = setting(variation);
      rows.addAll(parts.of("setting-" + (n + 1), ROWS, () -> rows(variation, setting)));
      progress.progressed(RobustnessOptions.SECTION, (n + 1.0) / variations.size());
    }
    return new Robustness(options.fraction(), options.thresholds(), rows);
  }

  /** Planned also where its rows are known, so that a resumed run reports the same memory. */
  private ResolvedQuestion setting(Variation variation) {
    List<String> regions = List.copyOf(options.regions().values());
    return plans.apply(prepared.question(variation, regions).withPath(options.path()));
  }

  private List<Row> rows(Variation variation, ResolvedQuestion setting) {
    Explanation intact =
        PathAttribution.explain(setting, EnumSet.of(Part.REGIONS), ProgressListener.SILENT);
    Ranking random = Ranking.random(seed, intact.regionalConductance(0).shape());
    List<String> names = List.copyOf(options.regions().keySet());
    List<Row> rows = new ArrayList<>();
    for (int region = 0; region < names.size(); region++) {
      rows.add(row(variation, names.get(region), setting, intact, region, random));
    }
    return rows;
  }

  private Row row(
      Variation variation,
      String name,
      ResolvedQuestion setting,
      Explanation intact,
      int region,
      Ranking random) {
    Ranking byRegion =
        Ranking.of(RankingOptions.RegionalConductance.ID, intact.regionalConductance(region));
    ResolvedQuestion one = setting.withRegions(List.of(setting.regions().get(region)));
    List<PruningPoint> cuts =
        PruningPoint.all(
            List.of(byRegion, random), List.of(options.fraction()), Replacement.zero());
    List<CurvePoint> points =
        new Sweep(one, intact, COARSE).run(cuts, ProgressListener.SILENT).points();
    CurvePoint pruned = points.get(0);
    CurvePoint control = points.get(1);
    double inside = intact.inside(region);
    double scoreKept = scoreKept(intact, pruned);
    double boxKept = Replicator.ratio(pruned.inside(), inside);
    double randomScore = scoreKept(intact, control);
    double randomBox = Replicator.ratio(control.inside(), inside);
    double share = Replicator.ratio(inside, intact.change());
    return new Row(
        variation.layer(),
        variation.baseline().toString(),
        variation.objective().kind().id(),
        name,
        intact.atInput(),
        intact.atBaseline(),
        inside,
        share,
        pruned.score(),
        scoreKept,
        pruned.inside(),
        boxKept,
        probability(setting, cuts.get(0).plan()),
        randomScore,
        randomBox,
        verdict(share, new Left(scoreKept, boxKept), new Left(randomScore, randomBox)));
  }

  /** 0 where the baseline has the input's score, so that nothing can be kept. */
  private static double scoreKept(Explanation intact, CurvePoint pruned) {
    double change = intact.change();
    return change == 0 ? 0 : 1 - (intact.atInput() - pruned.score()) / change;
  }

  private static double probability(ResolvedQuestion setting, Plan plan) {
    Readout read = setting.readout();
    Readout readout =
        new Readout(
            read.head(), Kind.PROBABILITY, read.index(), read.index(), read.label(), read.step());
    return PrunedScores.of(setting.withReadout(readout), List.of(plan)).get(0);
  }

  /** What a pruning leaves of the score and of the box. */
  private record Left(double score, double box) {}

  private Verdict verdict(double share, Left regional, Left random) {
    Robustness.Thresholds limits = options.thresholds();
    if (share == 0 || !(share >= limits.leastShare())) {
      return Verdict.LITTLE_THERE;
    }
    if (!(regional.score() > limits.scoreKept())) {
      return Verdict.SCORE_FALLS;
    }
    if (!(regional.box() < limits.boxKept())) {
      return Verdict.BOX_STAYS;
    }
    boolean harmless = random.score() > limits.scoreKept() && random.box() >= limits.boxKept();
    return harmless ? Verdict.HOLDS : Verdict.RANDOM_TOO;
  }
}
