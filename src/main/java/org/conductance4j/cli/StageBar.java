package org.conductance4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.conductance4j.attribution.path.ProgressListener;
import org.jspecify.annotations.Nullable;

/** Shows each stage on standard error: its name, percent and time left. */
final class StageBar implements ProgressListener, AutoCloseable {

  private static final int STEPS = 1000;
  private static final int MILLISECONDS = 250;
  private static final int COLUMNS = 80;

  private final boolean shown;
  private String stage = "";
  private @Nullable ProgressBar bar;

  private StageBar(boolean shown) {
    this.shown = shown;
  }

  /** A bar that shows nothing if quiet, or where standard error is no terminal. */
  static StageBar of(boolean quiet) {
    return new StageBar(!quiet && errorIsTerminal());
  }

  // Java 22 and later give a console that is no terminal only where the user asks for it.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean errorIsTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }

  @Override
  public void progressed(String newStage, double fraction) {
    if (!shown) {
      return;
    }
    ProgressBar current = bar;
    if (current == null || !newStage.equals(stage)) {
      close();
      stage = newStage;
      current = open(newStage);
      bar = current;
    }
    current.stepTo(Math.round(STEPS * fraction));
  }

  private static ProgressBar open(String name) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(STEPS)
        .setUpdateIntervalMillis(MILLISECONDS)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
        .build();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
