package org.conductance4j.cli;

import org.conductance4j.experiment.input.ToolFacts;
import picocli.CommandLine.IVersionProvider;

/** Says which version this is. */
final class ToolVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"conductance4j " + ToolFacts.version()};
  }
}
