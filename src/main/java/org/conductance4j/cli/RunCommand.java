package org.conductance4j.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.ResultStore;
import org.conductance4j.experiment.study.Run;
import org.conductance4j.experiment.study.Sections;
import org.conductance4j.experiment.window.WindowConfig;
import org.conductance4j.experiment.window.WindowRun;
import org.conductance4j.report.Report;
import org.conductance4j.report.WindowReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs an experiment and stores its result. */
@Command(name = "run", description = "Run an experiment: pictures, curves, numbers and a report.")
final class RunCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Mixin private ConfigArguments config = new ConfigArguments();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The result folder (default: results/<experiment name>).")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      description =
          "Resume a run that was interrupted; do nothing if its result is complete. Refused"
              + " if config, files or version have changed.")
  private boolean resume;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Mixin private MemoryOption memory = new MemoryOption();

  @Override
  public Integer call() {
    ConfigDocument document = config.document();
    if (WindowConfig.describes(document)) {
      return runWindows(WindowConfig.read(document));
    }
    ExperimentConfig experiment = config.experiment();
    Path folder = out == null ? Path.of("results", experiment.experiment()) : out;
    ResultStore store = new ResultStore(folder, Sections.files());
    store.check();
    main.awaitBackend();
    Optional<ExperimentResult> result = run(experiment, store);
    result.ifPresent(made -> main.warn(made.metrics().warnings()));
    spec.commandLine().getOut().println(folder + (result.isPresent() ? "" : " (complete before)"));
    return 0;
  }

  private int runWindows(WindowConfig study) {
    Path folder = out == null ? Path.of("results", study.experiment()) : out;
    ResultStore store = new ResultStore(folder, Sections.files());
    store.check();
    main.awaitBackend();
    try (StageBar bar = StageBar.of(quiet)) {
      boolean done =
          new WindowRun(
                  study, memory.budget(), PassedAudits.ofEnvironment(), bar, Clock.systemUTC())
              .into(store, resume, WindowReport::write);
      spec.commandLine().getOut().println(folder + (done ? "" : " (complete before)"));
    }
    return 0;
  }

  /** Empty where there was nothing left to do. */
  private Optional<ExperimentResult> run(ExperimentConfig experiment, ResultStore store) {
    try (StageBar bar = StageBar.of(quiet)) {
      return new Run(
              experiment, memory.budget(), PassedAudits.ofEnvironment(), bar, Clock.systemUTC())
          .into(store, resume, Report::write);
    }
  }
}
