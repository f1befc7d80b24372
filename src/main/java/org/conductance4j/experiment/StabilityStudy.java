package org.conductance4j.experiment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.Baseline;
import org.conductance4j.attribution.PathOptions;
import org.conductance4j.attribution.PathRule;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.attribution.Setting;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.ranking.RankAgreement;
import org.conductance4j.ranking.Ranking;

/** Rankings computed again with other steps, baselines and noise, compared with the study's own. */
final class StabilityStudy {

  private final StabilityOptions options;
  private final List<RankingOptions> rankings;
  private final Prepared prepared;
  private final ProgressListener progress;

  StabilityStudy(
      StabilityOptions options,
      List<RankingOptions> rankings,
      Prepared prepared,
      ProgressListener progress) {
    this.options = options;
    this.rankings =
        rankings.stream().filter(by -> !(by instanceof RankingOptions.RandomOrder)).toList();
    this.prepared = prepared;
    this.progress = progress;
  }

  /**
   * Looks for what would stop the study, before anything is computed.
   *
   * @param setting of the study
   * @return this
   * @throws InvalidInputException if a baseline does not fit the input, or the top holds no neuron
   */
  StabilityStudy checked(Setting setting) {
    changes(setting);
    boolean ofChannels =
        rankings.stream()
            .anyMatch(by -> by instanceof RankingOptions.Scored scored && scored.ofChannels());
    int units =
        ofChannels
            ? RankingContext.channels(setting).count()
            : Math.toIntExact(prepared.layer().neurons());
    if (Ranking.count(options.fraction(), units) == 0) {
      throw InvalidInputException.of(
          "fraction",
          "must hold at least one of " + units + (ofChannels ? " channels" : " neurons"),
          options.fraction(),
          "choose a larger one");
    }
    return this;
  }

  /**
   * Compares.
   *
   * @param setting of the study
   * @param own the study's rankings
   * @return one line a change and ranking: Spearman's correlation of all scores, and the part of
   *     the top that stays
   */
  ResultTable table(Setting setting, List<Ranking> own) {
    StringBuilder csv = new StringBuilder("change,ranking,rank_correlation,fraction,top_overlap\n");
    Map<String, Setting> changes = changes(setting);
    int done = 0;
    for (Map.Entry<String, Setting> change : changes.entrySet()) {
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
        csv.append(line(change.getKey(), named(own, ranking.id()), ranking));
      }
      progress.progressed(StabilityOptions.SECTION, (double) ++done / changes.size());
    }
    return new ResultTable(StabilityOptions.FILE, csv.toString());
  }

  private static Ranking named(List<Ranking> rankings, String id) {
    return rankings.stream().filter(ranking -> ranking.id().equals(id)).findFirst().orElseThrow();
  }

  private String line(String change, Ranking own, Ranking again) {
    OptionalDouble correlation = RankAgreement.spearman(own.scores(), again.scores());
    double overlap = RankAgreement.overlap(own, again, options.fraction());
    return "\""
        + change
        + "\","
        + own.id()
        + ","
        + (correlation.isPresent() ? String.valueOf(correlation.getAsDouble()) : "")
        + ","
        + options.fraction()
        + ","
        + overlap
        + "\n";
  }

  private Map<String, Setting> changes(Setting setting) {
    Map<String, Setting> changes = new LinkedHashMap<>();
    for (int steps : options.steps()) {
      changes.put("steps " + steps, setting.withPath(PathOptions.fixed(PathRule.MIDPOINT, steps)));
    }
    for (Baseline baseline : options.baselines()) {
      Tensor other = prepared.baseline(baseline, setting.input(), StabilityOptions.SECTION);
      changes.put("baseline " + baseline, setting.withBaseline(other));
    }
    for (double sigma : options.noise()) {
      for (long seed : options.seeds()) {
        changes.put(
            "noise " + sigma + " seed " + seed, setting.withInput(noisy(setting, sigma, seed)));
      }
    }
    return changes;
  }

  private static Tensor noisy(Setting setting, double sigma, long seed) {
    double[] values = setting.input().toArray();
    double range = Arrays.stream(values).max().orElse(0) - Arrays.stream(values).min().orElse(0);
    Random random = new Random(seed);
    Arrays.setAll(values, i -> values[i] + sigma * range * random.nextGaussian());
    return Tensor.of(setting.input().shape(), values);
  }
}
