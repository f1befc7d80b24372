package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.result.Comparison;
import org.conductance4j.ranking.RankAgreement;
import org.conductance4j.ranking.Ranking;

/** Explains a question once more, by another rule, and holds both explanations side by side. */
final class RuleComparison {

  private RuleComparison() {}

  static Comparison of(
      ResolvedQuestion question,
      Explanation study,
      ComparisonOptions options,
      ProgressListener progress) {
    ProgressListener listener = (stage, done) -> progress.progressed("comparison", done);
    Explanation other =
        PathAttribution.explain(
            question.withPath(options.path().through(question.path().through())),
            EnumSet.of(Part.INPUT, Part.LAYER, Part.REGIONS),
            listener);
    Region region = question.regions().get(0);
    List<Comparison.Agreement> rankings = new ArrayList<>();
    rankings.add(
        agreement(
            Ranking.of(RankingOptions.RegionalConductance.ID, study.regionalConductance(0)),
            Ranking.of(RankingOptions.RegionalConductance.ID, other.regionalConductance(0)),
            options.fraction()));
    rankings.add(
        agreement(
            Ranking.of(RankingOptions.LayerConductance.ID, study.layerConductance()),
            Ranking.of(RankingOptions.LayerConductance.ID, other.layerConductance()),
            options.fraction()));
    return new Comparison(side(study, region), side(other, region), rankings);
  }

  private static Comparison.Agreement agreement(Ranking one, Ranking other, double fraction) {
    OptionalDouble correlation = RankAgreement.spearman(one.scores(), other.scores());
    return new Comparison.Agreement(
        one.id(),
        correlation.isPresent() ? (Double) correlation.getAsDouble() : null,
        fraction,
        RankAgreement.overlap(one, other, fraction));
  }

  private static Comparison.Side side(Explanation explanation, Region region) {
    Passes passes = explanation.path().passes();
    double map = explanation.inputAttribution().sum();
    double inside = region.sum(explanation.inputAttribution().toArray());
    return new Comparison.Side(
        explanation.path().rule().id(),
        explanation.path().nodes(),
        passes.forward(),
        passes.vjp(),
        passes.jvp(),
        inside,
        map - inside,
        explanation.layerConductance().sum(),
        explanation.regionalConductance(0).sum(),
        explanation.ledger().regionAdditivity());
  }
}
