package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.kernel.ConstantOperation;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Reshaping;
import org.conductance4j.engine.kernel.Value;

/** Parts of a program as programs of their own: up to a layer, and from a layer on. */
public final class SubProgram {

  private SubProgram() {}

  /**
   * The network up to a layer: its output is the layer's activation, flattened row-major in the
   * source's axis order.
   *
   * @param program not modified
   * @param layer a layer of the program
   * @return a program of the same input, with a linear output of as many classes as the layer has
   *     neurons
   */
  public static Program upTo(Program program, Layer layer) {
    Value value = program.value(layer);
    Value flat = Value.flat(value.length());
    List<Operation> operations =
        new ArrayList<>(program.wiring().needed(List.of(), List.of(value)));
    operations.add(Reshaping.of(value, flat));
    ProgramIo ends = program.ends().with(flat, flat, OutputActivation.IDENTITY);
    return program.with(ends, operations, known(program, operations, value));
  }

  /**
   * The network from a layer on: its input is the layer's activation. Values that bypass the layer
   * stay as given.
   *
   * @param program not modified
   * @param layer a layer of the program
   * @param target which end is asked for; both ends of the result are this one
   * @param around one example of each further value of the split's frontier; not modified
   * @return a program of the layer's shape as input
   */
  public static Program from(Program program, Layer layer, OutputStage target, double[]... around) {
    Value value = program.value(layer);
    Value end = program.end(target);
    List<Value> frontier = program.wiring().frontier(value, end);
    if (around.length != frontier.size() - 1) {
      throw new IllegalArgumentException(
          "excerpt: needs "
              + (frontier.size() - 1)
              + " values around the layer, got "
              + around.length);
    }
    List<Operation> operations = new ArrayList<>();
    for (int k = 0; k < around.length; k++) {
      operations.add(new ConstantOperation(value, frontier.get(k + 1), around[k]));
    }
    List<Operation> after = program.wiring().needed(frontier, List.of(end));
    operations.addAll(after);
    ProgramIo ends = ProgramIo.of(value, end, program.head());
    return program.with(ends, operations, known(program, after, value));
  }

  /**
   * A layer's activation and the values that bypass it, at one input.
   *
   * @param program not modified
   * @param layer a layer of the program
   * @param target which end of the network is asked for
   * @param input one example; not modified
   * @return the activation, then every further value of the split's frontier
   */
  public static List<Tensor> activations(
      Program program, Layer layer, OutputStage target, Tensor input) {
    Section lower = program.split(layer, target).lower();
    try (Evaluator evaluator = lower.bindForward(1)) {
      evaluator.forward(input.toArray());
      List<Tensor> activations = new ArrayList<>();
      for (int k = 0; k < lower.targetShapes().size(); k++) {
        activations.add(Tensor.of(lower.targetShapes().get(k), evaluator.target(k)));
      }
      return activations;
    }
  }

  /** The layers whose values the operations compute, and the one of a value. */
  private static Map<String, Value> known(
      Program program, List<Operation> operations, Value value) {
    Map<String, Value> known = new LinkedHashMap<>(program.layerValues());
    known
        .values()
        .removeIf(
            candidate ->
                candidate != value
                    && operations.stream().noneMatch(made -> made.output() == candidate));
    return known;
  }
}
