package org.conductance4j.experiment.window;

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
import org.conductance4j.config.NumberRange;
import org.conductance4j.data.PictureSetOptions;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.ExperimentConfigReader;
import org.conductance4j.experiment.config.ModelOptions;
import org.conductance4j.experiment.window.WindowConfig.Bootstrap;
import org.conductance4j.experiment.window.WindowConfig.Window;
import org.conductance4j.model.Architecture;
import org.jspecify.annotations.Nullable;

/** Reads a study of windows and notes every problem that needs neither network nor pictures. */
final class WindowConfigReader {

  private static final List<Double> FRACTIONS = List.of(0.01, 0.03, 0.1, 0.3);
  private static final NumberRange INSIDE = new NumberRange(0, false, 1, false);
  private static final NumberRange DEVIATION = new NumberRange(0, false, Double.MAX_VALUE, true);
  private static final NumberRange ANY =
      new NumberRange(-Double.MAX_VALUE, true, Double.MAX_VALUE, true);

  private final ConfigDocument document;
  private final ConfigNode root;
  private final List<Path> missing = new ArrayList<>();
  private final Map<String, String> where = new LinkedHashMap<>();
  private final Map<String, Path> folders = new LinkedHashMap<>();

  WindowConfigReader(ConfigDocument document) {
    this.document = document;
    this.root = document.root();
  }

  WindowConfig read() {
    String experiment = ExperimentConfigReader.name(key("experiment"));
    ModelOptions model = model(key("model"));
    Path labels = labels(key("labels"));
    ConfigNode pictures = key("pictures");
    PictureSetOptions training = PictureSetOptions.read(pictures.get("training"), missing::add);
    PictureSetOptions heldOut = PictureSetOptions.read(pictures.get("held-out"), missing::add);
    int channels = (int) pictures.get("channels").integer(1, 3, 1);
    List<Double> mean = pictures.get("mean").numbers(ANY);
    List<Double> std = pictures.get("std").numbers(DEVIATION);
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
    String objective =
        key("objective").id(List.of("probability", "logit", "log-probability"), "probability");
    ConfigNode baselineNode = key("baseline");
    Baseline baseline =
        baselineNode.isPresent()
            ? baselineNode.parsed("a baseline", Baseline::parse).orElse(Baseline.parse("black"))
            : Baseline.parse(baselineNode.string("black"));
    String layer = key("layer").string();
    WindowPath path = path(key("path"));
    List<Window> windows = windows(key("windows"));
    List<Long> seeds = seeds(key("random").get("seeds"));
    List<Double> fractions = fractions(key("fractions"));
    key("replacement").id(List.of("zero"), "zero");
    ConfigNode bootstrap = key("bootstrap");
    Bootstrap intervals =
        new Bootstrap(
            (int) bootstrap.get("resamples").integer(10, 100_000, 500),
            bootstrap.get("confidence").number(INSIDE, 0.95));
    int chunk = (int) key("chunk").integer(1, 1_000_000, 50);
    String precision = key("dtype").id(List.of("float32", "float64"), "float32");
    long seed = key("seed").integer(0, Long.MAX_VALUE, 1);
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

  private ConfigNode key(String name) {
    ConfigNode node = root.get(name);
    where.put(name, node.where());
    folders.put(name, node.folder());
    return node;
  }

  private ModelOptions model(ConfigNode node) {
    ConfigNode weights = node.get("weights");
    ConfigNode architecture = node.get("architecture");
    where.put("model.weights", weights.where());
    List<String> ids = Architecture.all().stream().map(Architecture::id).toList();
    String id = architecture.isPresent() ? architecture.id(ids).orElse(null) : null;
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
    return new WindowPath(
        node.get("rule").id(WindowPath.ids(), WindowPath.SHARED),
        (int) node.get("steps").integer(1, 4096, 24));
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
    if (!node.isPresent()) {
      return List.of(0L, 1L, 2L);
    }
    List<Long> seeds = node.integers(0, Long.MAX_VALUE);
    if (seeds.isEmpty() || seeds.size() != new HashSet<>(seeds).size()) {
      node.problem("must be a list of different seeds, got " + seeds);
    }
    return seeds;
  }

  private static List<Double> fractions(ConfigNode node) {
    if (!node.isPresent()) {
      return FRACTIONS;
    }
    TreeSet<Double> sorted = new TreeSet<>(node.numbers(NumberRange.FRACTION));
    sorted.remove(0.0);
    if (sorted.isEmpty()) {
      node.problem("must have a fraction above 0");
    }
    return List.copyOf(sorted);
  }
}
