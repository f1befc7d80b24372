package org.conductance4j.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.conductance4j.training.HeldOutResult;
import org.conductance4j.training.Training;
import org.conductance4j.training.TrainingConfig;
import org.conductance4j.training.TrainingProgress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains the network that an experiment ships. */
@Command(name = "train", description = "Make the network that an experiment ships.")
final class TrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CONFIG", description = "A training's config, YAML or JSON.")
  private Path config;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a key of the config.")
  private List<String> overrides = List.of();

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    TrainingConfig training = TrainingConfig.read(config, overrides);
    HeldOutResult result;
    if (quiet || !isTerminal()) {
      result = Training.run(training, TrainingProgress.SILENT, Clock.systemUTC());
    } else {
      result = runWithBar(training);
    }
    spec.commandLine()
        .getOut()
        .println(
            String.format(
                Locale.ROOT,
                "%s: %.1f %% of %d held-out scenes right, black picture as a light %.4f",
                training.output().resolve(Training.NETWORK),
                100 * result.accuracy(),
                result.scenes(),
                result.blackScore()));
    return 0;
  }

  // Java 22 and later give a console that is no terminal only where the user asks for it.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null;
  }

  private static HeldOutResult runWithBar(TrainingConfig training) {
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("train")
            .setInitialMax(training.options().steps())
            .setUpdateIntervalMillis(500)
            .build()) {
      return Training.run(
          training,
          (step, steps, loss) -> {
            bar.stepTo(step);
            bar.setExtraMessage(String.format(Locale.ROOT, "loss %.3f", loss));
          },
          Clock.systemUTC());
    }
  }
}
