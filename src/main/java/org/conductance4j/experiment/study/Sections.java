package org.conductance4j.experiment.study;

import java.nio.file.Path;
import java.util.List;
import org.conductance4j.config.Keys;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.ExperimentConfigReader;
import org.conductance4j.experiment.config.SectionReader;

/** All sections that a config may have, in the order in which they run and are reported. */
public final class Sections {

  static final List<Section<?, ?>> ALL =
      List.of(
          new ReplicationSection(),
          new BaselinesSection(),
          new PathStudySection(),
          new ComparisonSection(),
          new RobustnessSection(),
          new LayersSection(),
          new StabilitySection(),
          new AccuracySection(),
          new PublishedSection());

  private Sections() {}

  /** {@return the readers of all sections} */
  public static List<SectionReader<?>> readers() {
    return ALL.stream().<SectionReader<?>>map(Section::reader).toList();
  }

  /** {@return the keys of a study of one input, those of all sections among them} */
  public static Keys keys() {
    return ExperimentConfigReader.keys(readers());
  }

  /** {@return the names in a result folder that belong to sections} */
  public static List<String> files() {
    return ALL.stream().flatMap(section -> section.files().stream()).toList();
  }

  /**
   * Reads a config with its sections.
   *
   * @param file YAML or JSON
   * @param overrides {@code KEY=VALUE}
   * @return the experiment
   * @throws org.conductance4j.config.InvalidInputException with one line for each problem
   */
  public static ExperimentConfig read(Path file, List<String> overrides) {
    return ExperimentConfig.read(file, overrides, readers());
  }
}
