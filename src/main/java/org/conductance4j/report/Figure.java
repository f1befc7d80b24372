package org.conductance4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.conductance4j.experiment.result.ReportPart;

/**
 * One picture of the report.
 *
 * @param id its name: the file is {@code figures/<id>.png}
 * @param title its heading
 * @param caption one sentence that says what it shows
 * @param description the picture in words, for those who cannot see it
 * @param png the picture
 */
record Figure(String id, String title, String caption, String description, Png png) {

  /** Writes figures into a new folder of a result. */
  static void write(List<Figure> figures, Path result) throws IOException {
    Path folder = Files.createDirectories(result.resolve("figures"));
    for (Figure figure : figures) {
      figure.png().write(folder.resolve(figure.id() + ".png"));
    }
  }

  static Figure of(ReportPart.Heading heading, Png png) {
    return new Figure(heading.id(), heading.title(), heading.caption(), heading.description(), png);
  }
}
