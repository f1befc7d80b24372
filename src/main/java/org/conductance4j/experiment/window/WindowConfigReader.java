package org.conductance4j.experiment.window;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.fraction;
import static org.conductance4j.config.Type.id;
import static org.conductance4j.config.Type.inside;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.named;
import static org.conductance4j.config.Type.number;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Keys;
import org.conductance4j.config.NumberRange;
import org.conductance4j.config.Type;
import org.conductance4j.data.PictureSetOptions;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.ExperimentConfigReader;
import org.conductance4j.experiment.config.ModelOptions;
import org.conductance4j.experiment.config.StudyKeys;
import org.conductance4j.experiment.window.WindowConfig.Bootstrap;
import org.conductance4j.experiment.window.WindowConfig.Window;
import org.jspecify.annotations.Nullable;

/** Reads a study of windows and notes every problem that needs neither network nor pictures. */
final class WindowConfigReader {

  private static final String PLACEMENT =
      "placement of the nodes; `shared` puts them where the mean score changes";

  private static final List<String> OBJECTIVES = List.of("probability", "logit", "log-probability");
  private static final List<Double> FRACTIONS = List.of(0.01, 0.03, 0.1, 0.3);
  private static final Type SEED = integer(0, Long.MAX_VALUE);

  private static final Keys PICTURES =
      Keys.of(
          "pictures of windows",
          PictureSetOptions.set("training", "pictures by which neurons are ranked"),
          PictureSetOptions.set("held-out", "pictures on which pruning is measured, all different"),
          PictureSetOptions.CHANNELS,
          key("mean", list(number(NumberRange.FINITE)), List.of(), "one a channel; subtracted"),
          key("std", list(number(NumberRange.POSITIVE)), List.of(), "one a channel; then divides"),
          PictureSetOptions.SOURCE);

  private static final Keys PATH =
      Keys.of(
          "path of windows",
          key("rule", id(WindowPath.ids()), WindowPath.SHARED, PLACEMENT),
          key("steps", integer(1, 4096), 24, "number of nodes"));

  private static final Keys RANDOM =
      Keys.of(
          "random of windows",
          key("seeds", list(SEED), List.of(0L, 1L, 2L), "distinct; one random ranking for each"));

  private static final Keys BOOTSTRAP =
      Keys.of(
          "bootstrap",
          key("resamples", integer(10, 100_000), 500, "number of resamples of the pictures"),
          key("confidence", inside(), 0.95, "share of the resamples in an interval"));

  static final Keys KEYS =
      Keys.of(
          "study of windows",
          StudyKeys.EXPERIMENT,
          StudyKeys.MODEL,
          optional("labels", file(), "folder names or numbers", "class names, one per line"),
          key("pictures", map(PICTURES), "the data set"),
          key("objective", id(OBJECTIVES), "probability", "the score of each picture's class"),
          key("baseline", StudyKeys.BASELINE, "black", "start of the path; not a file"),
          StudyKeys.LAYER,
          optional("path", map(PATH), "how the integral is computed"),
          key("windows", named(StudyKeys.REGION), "the windows"),
          optional("random", map(RANDOM), "the random rankings"),
          key("fractions", list(fraction()), FRACTIONS, "top parts that are pruned; 0 is skipped"),
          key("replacement", id(List.of("zero")), "zero", "the value of a pruned neuron"),
          optional("bootstrap", map(BOOTSTRAP), "how intervals are computed"),
          key("chunk", integer(1, 1_000_000), 50, "pictures after which the state is saved"),
          StudyKeys.DTYPE,
          key("seed", SEED, 1, "seed of the bootstrap"));

  private final ConfigDocument document;
  private final ConfigNode root;
  private final List<Path> missing = new ArrayList<>();
  private final Map<String, String> where = new LinkedHashMap<>();
  private final Map<String, Path> folders = new LinkedHashMap<>();

  WindowConfigReader(ConfigDocument document) {
    this.document = document;
    this.root = document.root(KEYS);
  }

  WindowConfig read() {
    String experiment = ExperimentConfigReader.name(at("experiment"));
    ModelOptions model = model(at("model"));
    Path labels = labels(at("labels"));
    ConfigNode pictures = at("pictures");
    PictureSetOptions training = PictureSetOptions.read(pictures.get("training"), missing::add);
    PictureSetOptions heldOut = PictureSetOptions.read(pictures.get("held-out"), missing::add);
    int channels = pictures.get("channels").integer();
    List<Double> mean = pictures.get("mean").numbers();
    List<Double> std = pictures.get("std").numbers();
    if (mean.size() != std.size()) {
      pictures.problem(
          "needs a mean and a std for each channel, got " + mean.size() + " and " + std.size());
    }
    ConfigNode source = pictures.get("source");
    String remedy = source.isPresent() ? source.string() : "check the paths";
    if (!missing.isEmpty()) {
      pictures.problem(PictureSetOptions.missing(missing, remedy));
    } else if (training.overlaps(heldOut)) {
      pictures
          .get("held-out")
          .problem("needs pictures that neurons are not ranked by, got some that are");
    }
    String objective = at("objective").id();
    ConfigNode baselineNode = at("baseline");
    Baseline baseline =
        baselineNode.isPresent()
            ? baselineNode.parsed("a baseline", Baseline::parse).orElse(Baseline.parse("black"))
            : Baseline.parse(baselineNode.string());
    String layer = at("layer").string();
    WindowPath path = path(at("path"));
    List<Window> windows = windows(at("windows"));
    List<Long> seeds = seeds(at("random").get("seeds"));
    List<Double> fractions = fractions(at("fractions"));
    at("replacement").id();
    ConfigNode bootstrap = at("bootstrap");
    Bootstrap intervals =
        new Bootstrap(bootstrap.get("resamples").integer(), bootstrap.get("confidence").number());
    int chunk = at("chunk").integer();
    String precision = at("dtype").id();
    long seed = at("seed").longInteger();
    document.check();
    return new WindowConfig(
        experiment,
        model,
        labels,
        training,
        heldOut,
        channels,
        mean,
        std,
        Objective.parse(objective + ":0").kind(),
        baseline,
        layer,
        path,
        windows,
        seeds,
        fractions,
        intervals,
        chunk,
        precision.equals("float64") ? Precision.FLOAT64 : Precision.FLOAT32,
        seed,
        new ExperimentConfig.Places(where, folders, document.resolved()));
  }

  private ConfigNode at(String name) {
    ConfigNode node = root.get(name);
    where.put(name, node.where());
    folders.put(name, node.folder());
    return node;
  }

  private ModelOptions model(ConfigNode node) {
    ConfigNode weights = node.get("weights");
    ConfigNode architecture = node.get("architecture");
    where.put("model.weights", weights.where());
    String id = architecture.isPresent() ? architecture.knownId().orElse(null) : null;
    String text = weights.string();
    int inner = text.indexOf("!/");
    Path file = weights.folder().resolve(inner < 0 ? text : text.substring(0, inner));
    if (!text.isEmpty() && !Files.isRegularFile(file)) {
      missing.add(file);
    }
    return new ModelOptions(file + (inner < 0 ? "" : text.substring(inner)), id);
  }

  private @Nullable Path labels(ConfigNode node) {
    Path file = node.file().orElse(null);
    if (file != null && !Files.isRegularFile(file)) {
      missing.add(file);
    }
    return file;
  }

  private static WindowPath path(ConfigNode node) {
    return new WindowPath(node.get("rule").id(), node.get("steps").integer());
  }

  private static List<Window> windows(ConfigNode node) {
    List<Window> windows = new ArrayList<>();
    for (String name : node.keys()) {
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,49}")) {
        node.get(name).problem("must be named by letters, digits, '.', '_' and '-'");
      }
      windows.add(new Window(name, node.get(name).string()));
    }
    if (windows.isEmpty()) {
      node.problem("must name a window at least, such as {centre: 'box:9,19,9,19'}");
    }
    return windows;
  }

  private static List<Long> seeds(ConfigNode node) {
    List<Long> seeds = node.longIntegers();
    if (seeds.isEmpty() || seeds.size() != new HashSet<>(seeds).size()) {
      node.problem("must be a list of different seeds, got " + seeds);
    }
    return seeds;
  }

  private static List<Double> fractions(ConfigNode node) {
    TreeSet<Double> sorted = new TreeSet<>(node.numbers());
    sorted.remove(0.0);
    if (sorted.isEmpty()) {
      node.problem("must have a fraction above 0");
    }
    return List.copyOf(sorted);
  }
}
