package org.conductance4j.experiment.command;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.number;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.Keys;
import org.conductance4j.config.NumberRange;
import org.conductance4j.surgery.FineTuning;

/** Reads how a pruned network is trained on. */
public final class FineTuningOptions {

  private static final NumberRange RATE = new NumberRange(0, false, 1, true);

  /** The keys of training on. */
  public static final Keys KEYS =
      Keys.of(
          "training on",
          key("inputs", file(), "a `.npy` of shape (example, the network's input)"),
          key("classes", file(), "a `.npy` of the classes, counted from 0"),
          key("epochs", integer(1, 10_000), 3, "passes over the examples"),
          key("batch", integer(1, 1 << 16), 32, "examples in one step"),
          key("learning-rate", number(RATE), 1e-3, "of Adam"),
          key("seed", integer(0, Long.MAX_VALUE), 1, "seed of the order"));

  private FineTuningOptions() {}

  /**
   * {@return the options of a config, with the examples read}
   *
   * @param file YAML or JSON
   * @throws InvalidInputException with one line for each problem
   */
  public static FineTuning read(Path file) {
    ConfigDocument document = ConfigDocument.read(file, List.of());
    ConfigNode root = document.root(KEYS);
    Path inputs = root.get("inputs").file().orElse(Path.of(""));
    Path classes = root.get("classes").file().orElse(Path.of(""));
    int epochs = root.get("epochs").integer();
    int batch = root.get("batch").integer();
    double rate = root.get("learning-rate").number();
    long seed = root.get("seed").longInteger();
    document.check();
    Tensor x = Npy.read(inputs);
    List<Integer> y =
        Arrays.stream(Npy.read(classes).toArray()).mapToInt(c -> (int) c).boxed().toList();
    return new FineTuning(x, y, epochs, batch, rate, seed);
  }
}
