package org.conductance4j.experiment.command;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NumberRange;
import org.conductance4j.surgery.FineTuning;

/** Reads how a pruned network is trained on. */
public final class FineTuningOptions {

  private static final NumberRange RATE = new NumberRange(0, false, 1, true);

  private FineTuningOptions() {}

  /**
   * Reads a config: {@code {inputs: X.npy, classes: Y.npy, epochs: 3, batch: 32, learning-rate:
   * 1e-3, seed: 1}}, of which the files are needed.
   *
   * @param file YAML or JSON
   * @return the options, with the examples read
   * @throws InvalidInputException with one line for each problem
   */
  public static FineTuning read(Path file) {
    ConfigDocument document = ConfigDocument.read(file, List.of());
    ConfigNode root = document.root();
    Path inputs = root.get("inputs").file().orElse(Path.of(""));
    Path classes = root.get("classes").file().orElse(Path.of(""));
    int epochs = (int) root.get("epochs").integer(1, 10_000, 3);
    int batch = (int) root.get("batch").integer(1, 1 << 16, 32);
    double rate = root.get("learning-rate").number(RATE, 1e-3);
    long seed = root.get("seed").integer(0, Long.MAX_VALUE, 1);
    document.check();
    Tensor x = Npy.read(inputs);
    List<Integer> y =
        Arrays.stream(Npy.read(classes).toArray()).mapToInt(c -> (int) c).boxed().toList();
    return new FineTuning(x, y, epochs, batch, rate, seed);
  }
}
