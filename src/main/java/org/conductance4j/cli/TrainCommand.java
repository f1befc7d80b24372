package org.conductance4j.cli;

import java.time.Clock;
import java.util.concurrent.Callable;
import org.conductance4j.training.HeldOut;
import org.conductance4j.training.Training;
import org.conductance4j.training.TrainingConfig;
import org.conductance4j.training.TrainingProgress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Trains the network that an experiment ships. */
@Command(name = "train", description = "Make the network that an experiment ships.")
final class TrainCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Mixin private ConfigArguments config = new ConfigArguments();

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    main.awaitBackend();
    TrainingConfig training = TrainingConfig.read(config.file(), config.overrides());
    HeldOut result;
    try (StageBar bar = StageBar.of(quiet)) {
      result = Training.run(training, shownBy(bar), Clock.systemUTC());
    }
    spec.commandLine()
        .getOut()
        .println(training.output().resolve(Training.NETWORK) + ": " + result.inWords());
    return 0;
  }

  private static TrainingProgress shownBy(StageBar bar) {
    return new TrainingProgress() {
      @Override
      public void loading(double fraction) {
        bar.progressed("load pictures", fraction);
      }

      @Override
      public void step(int step, int steps, double loss) {
        bar.progressed("train", (double) step / steps);
      }
    };
  }
}
