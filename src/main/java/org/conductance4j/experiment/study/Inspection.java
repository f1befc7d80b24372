package org.conductance4j.experiment.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.RegionParser;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.ModelOptions;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.model.Labels;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.model.Preprocessing;

/**
 * Looks into the files that a config names, and at whether they fit each other and the config,
 * without explaining anything. It goes on after a problem, as far as it can.
 */
public final class Inspection {

  private final ExperimentConfig config;
  private final Predicate<String> refused;
  private final List<String> problems = new ArrayList<>();

  private Inspection(ExperimentConfig config, Predicate<String> refused) {
    this.config = config;
    this.refused = refused;
  }

  /**
   * Finds what only the files can tell.
   *
   * @param config the experiment
   * @param refused whether a key is known to be wrong, so that what depends on it is left out
   * @return one line for each problem
   */
  public static List<String> of(ExperimentConfig config, Predicate<String> refused) {
    Inspection inspection = new Inspection(config, refused);
    inspection.look();
    return List.copyOf(inspection.problems);
  }

  private void look() {
    ModelOptions model = config.model();
    boolean known = !refused.test("model.architecture");
    Optional<LoadedNetwork> network =
        attempt(
            known,
            "model.weights",
            () -> NetworkFile.load(model.weights(), Optional.ofNullable(model.architecture())));
    Preprocessing preprocessing =
        config.input().over(network.map(Inputs::preprocessing).orElse(Preprocessing.NONE));
    Optional<StudyInput> input =
        network.isPresent()
            ? attempt(
                true,
                sourceKey(),
                () -> StudyInput.of(config.input(), network.get(), preprocessing))
            : Optional.empty();
    if (network.isEmpty() && config.input().named().isEmpty()) {
      attempt(
          true, sourceKey(), () -> LoadedExperiment.load(config.input().source(), preprocessing));
    }
    if (network.isPresent() && input.isPresent()) {
      look(network.get(), input.get(), preprocessing);
    }
  }

  private String sourceKey() {
    return LoadedExperiment.sourceKey(config);
  }

  private void look(LoadedNetwork network, StudyInput study, Preprocessing preprocessing) {
    Inputs.Loaded input = study.loaded();
    Tensor values = input.values();
    Optional<Program> lowered =
        attempt(true, "model.weights", () -> study.lower(network, config.precision()));
    if (lowered.isEmpty()) {
      return;
    }
    attempt(true, "layer", () -> lowered.get().layer(network.layerName(config.layer())))
        .ifPresent(layer -> lookAtUnits(lowered.get(), layer));
    Sections.ALL.forEach(section -> lookAtLayers(section, network, lowered.get()));
    attempt(
        config.region() != null,
        "region",
        () ->
            RegionParser.of(lowered.get(), folder("region"))
                .reading(input.scale())
                .parse(region()));
    Optional<Tensor> x = attempt(true, sourceKey(), () -> Inputs.embedded(lowered.get(), values));
    x.ifPresent(
        example ->
            attempt(
                true,
                "baseline",
                () ->
                    config
                        .baseline()
                        .of(
                            example,
                            input.scale(),
                            file ->
                                LoadedExperiment.pictured(
                                    lowered.get(),
                                    study,
                                    folder("baseline"),
                                    file,
                                    preprocessing))));
    Optional<Program> program =
        attempt(true, "objective", () -> config.objective().of(lowered.get()));
    if (program.isPresent() && x.isPresent()) {
      lookAtClasses(network, program.get(), x.get());
    }
  }

  private void lookAtUnits(Program program, Layer layer) {
    for (RankingOptions ranking : config.rankings()) {
      try {
        RankingContext.check(program, layer, List.of(ranking));
      } catch (InvalidInputException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
  }

  private <O> void lookAtLayers(Section<O, ?> section, LoadedNetwork network, Program program) {
    for (String name :
        config.section(section.reader().type()).map(section::layers).orElse(List.of())) {
      attempt(
          !name.isEmpty(), section.reader().key(), () -> program.layer(network.layerName(name)));
    }
  }

  private String region() {
    return String.valueOf(config.region());
  }

  private void lookAtClasses(LoadedNetwork network, Program program, Tensor x) {
    Path file = config.labels();
    Optional<List<String>> labels =
        file == null
            ? Optional.of(List.of())
            : attempt(true, "labels", () -> Labels.read(file, program.classes()));
    labels.ifPresent(
        names ->
            attempt(
                true,
                "objective",
                () ->
                    config
                        .objective()
                        .resolve(
                            program,
                            names,
                            x.toArray(),
                            other -> LoadedExperiment.sentence(config, network, other))));
  }

  private Path folder(String key) {
    return LoadedExperiment.folder(config, key);
  }

  private <T> Optional<T> attempt(boolean asked, String key, Supplier<T> action) {
    if (!asked || refused.test(key)) {
      return Optional.empty();
    }
    try {
      return Optional.of(InvalidInputException.within(config.places().of(key), action));
    } catch (InvalidInputException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
