package org.conductance4j.experiment.window;

import java.util.List;
import java.util.function.IntToLongFunction;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.memory.MemoryPlan;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Section;

/**
 * How much of a study of windows goes through the network together, so that all of it fits into a
 * budget, beside what the process itself takes if there is room for that too.
 */
record WindowMemory(WindowConfig config, WindowSubject subject, MemoryBudget budget) {

  /** About how many rows go through the network together where there is room. */
  private static final int ROWS = 256;

  /** Pictures that are explained together, each at so many nodes. */
  int pictures(int nodes) {
    return most(
        Math.max(1, ROWS / nodes),
        pictures ->
            PicturePaths.bytes(
                subject.program(), subject.layer(), nodes, subject.windows().size(), pictures));
  }

  /** Places of a path that are scanned together. */
  int scanned(int places) {
    Section section = subject.program().whole(OutputStage.LOGITS);
    long row = (long) Tensor.length(subject.program().inputShape()) * Double.BYTES;
    return most(places, rows -> section.moreWeightBytes() + section.bytes(rows) + rows * row);
  }

  private int most(int wanted, IntToLongFunction bytes) {
    long kept = kept();
    for (MemoryBudget room : List.of(budget.withoutProcess(), budget)) {
      for (int count = wanted; count >= 1; count /= 2) {
        if (kept + bytes.applyAsLong(count) <= room.bytes()) {
          return count;
        }
      }
    }
    if (budget.isGiven()) {
      throw budget.tooSmall(
          kept + bytes.applyAsLong(1),
          "this study",
          "give more, or choose fewer steps or smaller pictures");
    }
    return 1;
  }

  /** Weights, averages and tallies. */
  private long kept() {
    Program program = subject.program();
    int classes = program.classes();
    int windows = subject.windows().size();
    return MemoryPlan.copies(subject.weightBytes(), program.precision())
        + WindowAverages.bytes(
            classes, 1 + windows, subject.layer().neurons(), Tensor.length(program.inputShape()))
        + WindowTallies.bytes(
            classes, windows, config.fractions().size(), config.bootstrap().resamples());
  }
}
