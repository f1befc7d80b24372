package org.conductance4j.experiment.window;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.conductance4j.array.Sha256;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.RegionParser;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.data.LabelledPicture;
import org.conductance4j.data.PictureReader;
import org.conductance4j.data.PictureSet;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.model.Images;
import org.conductance4j.model.Labels;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;

/** A study's network and pictures, loaded and checked against each other. */
final class WindowSubject {

  private final WindowConfig config;
  private final LoadedNetwork network;
  private final PictureSet training;
  private final PictureSet heldOut;
  private final Program lowered;
  private final Program program;
  private final Layer layer;
  private final List<String> classNames;
  private final List<Readout> readouts;
  private final List<Region> windows;

  private WindowSubject(WindowConfig config, LoadedNetwork network) {
    this.config = config;
    this.network = network;
    this.training = within("pictures", () -> config.training().open(config.channels()));
    this.heldOut = within("pictures", () -> config.heldOut().open(config.channels()));
    requireSameShape();
    this.lowered =
        within(
            "model.weights",
            () -> NetworkLowering.lower(network, config.precision(), training.shape()));
    this.program =
        within("objective", () -> Objective.parse(config.objective().id() + ":0").headed(lowered));
    this.layer = within("layer", () -> program.layer(network.layerName(config.layer())));
    this.classNames = names();
    this.readouts =
        within(
            "objective",
            () ->
                IntStream.range(0, program.classes())
                    .mapToObj(c -> Objective.parse(config.objective().id() + ":" + c))
                    .map(o -> o.resolve(program, List.of(), new double[0]))
                    .toList());
    Path folder = config.places().folders().getOrDefault("windows", Path.of(""));
    RegionParser parser = RegionParser.of(program, folder);
    this.windows =
        config.windows().stream()
            .map(w -> within("windows", () -> named(w.name(), () -> parser.parse(w.region()))))
            .toList();
  }

  static WindowSubject of(WindowConfig config) {
    LoadedNetwork network =
        InvalidInputException.within(
            config.places().of("model.weights"),
            () ->
                NetworkFile.load(
                    config.model().weights(), Optional.ofNullable(config.model().architecture())));
    return new WindowSubject(config, network);
  }

  private static <T> T named(String name, Supplier<T> action) {
    return InvalidInputException.within(name, action);
  }

  private <T> T within(String key, Supplier<T> action) {
    return InvalidInputException.within(config.places().of(key), action);
  }

  private void requireSameShape() {
    if (!Arrays.equals(training.shape(), heldOut.shape())) {
      throw InvalidInputException.of(
          config.places().of("pictures"),
          "needs training and held-out pictures of one shape " + Arrays.toString(training.shape()),
          Arrays.toString(heldOut.shape()),
          "choose two parts of one set");
    }
    int channels = training.shape()[0];
    if (!config.mean().isEmpty() && config.mean().size() != channels) {
      throw InvalidInputException.of(
          config.places().of("pictures"),
          "needs a mean for each of " + channels + " channels",
          config.mean().size(),
          "give mean and std for each channel");
    }
  }

  private List<String> names() {
    Path file = config.labels();
    int classes = program.classes();
    if (file != null) {
      return within("labels", () -> Labels.read(file, classes));
    }
    List<String> known = training.classNames();
    return known.size() == classes
        ? known
        : IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
  }

  /**
   * Compares the lowered program with the network on the first held-out picture, unless that was
   * done before.
   */
  PassedAudits.Passed audit(PassedAudits audits) {
    List<Tensor> example = List.of(batch(heldOut, 0, 1).input(0));
    return within(
        "model.weights", () -> audits.check(network, lowered, example, Map.of(), () -> {}));
  }

  Program program() {
    return program;
  }

  Layer layer() {
    return layer;
  }

  /** Of the network itself, of 32 bits each. */
  long weightBytes() {
    return network.weightBytes();
  }

  PictureSet training() {
    return training;
  }

  PictureSet heldOut() {
    return heldOut;
  }

  List<String> classNames() {
    return classNames;
  }

  List<Readout> readouts() {
    return readouts;
  }

  List<Region> windows() {
    return windows;
  }

  /** Membership of each input element in each window. */
  List<boolean[]> members() {
    List<boolean[]> members = new ArrayList<>();
    for (Region region : windows) {
      boolean[] inside = new boolean[Tensor.length(region.inputShape())];
      for (int i = 0; i < inside.length; i++) {
        inside[i] = region.contains(i);
      }
      members.add(inside);
    }
    return members;
  }

  /** Reads some pictures that follow each other. */
  LabelledBatch batch(PictureSet set, int first, int count) {
    try (PictureReader reader = set.read(first)) {
      return next(reader, first, count);
    }
  }

  /** Reads the next pictures. */
  LabelledBatch next(PictureReader reader, int first, int count) {
    Tensor[] inputs = new Tensor[count];
    Tensor[] baselines = new Tensor[count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      LabelledPicture picture = reader.next();
      if (picture.label() >= program.classes()) {
        throw InvalidInputException.of(
            config.places().of("pictures"),
            "needs labels below the network's " + program.classes() + " classes",
            picture.label() + " of picture " + (first + i),
            "choose pictures of the network's classes");
      }
      inputs[i] = normalised(picture.values());
      baselines[i] = baseline(inputs[i]);
      labels[i] = picture.label();
    }
    return new LabelledBatch(inputs, baselines, labels);
  }

  private Tensor normalised(Tensor values) {
    return config.mean().isEmpty() ? values : Images.normalise(values, config.mean(), config.std());
  }

  private Tensor baseline(Tensor input) {
    int channels = input.size(0);
    List<Double> zeros = Collections.nCopies(channels, 0.0);
    List<Double> ones = Collections.nCopies(channels, 1.0);
    InputScale scale =
        config.mean().isEmpty()
            ? new InputScale.Picture(zeros, ones, false)
            : new InputScale.Picture(config.mean(), config.std(), false);
    return within("baseline", () -> config.baseline().of(input, scale, this::noFile));
  }

  private Tensor noFile(String file) {
    throw InvalidInputException.of(
        "baseline", "must be made from a picture, such as black or blur:2", file, "choose another");
  }

  Map<String, String> fingerprints() {
    Map<String, String> fingerprints = new LinkedHashMap<>();
    fingerprints.put("network", network.sha256());
    training.fingerprints().forEach((role, sha) -> fingerprints.put("training " + role, sha));
    heldOut.fingerprints().forEach((role, sha) -> fingerprints.put("held-out " + role, sha));
    Path file = config.labels();
    if (file != null) {
      fingerprints.put("labels", Sha256.of(file));
    }
    return new TreeMap<>(fingerprints);
  }
}
