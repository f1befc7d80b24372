package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramIo;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxType;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates an operation on arrays that only the engine knows, such as a convolution of constants:
 * a program of this one operation runs once, in double precision.
 */
final class EngineEvaluator {

  private EngineEvaluator() {}

  static List<HostArray> apply(
      OnnxNode node, List<? extends @Nullable HostArray> arrays, ProgramBuilder outer) {
    HostArray first = arrays.isEmpty() ? null : arrays.get(0);
    if (first == null || !GraphWalk.hasRule(node)) {
      throw outer.refuse("cannot be evaluated", node.kind(), "choose a network without it");
    }
    ProgramBuilder builder = new ProgramBuilder(Precision.FLOAT64);
    Value input = Tensors.rowsValue(first.dims());
    Tensors tensors = new Tensors(builder, input);
    List<@Nullable Data> data = new ArrayList<>();
    List<@Nullable HostArray> rest = new ArrayList<>(arrays);
    arrays.forEach(one -> data.add(null));
    data.set(0, Data.of(input, first.dims()));
    rest.set(0, null);
    List<Data> results = GraphWalk.rule(node).lower(tensors, new DataOperands(node, data, rest));
    List<HostArray> found = new ArrayList<>();
    for (Data result : results) {
      Value end = tensors.rows(result);
      builder.operations().forEach(operation -> Shapes.room(operation.output().dims()));
      builder.finish();
      ProgramIo.End ends = new ProgramIo.End(end, end, OutputActivation.IDENTITY);
      ProgramIo io =
          new ProgramIo(input, List.of(new ProgramIo.Part("", input, null)), "", ends, Map.of());
      Program program =
          new Program(Precision.FLOAT64, io, builder.operations(), Map.of(), Map.of());
      try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bindForward(1)) {
        evaluator.forward(first.reals());
        found.add(HostArray.of(OnnxType.DOUBLE, result.dims(), evaluator.target(0)));
      }
    }
    return found;
  }
}
