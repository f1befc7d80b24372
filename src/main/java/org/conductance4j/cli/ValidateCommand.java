package org.conductance4j.cli;

import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.Keys;
import org.conductance4j.config.NearMatches;
import org.conductance4j.experiment.command.FineTuningOptions;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.study.Inspection;
import org.conductance4j.experiment.study.Sections;
import org.conductance4j.experiment.window.WindowConfig;
import org.conductance4j.training.TrainingConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Checks an experiment's config and the files that it names, without running it. */
@Command(
    name = "validate",
    description =
        "Print every problem of a config and of the files that it names, with its line; runs"
            + " nothing.")
final class ValidateCommand implements Callable<Integer> {

  /** The keys of each kind of config. */
  static final Map<String, Keys> KINDS =
      Map.of(
          "study", Sections.keys(),
          "windows", WindowConfig.KEYS,
          "training", TrainingConfig.KEYS,
          "fine-tuning", FineTuningOptions.KEYS);

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Mixin private ConfigArguments config = new ConfigArguments();

  @Option(
      names = "--schema",
      paramLabel = "KIND",
      help = true,
      description =
          "Print the JSON schema of a kind of config instead, for editors: study, windows, training"
              + " or fine-tuning.")
  private @Nullable String schema;

  @Override
  public Integer call() {
    if (schema != null) {
      Keys keys = KINDS.get(schema);
      if (keys == null) {
        throw NearMatches.unknown("--schema", schema, new TreeSet<>(KINDS.keySet()));
      }
      spec.commandLine().getOut().print(keys.schema());
      spec.commandLine().getOut().flush();
      return 0;
    }
    ConfigDocument document = config.document();
    main.awaitBackend();
    if (WindowConfig.describes(document)) {
      WindowConfig.inspect(document);
    } else {
      ExperimentConfig.inspect(document, Sections.readers(), Inspection::of);
    }
    spec.commandLine().getOut().println(config.file() + ": no problem");
    return 0;
  }
}
