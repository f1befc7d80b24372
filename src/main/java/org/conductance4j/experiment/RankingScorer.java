package org.conductance4j.experiment;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.conductance4j.array.Channels;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.Explanation;
import org.conductance4j.attribution.Explanation.Part;
import org.conductance4j.attribution.Methods;
import org.conductance4j.attribution.PathAttribution;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.attribution.Region;
import org.conductance4j.attribution.Setting;
import org.conductance4j.experiment.RankingOptions.Scored;
import org.conductance4j.ranking.Ranking;

/** Computes the scores of rankings, from the explanation that is there where that holds them. */
final class RankingScorer {

  private final Setting setting;
  private final Region region;
  private final Explanation explanation;
  private final int place;
  private final RankingContext context;
  private final ProgressListener progress;

  /**
   * Prepares.
   *
   * @param setting of the experiment
   * @param explanation of it, with the layer's conductance and that of its regions
   * @param place of the region that the rankings are about in the setting's list
   */
  RankingScorer(
      Setting setting,
      Explanation explanation,
      int place,
      RankingContext context,
      ProgressListener progress) {
    this.setting = setting;
    this.region = setting.regions().get(place);
    this.explanation = explanation;
    this.place = place;
    this.context = context;
    this.progress = progress;
  }

  /** The scores of an entry of the config, one a neuron. */
  Tensor scores(Scored by) {
    return by.sign().of(averaged(by));
  }

  /** The ranking of an entry of the config. */
  Ranking ranking(Scored by) {
    return ranking(by, scores(by));
  }

  /** The ranking by scores that are known. */
  Ranking ranking(Scored by, Tensor scores) {
    Channels channels = RankingContext.channels(setting);
    if (!by.ofChannels()) {
      return Ranking.of(by.id(), scores);
    }
    return Ranking.ofChannels(
        by.id(),
        by.unit().equals(Scored.CHANNEL_MEAN) ? means(scores, channels) : scores,
        channels);
  }

  /** Scores of which each channel's sum is the mean of what it was. */
  private static Tensor means(Tensor scores, Channels channels) {
    double[] values = scores.toArray();
    Arrays.setAll(values, i -> values[i] / channels.size());
    return Tensor.of(scores.shape(), values);
  }

  private Tensor averaged(Scored by) {
    if (by.examples() == null) {
      return contrasted(setting, by);
    }
    List<Tensor> examples = context.examples(setting, by.examples(), by.where());
    double[] mean = new double[setting.needLayer().neurons()];
    for (Tensor example : examples) {
      Tensor scores = contrasted(setting.withInput(example), by);
      Arrays.setAll(mean, j -> mean[j] + scores.get(j) / examples.size());
    }
    return Tensor.of(RankingContext.channels(setting).shape(), mean);
  }

  private Tensor contrasted(Setting here, Scored by) {
    Region own = by.region() == null ? region : context.region(here, by.region(), by);
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

  private Tensor scores(Setting here, Scored by, Region own) {
    return switch (by.by()) {
      case Scored.ACTIVATION -> LayerActivations.at(here, List.of(here.input())).get(0);
      case Scored.WEIGHT_MAGNITUDE -> context.weightMagnitude(here, by);
      case RankingOptions.RegionalConductance.ID -> regional(here, own);
      case RankingOptions.LayerConductance.ID ->
          here.equals(setting)
              ? explanation.layerConductance()
              : Methods.of(by.by()).attribute(here, progress).values();
      default -> Methods.of(by.by()).attribute(here, progress).values();
    };
  }

  private Tensor regional(Setting here, Region own) {
    if (here.equals(setting) && own.equals(region)) {
      return explanation.regionalConductance(place);
    }
    return PathAttribution.explain(
            here.withRegions(List.of(own)), EnumSet.of(Part.REGIONS), progress)
        .regionalConductance(0);
  }
}
