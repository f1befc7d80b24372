package org.conductance4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.IntegratedGradients;
import org.conductance4j.attribution.method.LayerConductance;
import org.conductance4j.attribution.method.Methods;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.study.SanityStudy;
import org.conductance4j.sanity.Measurement;
import org.conductance4j.sanity.SanitySuite;
import org.conductance4j.training.TrainingConfig;
import org.conductance4j.training.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures how reliable maps of a network are. */
@Command(
    name = "sanity",
    description =
        "Measure maps of the network and input of a config: insertion and deletion, infidelity,"
            + " sensitivity, sparsity, pointing, and what is left of them without the weights,"
            + " or with random labels.")
final class SanityCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Mixin private ConfigArguments config = new ConfigArguments();

  @Option(
      names = "--method",
      paramLabel = "ID",
      description =
          "Whose map is measured; may be repeated (default: integrated-gradients and"
              + " layer-conductance).")
  private List<String> methods = List.of(IntegratedGradients.ID, LayerConductance.ID);

  @Option(
      names = "--training",
      paramLabel = "TRAINING",
      description =
          "The config that the network was trained with: a network of the same architecture is"
              + " trained on random labels, and the maps of both are compared.")
  private @Nullable Path training;

  @Option(
      names = "--training-set",
      paramLabel = "KEY=VALUE",
      description = "Override a key of that config, such as schedule.epochs=2.")
  private List<String> trainingOverrides = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Write numbers and curves as JSON.")
  private @Nullable Path json;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    List<AttributionMethod> chosen = methods.stream().distinct().map(Methods::of).toList();
    ExperimentConfig experiment = config.experiment();
    Optional<TrainingOptions> lessons = lessons();
    OutputFile.check("--json", json);
    main.awaitBackend();
    List<Measurement> found;
    try (StageBar bar = StageBar.of(quiet)) {
      found = SanityStudy.of(experiment, chosen, lessons, PassedAudits.ofEnvironment(), bar);
    }
    print(found);
    OutputFile.writeJson(json, new Report(found.stream().map(Entry::of).toList()));
    return 0;
  }

  private Optional<TrainingOptions> lessons() {
    Path file = training;
    if (file == null && !trainingOverrides.isEmpty()) {
      throw InvalidInputException.of(
          "--training-set", "goes with --training", "no training", "name its config");
    }
    return file == null
        ? Optional.empty()
        : Optional.of(TrainingConfig.read(file, trainingOverrides).options());
  }

  private void print(List<Measurement> found) {
    PrintWriter out = spec.commandLine().getOut();
    String method = "";
    for (Measurement one : found) {
      if (!one.method().equals(method)) {
        out.println((method.isEmpty() ? "" : "\n") + one.method());
        method = one.method();
      }
      String value =
          Double.isNaN(one.value()) ? "" : String.format(Locale.ROOT, "%.4g", one.value());
      out.println(
          String.format(Locale.ROOT, "  %-23s %-10s %s", one.measure().id(), value, detail(one)));
    }
  }

  private static String detail(Measurement one) {
    return one.detail() + (one.detail().equals(SanitySuite.NEEDS_TRAINING) ? " (--training)" : "");
  }

  private record Report(List<Entry> measurements) {}

  /** One method and one measure; null is left out. */
  private record Entry(
      String method,
      String measure,
      @Nullable Double value,
      @Nullable Double reference,
      @Nullable List<List<Double>> curve,
      String detail) {

    static Entry of(Measurement one) {
      return new Entry(
          one.method(),
          one.measure().id(),
          finite(one.value()),
          finite(one.reference()),
          one.curve().isEmpty()
              ? null
              : one.curve().stream()
                  .map(point -> Arrays.asList(point.at(), point.value()))
                  .toList(),
          SanityCommand.detail(one));
    }

    private static @Nullable Double finite(double number) {
      return Double.isFinite(number) ? (Double) number : null;
    }
  }
}
