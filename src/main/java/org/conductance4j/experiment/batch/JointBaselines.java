package org.conductance4j.experiment.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;

/** Baselines of all inputs of a network together; an input that is held is its own. */
final class JointBaselines {

  private final Program program;
  private final NamedInputs inputs;

  JointBaselines(Program program, NamedInputs inputs) {
    this.program = program;
    this.inputs = inputs;
  }

  /**
   * Draws the baselines of an example.
   *
   * @param example one tensor for each input
   * @param files reads the examples in a file for one of the inputs, by its place
   * @return the draws, of the program's input shape
   */
  List<Tensor> of(List<Tensor> example, BiFunction<Integer, String, List<Tensor>> files) {
    List<List<Tensor>> drawn = new ArrayList<>();
    for (int k = 0; k < example.size(); k++) {
      int place = k;
      NamedInputs.Part part = inputs.parts().get(k);
      Tensor x = program.lookUp(k, example.get(k));
      drawn.add(
          part.baseline() == null
              ? List.of(x)
              : part.baseline().of(x, part.loaded().scale(), file -> files.apply(place, file)));
    }
    int draws = drawn.stream().mapToInt(List::size).max().orElseThrow();
    for (List<Tensor> own : drawn) {
      if (own.size() != 1 && own.size() != draws) {
        throw InvalidInputException.of(
            "baseline",
            "needs equally many draws of each input",
            own.size() + " beside " + draws,
            "give each the same number");
      }
    }
    return IntStream.range(0, draws)
        .mapToObj(
            draw ->
                program.assemble(
                    drawn.stream().map(own -> own.get(own.size() == 1 ? 0 : draw)).toList()))
        .toList();
  }
}
