package org.conductance4j.experiment.batch;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.model.Preprocessing;

/** Files that hold one example, or one for each of a batch. Each is read once. */
final class ExampleFiles {

  private final Path folder;
  private final Preprocessing preprocessing;
  private final int examples;
  private final Map<String, List<Tensor>> known = new HashMap<>();

  /** For a batch of so many examples; relative names count from the folder. */
  ExampleFiles(Path folder, Preprocessing preprocessing, int examples) {
    this.folder = folder;
    this.preprocessing = preprocessing;
    this.examples = examples;
  }

  /** All examples in a file: a picture is one. */
  List<Tensor> all(String file) {
    return known.computeIfAbsent(file, this::read);
  }

  private List<Tensor> read(String file) {
    Inputs.Loaded read = Inputs.read(folder.resolve(file), preprocessing);
    return read.picture().isPresent()
        ? List.of(read.values())
        : Inputs.examples(read.values(), file);
  }

  /** The only one of a file, or the example's own. */
  Tensor of(String file, int example) {
    return pick(all(file), file, example);
  }

  /** The only one of several examples, or that of an example's own number. */
  Tensor pick(List<Tensor> all, String where, int example) {
    if (all.size() != 1 && all.size() != examples) {
      throw InvalidInputException.of(
          where,
          "needs one example, or one for each of the " + examples + " inputs",
          all.size(),
          "make it of the input's shape");
    }
    return all.get(all.size() == 1 ? 0 : example);
  }
}
