package org.conductance4j.experiment.study;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.conductance4j.array.Sha256;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.RegionParser;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.data.FeatureTable;
import org.conductance4j.data.Vocabulary;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Unit;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.InputOptions;
import org.conductance4j.experiment.config.ModelOptions;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.input.SentenceVector;
import org.conductance4j.experiment.input.TokenizedText;
import org.conductance4j.experiment.input.Tokenizer;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.InputParts;
import org.conductance4j.model.Labels;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.model.Preprocessing;
import org.conductance4j.sanity.OtherLabels;
import org.conductance4j.sanity.RandomisedNetwork;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.surgery.ShuffledWeights;
import org.conductance4j.training.RandomLabelTraining;
import org.jspecify.annotations.Nullable;

/** An experiment's network and input, loaded; makes questions of it. */
final class LoadedExperiment {

  private final ExperimentConfig config;
  private final LoadedNetwork network;
  private final Preprocessing preprocessing;
  private final StudyInput study;
  private final Inputs.Loaded input;
  private final Program plain;
  private final Program program;
  private final List<String> labels;
  private final Layer layer;
  private final Region region;

  private LoadedExperiment(ExperimentConfig config, LoadedNetwork network) {
    this.config = config;
    this.network = network;
    this.preprocessing = config.input().over(Inputs.preprocessing(network));
    this.study =
        within(sourceKey(config), () -> StudyInput.of(config.input(), network, preprocessing));
    this.input = study.loaded();
    Program lowered = within("model.weights", () -> study.lower(network, config.precision()));
    this.plain = within("objective", () -> config.objective().at(lowered));
    this.program = within("objective", () -> config.objective().headed(plain));
    this.labels = readLabels();
    this.layer = within("layer", () -> program.layer(network.layerName(config.layer())));
    String text = config.region();
    this.region =
        text == null ? RegionParser.of(program, Path.of("")).everything() : region(text, "region");
  }

  static LoadedExperiment of(ExperimentConfig config) {
    ModelOptions model = config.model();
    LoadedNetwork network =
        InvalidInputException.within(
            config.places().of("model.weights"),
            () -> NetworkFile.load(model.weights(), Optional.ofNullable(model.architecture())));
    return new LoadedExperiment(config, network);
  }

  private <T> T within(String key, Supplier<T> action) {
    return InvalidInputException.within(config.places().of(key), action);
  }

  static String sourceKey(ExperimentConfig config) {
    if (!config.input().named().isEmpty()) {
      return "inputs";
    }
    InputOptions.Source source = config.input().source();
    if (source instanceof InputOptions.Image) {
      return "input.image";
    }
    if (source instanceof InputOptions.Text || source instanceof InputOptions.Tokens) {
      return "input.text";
    }
    if (source instanceof InputOptions.Row) {
      return "input.row";
    }
    return source instanceof InputOptions.Array ? "input.array" : "input.scene";
  }

  static Inputs.Loaded load(InputOptions.Source source, Preprocessing preprocessing) {
    if (source instanceof InputOptions.Image image) {
      return Inputs.image(image.file(), preprocessing);
    }
    if (source instanceof InputOptions.Array array) {
      Inputs.Loaded read = Inputs.array(array.file());
      Tensor one = Inputs.oneExample(read.values(), array.file().toString());
      return new Inputs.Loaded(one, read.scale(), read.picture());
    }
    if (source instanceof InputOptions.Text text) {
      return Inputs.text(text.text(), Vocabulary.read(text.vocabulary()));
    }
    if (source instanceof InputOptions.Row row) {
      return Inputs.row(FeatureTable.read(row.table()), row.row());
    }
    if (source instanceof InputOptions.Tokens text) {
      return Tokenizer.read(text.tokenizer()).encode(text.texts()).loaded();
    }
    InputOptions.Street street = (InputOptions.Street) source;
    return Inputs.scene(SceneGenerator.generate(street.options()), preprocessing);
  }

  private List<String> readLabels() {
    Path file = config.labels();
    int outputs = program.classes();
    return file == null ? List.of() : within("labels", () -> Labels.read(file, outputs));
  }

  /** {@return the question of the config, of a program that was compared with the network} */
  ResolvedQuestion question(PassedAudits audits) {
    ResolvedQuestion question = question();
    audit(audits);
    return question;
  }

  /** {@return the question of the config} */
  ResolvedQuestion question() {
    ResolvedQuestion straight = question(input, List.of(region));
    return within("path.through", () -> straight.withPath(config.path().through(through())));
  }

  /** Compares the program with the network, unless that was done before. */
  PassedAudits.Passed audit(PassedAudits audits) {
    List<Tensor> example = List.of(input.values());
    return within(
        "model.weights", () -> audits.check(network, plain, example, study.given(), () -> {}));
  }

  /** The network's output for another sentence. */
  private Tensor sentence(String file) {
    return sentence(config, network, file);
  }

  static Tensor sentence(ExperimentConfig config, LoadedNetwork network, String file) {
    if (config.input().source() instanceof InputOptions.Tokens text) {
      return SentenceVector.of(
          network, Tokenizer.read(text.tokenizer()), config.objective(), Path.of(file));
    }
    throw InvalidInputException.of(
        "objective", "compares with a sentence only where the input is one", file, "give a .npy");
  }

  private List<Tensor> through() {
    return config.through().stream()
        .map(file -> pictured(file.toString(), "path.through"))
        .toList();
  }

  /** The same question about a scene, one region a light. */
  ResolvedQuestion question(Scene scene) {
    Inputs.Loaded loaded = Inputs.scene(scene, preprocessing);
    RegionParser parser = RegionParser.of(program, Path.of(""));
    List<Region> boxes =
        scene.lights().stream()
            .map(box -> parser.box(box.row0(), box.row1(), box.column0(), box.column1()))
            .toList();
    return question(loaded, boxes);
  }

  private ResolvedQuestion question(Inputs.Loaded loaded, List<Region> regions) {
    Tensor x = within(sourceKey(config), () -> Inputs.embedded(program, loaded.values()));
    Readout readout =
        within(
            "objective",
            () -> config.objective().resolve(program, labels, x.toArray(), this::sentence));
    Tensor baseline =
        within(
            "baseline",
            () -> config.baseline().of(x, loaded.scale(), file -> pictured(file, "baseline")));
    return ResolvedQuestion.of(program, readout, x, baseline)
        .withLayer(layer)
        .withRegions(regions)
        .withPath(config.path());
  }

  /** Another question about the config's input. */
  ResolvedQuestion question(RobustnessOptions.Variation variation, List<String> regions) {
    Tensor x = within(sourceKey(config), () -> Inputs.embedded(program, input.values()));
    Program seen =
        within(RobustnessOptions.OBJECTIVES, () -> variation.objective().headed(program));
    Readout readout =
        within(
            RobustnessOptions.OBJECTIVES,
            () -> variation.objective().resolve(seen, labels, x.toArray(), this::sentence));
    String key = RobustnessOptions.BASELINES;
    Tensor baseline =
        within(key, () -> variation.baseline().of(x, input.scale(), file -> pictured(file, key)));
    Layer other =
        within(RobustnessOptions.LAYERS, () -> seen.layer(network.layerName(variation.layer())));
    return ResolvedQuestion.of(seen, readout, x, baseline)
        .withLayer(other)
        .withRegions(
            regions.stream().map(text -> region(text, RobustnessOptions.REGIONS)).toList());
  }

  /** A baseline of the config's input, whose files count from where a key was written. */
  Tensor baseline(Baseline baseline, String key) {
    Tensor x = within(sourceKey(config), () -> Inputs.embedded(program, input.values()));
    return within(key, () -> baseline.of(x, input.scale(), file -> pictured(file, key)));
  }

  private Tensor pictured(String file, String key) {
    return pictured(program, file, key);
  }

  private Tensor pictured(Program seenBy, String file, String key) {
    return pictured(seenBy, study, folder(config, key), file, preprocessing);
  }

  static Path folder(ExperimentConfig config, String key) {
    return config.places().folders().getOrDefault(key, Path.of(""));
  }

  /** What a program sees of a file, or of tokens that stand in place of a sentence's. */
  static Tensor pictured(
      Program seenBy, StudyInput study, Path folder, String file, Preprocessing preprocessing) {
    TokenizedText tokens = study.text();
    if (tokens != null
        && study.source() instanceof InputOptions.Tokens text
        && Baseline.parse(file).isTokens()) {
      return Inputs.embedded(
          seenBy, Tokenizer.read(text.tokenizer()).baseline(tokens, file, folder));
    }
    Inputs.Loaded read = Inputs.read(folder.resolve(file), preprocessing);
    return read.picture().isPresent()
        ? read.values()
        : Inputs.embedded(seenBy, Inputs.oneExample(read.values(), file));
  }

  private Region region(String text, String key) {
    return within(
        key,
        () -> RegionParser.of(program, folder(config, key)).reading(input.scale()).parse(text));
  }

  /** The network made to forget, and one of random labels, seen by the config's objective. */
  RandomisedNetwork forgetful(Optional<OtherLabels> otherLabels) {
    ShuffledWeights shuffled = new ShuffledWeights(network, config.seed());
    int[] shape = input.values().shape();
    return new ForgetfulNetwork(
        shuffled.layers().size(),
        count -> config.objective().of(shuffled.top(count, config.precision(), shape)),
        otherLabels);
  }

  /** The network of other lessons as it is now, seen by the config's objective. */
  Program lowered(RandomLabelTraining lessons) {
    int[] shape = input.values().shape();
    return config.objective().of(Dl4jLowering.lower(lessons.network(), config.precision(), shape));
  }

  /** What another network sees of the input and the baseline. */
  OtherLabels seenBy(Program other, RandomLabelTraining.Recall recall) {
    Tensor x = Inputs.embedded(other, input.values());
    Tensor baseline =
        config.baseline().of(x, input.scale(), file -> pictured(other, file, "baseline"));
    return new OtherLabels(other, x, baseline, recall.right(), recall.commonest());
  }

  Program program() {
    return program;
  }

  /** The other layers that are asked for, group by group. */
  List<List<Layer>> layers(LayersOptions options) {
    return options.groups().stream()
        .map(
            names ->
                names.stream()
                    .map(
                        name ->
                            within(
                                LayersOptions.SECTION,
                                () -> program.layer(network.layerName(name))))
                    .toList())
        .toList();
  }

  ExperimentConfig config() {
    return config;
  }

  ExperimentResult.Channels channels() {
    boolean last = layer.shape().size() == 3 && program.channelAxis(layer) == 2;
    boolean places = !(last && layer.units().containsKey(Unit.HEAD));
    return new ExperimentResult.Channels(program.readsChannelsLast(), last, places);
  }

  /** What the user should know of the network's file. */
  Optional<String> note() {
    return network.note();
  }

  long weightBytes() {
    return network.weightBytes();
  }

  Layer layer() {
    return layer;
  }

  /** What the input's numbers mean. */
  InputScale scale() {
    return input.scale();
  }

  /** Another baseline of an input. */
  Tensor baseline(Baseline other, Tensor x, String key) {
    return other.of(x, input.scale(), file -> pictured(file, key));
  }

  /** {@return what rankings of the config may name} */
  RankingContext rankingContext() {
    return new RankingContext(network, labels, input.scale());
  }

  Optional<Tensor> picture() {
    return input.picture();
  }

  /** The same part of the original picture in its own detail. */
  Optional<Tensor> closeUp() {
    return input
        .picture()
        .flatMap(picture -> CloseUp.of(config.input().source(), preprocessing, picture));
  }

  /** What the input is made of, where it is a sentence or a row of a table. */
  Optional<InputParts> parts() {
    return InputParts.of(
        config.input().source(),
        input,
        program.inputShape(),
        config.region() == null ? element -> false : region::contains);
  }

  /** Whether the classes have names. */
  boolean named() {
    return !labels.isEmpty();
  }

  /** Fingerprints of what was read, by its role. */
  Map<String, String> fingerprints() {
    Map<String, String> fingerprints = new LinkedHashMap<>();
    fingerprints.put("network", network.sha256());
    fingerprints.put("image", imageFingerprint(study.source()));
    config
        .input()
        .named()
        .forEach((name, one) -> fingerprints.put("input " + name, Sha256.of(one.array().file())));
    for (int k = 0; k < config.through().size(); k++) {
      fingerprints.put("through-" + (k + 1), Sha256.of(config.through().get(k)));
    }
    if (config.input().source() instanceof InputOptions.Tokens text) {
      fingerprints.put("tokenizer", Sha256.of(text.tokenizer()));
    }
    Path file = config.labels();
    if (file != null) {
      fingerprints.put("labels", Sha256.of(file));
    }
    return fingerprints;
  }

  private String imageFingerprint(InputOptions.Source source) {
    if (source instanceof InputOptions.Image image) {
      return Sha256.of(image.file());
    }
    return source instanceof InputOptions.Array array
        ? Sha256.of(array.file())
        : Sha256.of(input.picture().orElse(input.values()));
  }

  /** The config as it was used: overrides, defaults, and the network's own preprocessing. */
  Map<String, Object> resolved() {
    Map<String, Object> resolved = new LinkedHashMap<>(config.places().resolved());
    if (input.picture().isEmpty() || !(resolved.get("input") instanceof Map<?, ?> written)) {
      return resolved;
    }
    Map<String, Object> complete = new LinkedHashMap<>();
    written.forEach((key, value) -> complete.put(String.valueOf(key), value));
    put(complete, "resize", preprocessing.resize());
    put(complete, "crop", preprocessing.crop());
    complete.put("mean", preprocessing.mean());
    complete.put("std", preprocessing.std());
    resolved.put("input", complete);
    return resolved;
  }

  private static void put(Map<String, Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
