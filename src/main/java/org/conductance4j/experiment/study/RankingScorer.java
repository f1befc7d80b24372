package org.conductance4j.experiment.study;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.Methods;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.config.RankingOptions.Scored;
import org.conductance4j.experiment.input.LayerActivations;
import org.conductance4j.ranking.Ranking;

/**
 * Computes the scores of rankings, from the explanation that is there where that holds them, for
 * the region at a place in the question's list.
 */
record RankingScorer(
    ResolvedQuestion question,
    Explanation explanation,
    int place,
    RankingContext context,
    ProgressListener progress) {

  /** The region that the rankings are about. */
  private Region region() {
    return question.regions().get(place);
  }

  /** The scores of an entry of the config, one a neuron. */
  Tensor scores(Scored by) {
    return by.sign().of(averaged(by));
  }

  /** The ranking by scores that are known. */
  Ranking ranking(Scored by, Tensor scores) {
    Partition units = RankingContext.units(question.program(), question.needLayer(), by);
    return Ranking.of(by.id(), by.takesMeans() ? means(scores, units) : scores, by.unit(), units);
  }

  /** Scores of which each unit's sum is the mean of what it was. */
  private static Tensor means(Tensor scores, Partition units) {
    double[] values = scores.toArray();
    Arrays.setAll(values, i -> values[i] / units.size());
    return Tensor.of(scores.shape(), values);
  }

  private Tensor averaged(Scored by) {
    if (by.examples() == null) {
      return contrasted(question, by);
    }
    List<Tensor> examples = context.examples(question, by.examples(), by.where());
    double[] mean = new double[question.needLayer().neurons()];
    for (Tensor example : examples) {
      Tensor scores = contrasted(question.withInput(example), by);
      Arrays.setAll(mean, j -> mean[j] + scores.get(j) / examples.size());
    }
    return Tensor.of(
        question.needLayer().shape().stream().mapToInt(Integer::intValue).toArray(), mean);
  }

  private Tensor contrasted(ResolvedQuestion here, Scored by) {
    Region own = by.region() == null ? region() : context.region(here, by.region(), by);
    Tensor scores = scores(here, by, own);
    String against = by.against();
    if (against == null) {
      return scores;
    }
    Tensor other;
    if (Scored.isObjective(against)) {
      other = scores(here.withReadout(context.readout(here, against, by)), by, own);
    } else {
      Region rest =
          against.equals(Scored.COMPLEMENT) ? own.complement() : context.region(here, against, by);
      other = regional(here, rest);
    }
    double[] difference = scores.toArray();
    Arrays.setAll(difference, j -> difference[j] - other.get(j));
    return Tensor.of(scores.shape(), difference);
  }

  private Tensor scores(ResolvedQuestion here, Scored by, Region own) {
    return switch (by.by()) {
      case Scored.ACTIVATION -> LayerActivations.at(here, List.of(here.input())).get(0);
      case Scored.WEIGHT_MAGNITUDE -> context.weightMagnitude(here, by);
      case RankingOptions.RegionalConductance.ID -> regional(here, own);
      case RankingOptions.LayerConductance.ID ->
          here.equals(question)
              ? explanation.layerConductance()
              : Methods.of(by.by()).attribute(here, progress).values();
      default -> Methods.of(by.by()).attribute(here, progress).values();
    };
  }

  private Tensor regional(ResolvedQuestion here, Region own) {
    if (here.equals(question) && own.equals(region())) {
      return explanation.regionalConductance(place);
    }
    return PathAttribution.explain(
            here.withRegions(List.of(own)), EnumSet.of(Part.REGIONS), progress)
        .regionalConductance(0);
  }
}
