package org.conductance4j.experiment.config;

import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.conductance4j.attribution.method.InternalInfluence;
import org.conductance4j.attribution.method.LayerGradientTimesActivation;
import org.conductance4j.attribution.method.LayerIntegratedGradients;
import org.conductance4j.config.Identified;
import org.conductance4j.engine.Unit;
import org.conductance4j.ranking.Sign;
import org.jspecify.annotations.Nullable;

/** By what neurons are ranked. */
public sealed interface RankingOptions {

  /** Ids of all rankings. */
  List<String> IDS =
      List.of(
          RegionalConductance.ID,
          LayerConductance.ID,
          InternalInfluence.ID,
          LayerIntegratedGradients.ID,
          LayerGradientTimesActivation.ID,
          Scored.ACTIVATION,
          Scored.WEIGHT_MAGNITUDE,
          RandomOrder.ID);

  /** By the region's share of the score that runs through a neuron. */
  record RegionalConductance() implements RankingOptions {
    /** The id in configs and files. */
    public static final String ID = "regional-conductance";
  }

  /** By the share of the score that runs through a neuron. */
  record LayerConductance() implements RankingOptions {
    /** The id in configs and files. */
    public static final String ID = "layer-conductance";
  }

  /**
   * A control: by chance.
   *
   * @param seeds one ranking each, {@code random:SEED}
   */
  record RandomOrder(List<Long> seeds) implements RankingOptions {
    /** The id in configs and files. */
    public static final String ID = "random";

    /** Keeps a copy of the list. */
    public RandomOrder {
      seeds = List.copyOf(seeds);
    }
  }

  /**
   * By a method's scores, or the difference of two of them.
   *
   * @param id what the ranking's curves and files are called
   * @param by a method of layers, {@code activation} or {@code weight-magnitude}
   * @param sign what of a score counts
   * @param counted the id of the unit, or {@code channel-mean}
   * @param region of regional conductance, or null for the experiment's
   * @param against what is subtracted: the same with {@code complement} or another region, or with
   *     another objective; or null
   * @param examples inputs with a leading batch axis over which scores are averaged, or null for
   *     the experiment's input
   * @param where the config's position
   * @param folder what relative paths in regions count from
   */
  record Scored(
      String id,
      String by,
      Sign sign,
      String counted,
      @Nullable String region,
      @Nullable String against,
      @Nullable Path examples,
      String where,
      Path folder)
      implements RankingOptions {

    /** Id of the activation as a score. */
    public static final String ACTIVATION = "activation";

    /** Id of the size of the weights as a score. */
    public static final String WEIGHT_MAGNITUDE = "weight-magnitude";

    static final String NEURON = Unit.NEURON.id();

    /** Whole channels, by the mean of their scores. */
    private static final String CHANNEL_MEAN = "channel-mean";

    /** What {@code against} calls the rest of the input. */
    public static final String COMPLEMENT = "complement";

    /** What a unit can be. */
    static final List<String> UNITS =
        Stream.concat(Unit.IDS.stream(), Stream.of(CHANNEL_MEAN)).toList();

    /** Scores that ask for no objective. */
    static final List<String> PATHLESS = List.of(ACTIVATION, WEIGHT_MAGNITUDE);

    private static final List<String> OBJECTIVES =
        List.of("probability:", "logit:", "log-probability:", "margin:");

    /** A method's signed scores of neurons. */
    static Scored plain(String by, String where) {
      return new Scored(by, by, Sign.SIGNED, NEURON, null, null, null, where, Path.of(""));
    }

    /**
     * {@return whether a text is meant as an objective and no region}
     *
     * @param text what a config gives
     */
    public static boolean isObjective(String text) {
      return OBJECTIVES.stream().anyMatch(text::startsWith);
    }

    /** {@return what is ranked and pruned as one} */
    public Unit unit() {
      return takesMeans() ? Unit.CHANNEL : Identified.of("unit", counted, Unit.values());
    }

    /** {@return whether a unit's score is the mean of its neurons' scores instead of their sum} */
    public boolean takesMeans() {
      return counted.equals(CHANNEL_MEAN);
    }

    /** The parts that differ from the defaults, joined. */
    String defaultId() {
      StringJoiner parts = new StringJoiner("-");
      parts.add(by);
      if (sign != Sign.SIGNED) {
        parts.add(sign.id());
      }
      if (!counted.equals(NEURON)) {
        parts.add(counted);
      }
      if (region != null) {
        parts.add("of").add(named(region));
      }
      if (against != null) {
        parts.add("against").add(named(against));
      }
      if (examples != null) {
        parts.add("averaged");
      }
      return parts.toString();
    }

    private static String named(String text) {
      return text.replaceAll("[^A-Za-z0-9._]+", "_");
    }

    Scored withId(String newId) {
      return new Scored(newId, by, sign, counted, region, against, examples, where, folder);
    }
  }
}
