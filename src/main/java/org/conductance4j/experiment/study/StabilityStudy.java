package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Unit;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.result.FinishedParts;
import org.conductance4j.experiment.result.Stability;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.ranking.RankAgreement;
import org.conductance4j.ranking.Ranking;

/** Rankings computed again with other steps, baselines and noise, compared with the study's own. */
final class StabilityStudy {

  private final StabilityOptions options;
  private final List<RankingOptions> rankings;
  private final LoadedExperiment prepared;
  private final ProgressListener progress;

  StabilityStudy(StabilityOptions options, LoadedExperiment prepared, ProgressListener progress) {
    this.options = options;
    this.rankings =
        prepared.config().rankings().stream()
            .filter(by -> !(by instanceof RankingOptions.RandomOrder))
            .toList();
    this.prepared = prepared;
    this.progress = progress;
  }

  /**
   * Refuses a baseline that does not fit and a top without a neuron, before anything is computed.
   */
  void check(ResolvedQuestion question) {
    changes(question);
    Layer layer = prepared.layer();
    RankingContext.check(question.program(), layer, rankings);
    for (Unit unit : units()) {
      int count = layer.partition(unit).count();
      if (Ranking.count(options.fraction(), count) == 0) {
        throw InvalidInputException.of(
            "fraction",
            "must hold at least one of " + count + " " + unit.id() + "s",
            options.fraction(),
            "choose a larger one");
      }
    }
  }

  /** What the rankings rank. */
  private Set<Unit> units() {
    Set<Unit> units = EnumSet.noneOf(Unit.class);
    for (RankingOptions by : rankings) {
      units.add(by instanceof RankingOptions.Scored scored ? scored.unit() : Unit.NEURON);
    }
    return units;
  }

  /** One entry a change and ranking. */
  Stability run(ResolvedQuestion question, List<Ranking> own) {
    List<Stability.Entry> entries = new ArrayList<>();
    Map<String, ResolvedQuestion> changes = changes(question);
    int done = 0;
    for (Map.Entry<String, ResolvedQuestion> change : changes.entrySet()) {
      List<Ranking> again =
          Study.of(
                  change.getValue(),
                  rankings,
                  Replacement.zero(),
                  prepared.rankingContext(),
                  FinishedParts.unkept(),
                  ProgressListener.SILENT)
              .rankings();
      for (Ranking ranking : again) {
        entries.add(entry(change.getKey(), named(own, ranking.id()), ranking));
      }
      progress.progressed(StabilityOptions.SECTION, (double) ++done / changes.size());
    }
    return new Stability(entries);
  }

  private static Ranking named(List<Ranking> rankings, String id) {
    return rankings.stream().filter(ranking -> ranking.id().equals(id)).findFirst().orElseThrow();
  }

  private Stability.Entry entry(String change, Ranking own, Ranking again) {
    OptionalDouble correlation = RankAgreement.spearman(own.scores(), again.scores());
    double overlap = RankAgreement.overlap(own, again, options.fraction());
    Double found = correlation.isPresent() ? (Double) correlation.getAsDouble() : null;
    return new Stability.Entry(change, own.id(), found, options.fraction(), overlap);
  }

  private Map<String, ResolvedQuestion> changes(ResolvedQuestion question) {
    Map<String, ResolvedQuestion> changes = new LinkedHashMap<>();
    for (int steps : options.steps()) {
      changes.put("steps " + steps, question.withPath(PathOptions.fixed(PathRule.MIDPOINT, steps)));
    }
    for (Baseline baseline : options.baselines()) {
      Tensor other = prepared.baseline(baseline, question.input(), StabilityOptions.SECTION);
      changes.put("baseline " + baseline, question.withBaseline(other));
    }
    for (double sigma : options.noise()) {
      for (long seed : options.seeds()) {
        changes.put(
            "noise " + sigma + " seed " + seed, question.withInput(noisy(question, sigma, seed)));
      }
    }
    return changes;
  }

  private static Tensor noisy(ResolvedQuestion question, double sigma, long seed) {
    double[] values = question.input().toArray();
    double range = Arrays.stream(values).max().orElse(0) - Arrays.stream(values).min().orElse(0);
    Random random = new Random(seed);
    Arrays.setAll(values, i -> values[i] + sigma * range * random.nextGaussian());
    return Tensor.of(question.input().shape(), values);
  }
}
