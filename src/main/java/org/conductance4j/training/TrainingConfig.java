package org.conductance4j.training;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.oneOf;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.folder;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.number;
import static org.conductance4j.config.Type.share;
import static org.conductance4j.config.Type.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.config.NumberRange;
import org.conductance4j.config.Type;
import org.conductance4j.data.PictureSetOptions;

/**
 * A training as described by a config file.
 *
 * @param options decide the network
 * @param output folder of the network, its labels and its record
 * @param resolved every key with its value
 */
public record TrainingConfig(TrainingOptions options, Path output, Map<String, Object> resolved) {

  private static final List<String> SUBJECTS = List.of("scenes", "pictures", "sentences", "table");

  private static final Type SEED = integer(0, Integer.MAX_VALUE);
  private static final Type RATE = number(new NumberRange(1e-9, true, 10, true));
  private static final Type FACTOR = number(new NumberRange(1e-3, true, 1, true));

  private static final Keys SCENES =
      Keys.of(
          "scenes",
          key("size", integer(32, 512), 96, "rows and columns of a picture"),
          key("training", integer(1, 1_000_000), "number of scenes to learn from"),
          key("held-out", integer(1, 1_000_000), "number of scenes to test on"),
          key("training-first-seed", SEED, "seed of the first scene to learn from"),
          key("held-out-first-seed", SEED, "seed of the first scene to test on; no scene in both"));

  private static final Keys PICTURES =
      Keys.of(
          "pictures",
          PictureSetOptions.set("training", "pictures to learn from"),
          PictureSetOptions.set("held-out", "pictures to test on, none of them learned from"),
          PictureSetOptions.SOURCE,
          PictureSetOptions.CHANNELS,
          optional("classes", list(text()), "those of the set", "names of the classes"));

  private static final Keys RESIDUAL =
      Keys.of(
          "network of scenes or pictures",
          key("stem", integer(1, 1024), "channels after the first convolution"),
          key("stages", list(integer(1, 2048)), "channels of each stage, 1 to 5 stages"),
          key("strides", list(integer(1, 4)), "stride of each stage"),
          key("stem-stride", integer(1, 4), 2, "stride of the first convolution"),
          key("blocks", integer(1, 16), 1, "residual blocks in each stage"));

  private static final Keys CONVOLUTIONAL =
      Keys.of(
          "network of sentences",
          key("embedding", integer(1, 1024), 32, "length of a word's vector"),
          key("filters", integer(1, 4096), 64, "channels of the convolution"),
          key("width", integer(1, 15), 3, "words that a filter sees"),
          key("unknown", share(), 0.1, "words that are hidden during training"));

  private static final Keys DENSE =
      Keys.of("network of a table", key("hidden", list(integer(1, 4096)), "units of each layer"));

  private static final Keys SCHEDULE =
      Keys.of(
          "schedule",
          key("epochs", integer(1, 10_000), "passes over the training examples"),
          key("batch", integer(2, 4096), "examples in one step"),
          key("learning-rate", RATE, "of Adam at the first step; it falls linearly to 0"),
          key("weight-decay", share(), 0.0, "decay of the weights per step and unit of rate"));

  private static final Key DARKEST =
      key("darkest", FACTOR, "brightness is multiplied by a factor between this and 1");

  private static final Key FLAT =
      key("flat-pictures", share(), "pictures that are one colour throughout");

  private static final Keys SCENE_AUGMENTATION =
      Keys.of(
          "augmentation of scenes",
          key("flat-background", share(), "pictures with one colour outside some objects' boxes"),
          key("covered", share(), 0.0, "pictures in which some objects' boxes are covered"),
          DARKEST,
          FLAT);

  private static final Keys PICTURE_AUGMENTATION =
      Keys.of(
          "augmentation of pictures",
          DARKEST,
          key("erased", share(), 0.0, "pictures of which a rectangle becomes one level of grey"),
          FLAT);

  private static final Type AUGMENTATION = map(SCENE_AUGMENTATION, PICTURE_AUGMENTATION);

  /** The keys of a training. */
  public static final Keys KEYS =
      Keys.of(
          "training",
          oneOf("scenes", map(SCENES), "learn from generated streets"),
          oneOf("pictures", map(PICTURES), "learn from pictures"),
          oneOf("sentences", file(), "learn from a table with the columns `text` and `class`"),
          oneOf("table", file(), "learn from a table of numbers with a column `class`"),
          key("network", map(RESIDUAL, CONVOLUTIONAL, DENSE), "how large the network is"),
          optional(
              "augmentation",
              AUGMENTATION,
              "required with scenes and pictures",
              "how examples are varied"),
          key("schedule", map(SCHEDULE), "how long and how fast the network learns"),
          key("seed", integer(Long.MIN_VALUE, Long.MAX_VALUE), "of weights, order and variation"),
          key("output", folder(), "where network, labels and record go"));

  /** Copies the map. */
  public TrainingConfig {
    resolved = Map.copyOf(resolved);
  }

  /**
   * {@return the training that a config describes}
   *
   * @param file YAML or JSON
   * @param overrides {@code KEY=VALUE} each
   * @throws InvalidInputException with every problem that the config has, a line each
   */
  public static TrainingConfig read(Path file, List<String> overrides) {
    ConfigDocument document = ConfigDocument.read(file, overrides);
    ConfigNode root = document.root(KEYS);
    Reading reading = new Reading(root, new ArrayList<>());
    TrainingOptions options = reading.options();
    Path output = reading.output();
    document.check();
    return new TrainingConfig(options, output, document.resolved());
  }

  /** Asks for every key. For a wrong value it continues with an allowed one. */
  private record Reading(ConfigNode root, List<Path> missing) {

    TrainingOptions options() {
      TrainingTask subject = subject();
      ScheduleOptions schedule = schedule(root.get("schedule"));
      long seed = root.get("seed").longInteger();
      return new TrainingOptions(subject, schedule, seed);
    }

    private TrainingTask subject() {
      List<String> given = SUBJECTS.stream().filter(key -> root.get(key).isPresent()).toList();
      if (given.size() > 1) {
        root.get(given.get(0)).problem("must stand alone, got " + given + "; leave one");
      }
      ConfigNode network = root.get("network");
      return switch (given.isEmpty() ? "scenes" : given.get(0)) {
        case "pictures" -> pictures(root.get("pictures"), network(network));
        case "sentences" ->
            new TrainingTask.Questions(file(root.get("sentences")), sentence(network));
        case "table" -> new TrainingTask.Rows(file(root.get("table")), hidden(network));
        default ->
            new TrainingTask.Streets(
                scenes(root.get("scenes")),
                network(network),
                augmentation(root.get("augmentation")));
      };
    }

    private static Path file(ConfigNode node) {
      Path file = node.file().orElse(Path.of(""));
      if (!Files.isRegularFile(file)) {
        node.problem("must be a file that exists, got '" + file.normalize() + "'; check the path");
      }
      return file;
    }

    private static SentenceNetworkOptions sentence(ConfigNode node) {
      return new SentenceNetworkOptions(
          node.get("embedding").integer(),
          node.get("filters").integer(),
          node.get("width").integer(),
          node.get("unknown").number());
    }

    private static List<Integer> hidden(ConfigNode node) {
      ConfigNode hidden = node.get("hidden");
      List<Integer> units = hidden.integers();
      if (units.isEmpty()) {
        hidden.problem("must be a list of at least one layer's units, got none");
      }
      return units;
    }

    private TrainingTask pictures(ConfigNode pictures, NetworkOptions network) {
      PictureSetOptions training = PictureSetOptions.read(pictures.get("training"), missing::add);
      PictureSetOptions heldOut = PictureSetOptions.read(pictures.get("held-out"), missing::add);
      ConfigNode source = pictures.get("source");
      String remedy = source.isPresent() ? source.string() : "check the paths";
      if (!missing.isEmpty()) {
        pictures.problem(PictureSetOptions.missing(missing, remedy));
      }
      if (training.overlaps(heldOut)) {
        pictures
            .get("held-out")
            .problem("needs pictures that are not learned from, got some that are");
      }
      return new TrainingTask.Pictures(
          training,
          heldOut,
          pictures.get("channels").integer(),
          pictures.get("classes").items().stream().map(ConfigNode::string).toList(),
          network,
          pictureAugmentation(root.get("augmentation")));
    }

    private static PictureAugmentationOptions pictureAugmentation(ConfigNode node) {
      return new PictureAugmentationOptions(
          node.get("darkest").number(),
          node.get("erased").number(),
          node.get("flat-pictures").number());
    }

    Path output() {
      ConfigNode node = root.get("output");
      if (!node.isPresent()) {
        node.missing("write the folder of the trained network");
      }
      return node.file().orElse(Path.of("."));
    }

    private static SceneSetOptions scenes(ConfigNode node) {
      int size = node.get("size").integer();
      int training = node.get("training").integer();
      int heldOut = node.get("held-out").integer();
      long first = node.get("training-first-seed").integer();
      ConfigNode heldOutNode = node.get("held-out-first-seed");
      long heldOutFirst = heldOutNode.integer();
      if (first < heldOutFirst + heldOut && heldOutFirst < first + training) {
        heldOutNode.problem(
            "needs held-out scenes that are not learned from, got first seed "
                + heldOutFirst
                + "; choose one whose scenes lie outside "
                + first
                + " to "
                + (first + training - 1));
      }
      return new SceneSetOptions(size, training, first, heldOut, heldOutFirst);
    }

    private static NetworkOptions network(ConfigNode node) {
      int stem = node.get("stem").integer();
      ConfigNode stagesNode = node.get("stages");
      List<Integer> stages = stagesNode.integers();
      if (stages.isEmpty() || stages.size() > 5) {
        stagesNode.problem("must be a list of 1 to 5 widths, got " + stages.size());
        stages = List.of(1);
      }
      ConfigNode stridesNode = node.get("strides");
      List<Integer> strides = stridesNode.integers();
      if (strides.size() != stages.size()) {
        stridesNode.problem(
            "must be a list of a stride for each of "
                + stages.size()
                + " stages, got "
                + strides.size());
      }
      return new NetworkOptions(
          stem, node.get("stem-stride").integer(), stages, strides, node.get("blocks").integer());
    }

    private static ScheduleOptions schedule(ConfigNode node) {
      return new ScheduleOptions(
          node.get("epochs").integer(),
          node.get("batch").integer(),
          node.get("learning-rate").number(),
          node.get("weight-decay").number());
    }

    private static AugmentationOptions augmentation(ConfigNode node) {
      double flat = node.get("flat-background").number();
      ConfigNode coveredNode = node.get("covered");
      double covered = coveredNode.number();
      if (flat + covered > 1) {
        coveredNode.problem(
            "must leave a sum with flat-background of at most 1, got '" + (flat + covered) + "'");
      }
      return new AugmentationOptions(
          node.get("darkest").number(), flat, covered, node.get("flat-pictures").number());
    }
  }
}
