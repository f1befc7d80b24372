package org.conductance4j.experiment.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.RegionParser;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.experiment.config.FigureOptions.Background;
import org.conductance4j.model.Architecture;
import org.conductance4j.model.HashedName;
import org.conductance4j.scene.SceneOptions;
import org.jspecify.annotations.Nullable;

/** Reads an experiment from a config and notes every problem that needs no network to be found. */
public final class ExperimentConfigReader {

  /** Where only the network knows the picture's size, a region's form is checked on this one. */
  private static final int WITHOUT_SIZE = 1 << 11;

  /** Stands where the config has none that can be read. */
  private static final Objective ANY_OBJECTIVE = Objective.parse("logit:predicted");

  private final ConfigDocument document;
  private final List<SectionReader<?>> sections;
  private final ConfigNode root;
  private final Map<String, String> where = new LinkedHashMap<>();
  private final Map<String, Path> folders = new LinkedHashMap<>();

  ExperimentConfigReader(ConfigDocument document, List<SectionReader<?>> sections) {
    this.document = document;
    this.sections = sections;
    this.root = document.root(keys(sections));
  }

  /**
   * {@return the keys of a study of one input}
   *
   * @param sections those that a config may have
   */
  public static Keys keys(List<SectionReader<?>> sections) {
    Stream<Key> own =
        sections.stream()
            .filter(section -> section.key().equals(section.declaration().name()))
            .map(SectionReader::declaration);
    return new Keys(
        "study of one input", Stream.concat(ExperimentKeys.KEYS.stream(), own).toList());
  }

  ExperimentConfig read() {
    ExperimentConfig config = values();
    document.check();
    return config;
  }

  /** Reads, and looks into the files as far as the config's own problems allow. */
  void inspect(ExperimentConfig.Inspector inspector) {
    ExperimentConfig config = values();
    inspector.problems(config, this::isRefused).forEach(document::problem);
    document.check();
  }

  private boolean isRefused(String key) {
    ConfigNode node = root;
    for (String name : key.split("\\.", -1)) {
      if (node.isRefused()) {
        return true;
      }
      node = node.get(name);
    }
    return node.isRefused();
  }

  private ExperimentConfig values() {
    String experiment = name(key("experiment"));
    ModelOptions model = model(key("model"));
    Path labels = existing(key("labels"), "give a text file with a class name a line");
    InputOptions input = input(key("input"), key("inputs"));
    Objective objective = objective(key("objective"));
    Baseline baseline = baseline(key("baseline"), input);
    String layer = key("layer").string();
    String region = region(key("region"), input, model.architecture());
    PathOptions path = PathReader.options(key("path"), PathOptions.adaptive());
    List<Path> through =
        PathReader.through(noted("path.through", key("path").get(PathReader.THROUGH)));
    List<Double> fractions = fractions(key("fractions"));
    long seed = key("seed").longInteger();
    List<RankingOptions> rankings = new RankingReader(region, seed).read(key("rankings"));
    ReplacementOptions replacement = ReplacementOptions.read(key("replacement"));
    FigureOptions figures = figures(key("figures"), key("fractions"), fractions);
    Map<SectionReader<?>, ConfigNode> nodes = new LinkedHashMap<>();
    sections.forEach(section -> nodes.put(section, noted(section.key(), at(section.key()))));
    Precision dtype = precision(key("dtype"));
    PathReader.check(key("path"), path, dtype);
    Map<Class<?>, Object> read = new LinkedHashMap<>();
    Map<String, Object> resolved = new LinkedHashMap<>();
    ExperimentConfig study =
        new ExperimentConfig(
            experiment,
            model,
            labels,
            input,
            objective,
            baseline,
            layer,
            region,
            path,
            through,
            rankings,
            replacement,
            fractions,
            dtype,
            seed,
            figures,
            read,
            new ExperimentConfig.Places(where, folders, resolved));
    SectionScope scope = new Scope(study, this);
    nodes.forEach(
        (section, node) -> {
          if (node.isPresent()) {
            Optional.ofNullable(section.read().from(node, scope))
                .ifPresent(o -> read.put(section.type(), o));
          }
        });
    resolved.putAll(document.resolved());
    return study;
  }

  private ConfigNode at(String key) {
    ConfigNode node = root;
    for (String name : key.split("\\.", -1)) {
      node = node.get(name);
    }
    return node;
  }

  /** What a section's reader sees. */
  private record Scope(ExperimentConfig study, ExperimentConfigReader reader)
      implements SectionScope {
    @Override
    public ConfigNode noted(String key, ConfigNode node) {
      return reader.noted(key, node);
    }

    @Override
    public @Nullable String region(ConfigNode node) {
      return ExperimentConfigReader.region(node, study.input(), study.model().architecture());
    }
  }

  private static Precision precision(ConfigNode node) {
    String id = node.id();
    return id.equals("float64") ? Precision.FLOAT64 : Precision.FLOAT32;
  }

  private ConfigNode key(String name) {
    return noted(name, root.get(name));
  }

  private ConfigNode noted(String key, ConfigNode node) {
    where.put(key, node.where());
    folders.put(key, node.folder());
    return node;
  }

  /**
   * {@return the name of an experiment, of which a folder can be called; others are problems}
   *
   * @param node where it was written
   */
  public static String name(ConfigNode node) {
    String name = node.string();
    if (node.isScalar() && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      node.problem(
          "must be up to 100 letters, digits, '.', '_' and '-', got '"
              + name
              + "'; it is the name of the result folder");
    }
    return name;
  }

  private ModelOptions model(ConfigNode node) {
    ConfigNode weights = noted("model.weights", node.get("weights"));
    ConfigNode architecture = noted("model.architecture", node.get("architecture"));
    String id = null;
    String remedy = "check the path";
    if (architecture.isPresent()) {
      id = architecture.knownId().orElse(null);
      remedy = id == null ? remedy : Architecture.named(id).download().orElse(remedy);
    }
    String path = weights.string();
    remedy = HashedName.of(path.replaceFirst("!/.*", "")).map(HashedName::remedy).orElse(remedy);
    if (!path.isEmpty()) {
      int inner = path.indexOf("!/");
      Path archive = weights.folder().resolve(inner < 0 ? path : path.substring(0, inner));
      requireFile(weights, archive, remedy);
      path = archive + (inner < 0 ? "" : path.substring(inner));
    }
    return new ModelOptions(path, id);
  }

  private static Objective objective(ConfigNode node) {
    return node.parsed("an objective", Objective::parse).orElse(ANY_OBJECTIVE).in(node.folder());
  }

  private InputOptions input(ConfigNode node, ConfigNode several) {
    if (!several.isPresent()) {
      return input(node);
    }
    if (node.isPresent()) {
      several.problem("must be left out beside input, got both; keep one of them");
    }
    Map<String, InputOptions.Named> named = new LinkedHashMap<>();
    for (String name : several.keys()) {
      ConfigNode one = several.get(name);
      Path file = orEmpty(existing(one.get("array"), "check the path"));
      ConfigNode hold = one.get("hold");
      boolean held = hold.isPresent() && hold.knownId().map(Boolean::parseBoolean).orElse(false);
      named.put(name, new InputOptions.Named(new InputOptions.Array(file), held));
    }
    InputOptions.Source first =
        named.values().stream()
            .filter(one -> !one.held())
            .map(InputOptions.Named::array)
            .findFirst()
            .orElse(new InputOptions.Array(Path.of("")));
    return new InputOptions(first, null, null, null, null, named);
  }

  private InputOptions input(ConfigNode node) {
    ConfigNode image = noted("input.image", node.get("image"));
    ConfigNode array = noted("input.array", node.get("array"));
    ConfigNode scene = noted("input.scene", node.get("scene"));
    ConfigNode text = noted("input.text", node.get("text"));
    ConfigNode table = noted("input.table", node.get("table"));
    ConfigNode from = node.get("source");
    String origin = from.isPresent() ? from.string() : "check the path";
    List<ConfigNode> sources = List.of(image, array, scene, text, table);
    long given = sources.stream().filter(ConfigNode::isPresent).count();
    if (given != 1 && (node.isMap() || !node.isPresent())) {
      node.problem(
          "must have one of image, array, scene, text and table, got "
              + (given == 0 ? "none" : given));
    }
    InputOptions.Source source = new InputOptions.Image(Path.of(""));
    if (scene.isPresent()) {
      source = new InputOptions.Street(street(scene));
    } else if (text.isPresent()) {
      source = text(node, text);
    } else if (table.isPresent()) {
      Path file = orEmpty(existing(table, origin));
      ConfigNode row = noted("input.row", node.get("row"));
      source = new InputOptions.Row(file, row.integer());
    } else if (array.isPresent()) {
      source = new InputOptions.Array(orEmpty(existing(array, origin)));
    } else if (image.isPresent()) {
      source = new InputOptions.Image(orEmpty(existing(image, origin)));
    }
    return new InputOptions(
        source,
        pixels(noted("input.resize", node.get("resize"))),
        pixels(noted("input.crop", node.get("crop"))),
        channels(noted("input.mean", node.get("mean"))),
        channels(noted("input.std", node.get("std"))),
        Map.of());
  }

  private InputOptions.Source text(ConfigNode node, ConfigNode text) {
    ConfigNode tokenizer = noted("input.tokenizer", node.get("tokenizer"));
    ConfigNode vocabulary = noted("input.vocabulary", node.get("vocabulary"));
    List<String> texts =
        text.isList()
            ? text.items().stream().map(ConfigNode::string).toList()
            : List.of(text.string());
    if (tokenizer.isPresent() == vocabulary.isPresent()) {
      node.problem(
          "must have one of tokenizer and vocabulary beside text, got "
              + (tokenizer.isPresent() ? "both" : "none"));
    }
    if (tokenizer.isPresent()) {
      return new InputOptions.Tokens(
          texts, orEmpty(existing(tokenizer, "give the network's tokenizer.json")));
    }
    if (texts.size() > 1) {
      text.problem("must be one sentence with a vocabulary, got " + texts.size());
    }
    Path words =
        vocabulary.isPresent() ? existing(vocabulary, "give a text file with a word a line") : null;
    return new InputOptions.Text(String.join(" ", texts), orEmpty(words));
  }

  private static SceneOptions street(ConfigNode node) {
    long seed = node.get("seed").longInteger();
    int size = node.get("size").integer();
    ConfigNode lights = node.get("lights");
    int count = lights.isPresent() ? lights.integer() : SceneOptions.ANY_LIGHTS;
    return new SceneOptions(seed, size, count);
  }

  private static @Nullable Integer pixels(ConfigNode node) {
    return node.isPresent() ? (Integer) node.integer() : null;
  }

  private static @Nullable List<Double> channels(ConfigNode node) {
    List<Double> numbers = node.numbers();
    return !node.isPresent() ? null : node.isRefused() ? List.of(1.0, 1.0, 1.0) : numbers;
  }

  private static Baseline baseline(ConfigNode node, InputOptions input) {
    boolean array =
        !(input.source() instanceof InputOptions.Image
            || input.source() instanceof InputOptions.Street);
    Baseline fallback = Baseline.parse(array ? "constant:0" : "black");
    if (!node.isPresent()) {
      node.or(fallback.toString()).string();
      return fallback;
    }
    Baseline baseline = node.parsed("a baseline", Baseline::parse).orElse(fallback);
    if (baseline.isFile()) {
      existing(node, "name a picture or an array");
    } else if (array && List.of("black", "white").contains(baseline.toString())) {
      node.problem("must fit an array, got '" + baseline + "'; choose constant:V");
    }
    return baseline;
  }

  private static @Nullable String region(
      ConfigNode node, InputOptions input, @Nullable String architecture) {
    if (!node.isPresent()) {
      return null;
    }
    int size = WITHOUT_SIZE;
    if (input.crop() != null) {
      size = input.crop();
    } else if (input.source() instanceof InputOptions.Street street && input.resize() == null) {
      size = street.options().size();
    } else if (architecture != null && input.resize() == null) {
      size = Architecture.named(architecture).inputShape()[1];
    } else if (node.isScalar() && node.string().matches(".*(mask|range|word):.*")) {
      return node.string();
    }
    RegionParser parser = new RegionParser(new int[] {3, size, size}, node.folder());
    node.parsed("a region", parser::parse);
    return node.string();
  }

  /**
   * {@return fractions, ascending, 0 included}
   *
   * @param node where they were written
   */
  public static List<Double> fractions(ConfigNode node) {
    List<Double> given = node.numbers();
    if (node.isList() && given.isEmpty()) {
      node.problem("must have at least one fraction, got an empty list");
    }
    Set<Double> sorted = new TreeSet<>(given);
    sorted.add(0.0);
    return List.copyOf(sorted);
  }

  private static boolean isReliable(ConfigNode list) {
    return !list.isRefused() && list.items().stream().noneMatch(ConfigNode::isRefused);
  }

  private static FigureOptions figures(ConfigNode node, ConfigNode all, List<Double> fractions) {
    String background = node.get("background").id();
    ConfigNode drawn = node.get("fractions");
    List<Double> chosen;
    if (drawn.isPresent()) {
      chosen = drawn.numbers();
      boolean known = isReliable(all) && isReliable(drawn);
      for (double fraction : chosen) {
        if (known && !fractions.contains(fraction)) {
          drawn.problem("must be among the fractions " + fractions + ", got " + fraction);
        }
      }
    } else {
      chosen = fractions.stream().filter(f -> f > 0).limit(1).toList();
    }
    return new FigureOptions(
        background.equals("edges") ? Background.EDGES : Background.PICTURE,
        chosen,
        pages(node.get("pages")));
  }

  private static Map<String, String> pages(ConfigNode node) {
    Map<String, String> pages = new LinkedHashMap<>();
    if (!node.isPresent()) {
      return pages;
    }
    for (String title : node.keys()) {
      ConfigNode page = node.get(title);
      String address = page.string();
      if (address.matches("(?i)(?!https?:)[a-z][a-z0-9+.-]*:.*")) {
        page.problem(
            "must be a file or a page of the web, got '"
                + address
                + "'; ../other-study/report.html counts from the result folder");
      }
      pages.put(title, address);
    }
    return pages;
  }

  /**
   * {@return a file, or null where none can be read; one that does not exist is a problem}
   *
   * @param node where it was written
   * @param remedy what helps if it does not exist
   */
  public static @Nullable Path existing(ConfigNode node, String remedy) {
    Optional<Path> file = node.file();
    file.ifPresent(path -> requireFile(node, path, remedy));
    return file.orElse(null);
  }

  private static void requireFile(ConfigNode node, Path file, String remedy) {
    if (!Files.isRegularFile(file)) {
      String got = Files.isDirectory(file) ? "a folder" : "no such file";
      node.problem(
          "must be a file that exists, got " + got + " '" + file.normalize() + "'; " + remedy);
    }
  }

  private static Path orEmpty(@Nullable Path file) {
    return file == null ? Path.of("") : file;
  }
}
