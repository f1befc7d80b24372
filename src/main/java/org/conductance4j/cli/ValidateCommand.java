package org.conductance4j.cli;

import java.util.concurrent.Callable;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.study.Inspection;
import org.conductance4j.experiment.study.Sections;
import org.conductance4j.experiment.window.WindowConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Checks an experiment's config and the files that it names, without running it. */
@Command(
    name = "validate",
    description =
        "Print every problem of a config and of the files that it names, with its line; runs"
            + " nothing.")
final class ValidateCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Mixin private ConfigArguments config = new ConfigArguments();

  @Override
  public Integer call() {
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
