package org.conductance4j.experiment.config;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.oneOf;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.either;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.id;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.text;
import static org.conductance4j.config.Type.textOrFile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Identified;
import org.conductance4j.config.Keys;
import org.conductance4j.config.Type;
import org.conductance4j.ranking.Sign;
import org.jspecify.annotations.Nullable;

/** Reads the rankings of a config. */
final class RankingReader {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  private static final List<String> SCORES =
      RankingOptions.IDS.stream().filter(id -> !id.equals(RankingOptions.RandomOrder.ID)).toList();

  private static final Type AGAINST =
      textOrFile("`complement`, region or objective", RankingOptions.Scored.COMPLEMENT);

  private static final Keys RANDOM =
      Keys.of(
          "random",
          key("seeds", list(integer(0, Long.MAX_VALUE)), "distinct; one ranking for each"));

  private static final Keys KEYS =
      Keys.of(
          "rankings",
          oneOf("by", id(SCORES), "the scores"),
          key(
              "sign",
              id(Sign.IDS),
              Sign.SIGNED.id(),
              "of a score s: s, |s|, max(0, s), max(0, −s)"),
          key(
              "unit",
              id(RankingOptions.Scored.UNITS),
              RankingOptions.Scored.NEURON,
              "what is pruned, by the sum of its neurons' scores; `channel-mean`: by their mean"),
          optional("region", StudyKeys.REGION, "the study's", "only for `regional-conductance`"),
          optional("against", AGAINST, "subtracts the scores for that region or objective"),
          optional(
              "examples", file(), "the input", "a `.npy` of inputs to average the scores over"),
          optional("id", StudyKeys.NAME, "from the other keys", "name in curves and files"),
          oneOf("random", map(RANDOM), "random rankings; without other keys"));

  /** What the rankings of a config are. */
  static final Type TYPE = list(either(id(RankingOptions.IDS), map(KEYS)));

  private final @Nullable String region;
  private final long seed;
  private final Set<String> taken = new HashSet<>();

  RankingReader(@Nullable String region, long seed) {
    this.region = region;
    this.seed = seed;
  }

  List<RankingOptions> read(ConfigNode node) {
    List<RankingOptions> rankings = new ArrayList<>();
    if (!node.isPresent()) {
      if (region != null) {
        rankings.add(new RankingOptions.RegionalConductance());
      }
      rankings.add(new RankingOptions.LayerConductance());
      rankings.add(new RankingOptions.RandomOrder(List.of(0L, 1L, 2L)));
      return List.copyOf(rankings);
    }
    if (node.isList() && node.items().isEmpty()) {
      node.problem("must have at least one ranking, got an empty list");
    }
    for (ConfigNode item : node.items()) {
      ranking(item).ifPresent(rankings::add);
    }
    return List.copyOf(rankings);
  }

  private Optional<RankingOptions> ranking(ConfigNode item) {
    if (!item.isMap()) {
      return item.knownId().map(id -> plain(item, id));
    }
    return item.keys().contains(RankingOptions.RandomOrder.ID)
        ? random(item, item.get(RankingOptions.RandomOrder.ID).get("seeds"))
        : scored(item);
  }

  private RankingOptions plain(ConfigNode item, String id) {
    requireNew(item, id);
    if (id.equals(RankingOptions.RegionalConductance.ID)) {
      requireRegion(item, region);
      return new RankingOptions.RegionalConductance();
    }
    return switch (id) {
      case RankingOptions.LayerConductance.ID -> new RankingOptions.LayerConductance();
      case RankingOptions.RandomOrder.ID -> new RankingOptions.RandomOrder(List.of(seed));
      default -> RankingOptions.Scored.plain(id, item.where());
    };
  }

  private Optional<RankingOptions> random(ConfigNode item, ConfigNode seeds) {
    requireNew(item, RankingOptions.RandomOrder.ID);
    if (!seeds.isPresent()) {
      seeds.missing("write random: {seeds: [0, 1, 2]}");
      return Optional.empty();
    }
    List<Long> given = seeds.longIntegers();
    if (seeds.isList() && given.size() != new HashSet<>(given).size()) {
      seeds.problem("must be different seeds, got " + given);
    }
    if (seeds.isList() && given.isEmpty()) {
      seeds.problem("must have at least one seed, got an empty list");
    }
    return Optional.of(new RankingOptions.RandomOrder(given));
  }

  private Optional<RankingOptions> scored(ConfigNode item) {
    Optional<String> by = item.get("by").knownId();
    Sign sign = Identified.of("sign", item.get("sign").id(), Sign.values());
    String unit = item.get("unit").id();
    ConfigNode own = item.get("region");
    String of = own.isPresent() ? own.string() : null;
    String against = against(item.get("against"));
    ConfigNode file = item.get("examples");
    Path examples = file.isPresent() ? file.file().orElse(null) : null;
    ConfigNode name = item.get("id");
    if (by.isEmpty()) {
      return Optional.empty();
    }
    boolean regional = by.get().equals(RankingOptions.RegionalConductance.ID);
    if (regional && of == null) {
      requireRegion(item, region);
    }
    boolean path = RankingOptions.Scored.PATHLESS.contains(by.get());
    if (!regional && of != null) {
      own.problem("goes with regional-conductance, got " + by.get() + "; leave it out");
    }
    if (path && against != null) {
      item.get("against").problem("goes with a method, got " + by.get() + "; leave it out");
    }
    RankingOptions.Scored scored =
        new RankingOptions.Scored(
            "", by.get(), sign, unit, of, against, examples, item.where(), item.folder());
    String id = name.isPresent() ? name.string() : scored.defaultId();
    if (!id.matches(NAME)) {
      name.problem("must be letters, digits, '.', '_' and '-', got '" + id + "'");
    }
    requireNew(item, id);
    return Optional.of(scored.withId(id));
  }

  /** The complement, a region or an objective. */
  private static @Nullable String against(ConfigNode node) {
    if (!node.isPresent()) {
      return null;
    }
    String text = node.string();
    if (RankingOptions.Scored.isObjective(text)) {
      node.parsed("an objective", Objective::parse);
    }
    return text;
  }

  private static void requireRegion(ConfigNode item, @Nullable String region) {
    if (region == null) {
      item.problem("needs a region, got none; give region: box:ROW0,ROW1,COLUMN0,COLUMN1");
    }
  }

  private void requireNew(ConfigNode item, String id) {
    if (!taken.add(id)) {
      item.problem("must be given once, got it again");
    }
  }
}
