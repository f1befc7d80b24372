package org.conductance4j.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NumberRange;
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

  /** Copies the map. */
  public TrainingConfig {
    resolved = Map.copyOf(resolved);
  }

  /**
   * Reads a config.
   *
   * @param file YAML or JSON
   * @param overrides {@code KEY=VALUE} each
   * @return the config
   * @throws InvalidInputException with every problem of the config, one per line
   */
  public static TrainingConfig read(Path file, List<String> overrides) {
    ConfigDocument document = ConfigDocument.read(file, overrides);
    ConfigNode root = document.root();
    Reading reading = new Reading(root, new ArrayList<>());
    TrainingOptions options = reading.options();
    Path output = reading.output();
    document.check();
    return new TrainingConfig(options, output, document.resolved());
  }

  /** Asks for every key. Where a value is wrong it goes on with an allowed one. */
  private record Reading(ConfigNode root, List<Path> missing) {

    TrainingOptions options() {
      TrainingTask subject = subject();
      ScheduleOptions schedule = schedule(root.get("schedule"));
      long seed = root.get("seed").integer(Long.MIN_VALUE, Long.MAX_VALUE);
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
          (int) node.get("embedding").integer(1, 1024, 32),
          (int) node.get("filters").integer(1, 4096, 64),
          (int) node.get("width").integer(1, 15, 3),
          node.get("unknown").number(NumberRange.SHARE, 0.1));
    }

    private static List<Integer> hidden(ConfigNode node) {
      ConfigNode hidden = node.get("hidden");
      List<Integer> units = hidden.integers(1, 4096).stream().map(Math::toIntExact).toList();
      if (units.isEmpty()) {
        hidden.problem("must be a list of at least one layer's units, got none");
      }
      return units.isEmpty() ? List.of(1) : units;
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
          (int) pictures.get("channels").integer(1, 3, 1),
          pictures.get("classes").items().stream().map(ConfigNode::string).toList(),
          network,
          pictureAugmentation(root.get("augmentation")));
    }

    private static PictureAugmentationOptions pictureAugmentation(ConfigNode node) {
      return new PictureAugmentationOptions(
          node.get("darkest").number(new NumberRange(1e-3, true, 1, true)),
          node.get("erased").number(NumberRange.SHARE, 0),
          node.get("flat-pictures").number(NumberRange.SHARE));
    }

    Path output() {
      ConfigNode node = root.get("output");
      if (!node.isPresent()) {
        node.missing("write the folder of the trained network");
      }
      return node.file().orElse(Path.of("."));
    }

    private static SceneSetOptions scenes(ConfigNode node) {
      int size = (int) node.get("size").integer(32, 512, 96);
      int training = (int) node.get("training").integer(1, 1_000_000);
      int heldOut = (int) node.get("held-out").integer(1, 1_000_000);
      long first = node.get("training-first-seed").integer(0, Integer.MAX_VALUE);
      ConfigNode heldOutNode = node.get("held-out-first-seed");
      long heldOutFirst = heldOutNode.integer(0, Integer.MAX_VALUE);
      if (SceneSetOptions.overlap(training, first, heldOut, heldOutFirst)) {
        heldOutNode.problem(SceneSetOptions.overlapMessage(training, first, heldOutFirst));
        heldOutFirst = first + training;
      }
      return new SceneSetOptions(size, training, first, heldOut, heldOutFirst);
    }

    private static NetworkOptions network(ConfigNode node) {
      int stem = (int) node.get("stem").integer(1, 1024);
      ConfigNode stagesNode = node.get("stages");
      List<Integer> stages = stagesNode.integers(1, 2048).stream().map(Math::toIntExact).toList();
      if (stages.isEmpty() || stages.size() > 5) {
        stagesNode.problem("must be a list of 1 to 5 widths, got " + stages.size());
        stages = List.of(1);
      }
      ConfigNode stridesNode = node.get("strides");
      List<Integer> strides = stridesNode.integers(1, 4).stream().map(Math::toIntExact).toList();
      if (strides.size() != stages.size()) {
        stridesNode.problem(
            "must be a list of a stride for each of "
                + stages.size()
                + " stages, got "
                + strides.size());
        strides = stages.stream().map(stage -> 1).toList();
      }
      return new NetworkOptions(
          stem,
          (int) node.get("stem-stride").integer(1, 4, 2),
          stages,
          strides,
          (int) node.get("blocks").integer(1, 16, 1));
    }

    private static ScheduleOptions schedule(ConfigNode node) {
      return new ScheduleOptions(
          (int) node.get("epochs").integer(1, 10_000),
          (int) node.get("batch").integer(2, 4096),
          node.get("learning-rate").number(new NumberRange(1e-9, true, 10, true)),
          node.get("weight-decay").number(NumberRange.SHARE, 0));
    }

    private static AugmentationOptions augmentation(ConfigNode node) {
      double flat = node.get("flat-background").number(NumberRange.SHARE);
      ConfigNode coveredNode = node.get("covered");
      double covered = coveredNode.number(NumberRange.SHARE, 0);
      if (flat + covered > 1) {
        coveredNode.problem(
            "must leave a sum with flat-background of at most 1, got '" + (flat + covered) + "'");
        covered = 0;
      }
      return new AugmentationOptions(
          node.get("darkest").number(new NumberRange(1e-3, true, 1, true)),
          flat,
          covered,
          node.get("flat-pictures").number(NumberRange.SHARE));
    }
  }
}
