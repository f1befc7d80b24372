package org.conductance4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.study.Sections;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The config that a command is about. */
final class ConfigArguments {

  @Parameters(paramLabel = "CONFIG", description = "The config, YAML or JSON.")
  private Path config = Path.of("");

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a key of the config.")
  private List<String> overrides = List.of();

  Path file() {
    return config;
  }

  List<String> overrides() {
    return overrides;
  }

  ConfigDocument document() {
    return ConfigDocument.read(config, overrides);
  }

  ExperimentConfig experiment() {
    return Sections.read(config, overrides);
  }
}
