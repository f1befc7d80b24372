package org.conductance4j.cli;

import org.conductance4j.attribution.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much memory a command may take. */
final class MemoryOption {

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "Memory of the process, such as 2g or 800m (default: most of what is free). About 440m of"
              + " it are the JVM's own; where that does not fit, SIZE holds for weights, buffers"
              + " and arrays alone.")
  private @Nullable String memory;

  /** The size that was asked for, or what is free. */
  MemoryBudget budget() {
    String text = memory;
    return text == null ? MemoryBudget.free() : MemoryBudget.parse(text, "--memory");
  }
}
