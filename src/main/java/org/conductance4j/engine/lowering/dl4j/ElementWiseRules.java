package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.Concatenation;
import org.conductance4j.engine.kernel.MaxPooling;
import org.conductance4j.engine.kernel.Product;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Relabelling;
import org.conductance4j.engine.kernel.Sum;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.Window;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;

/** Lowers what combines the elements of several values, place by place. */
final class ElementWiseRules {

  private ElementWiseRules() {}

  static Value lower(ProgramBuilder builder, ElementWiseVertex vertex, List<Value> inputs) {
    List<Value> terms = broadcast(builder, inputs);
    Value first = terms.get(0);
    if (terms.size() == 1) {
      return first;
    }
    return switch (vertex.getOp()) {
      case Add -> builder.add(new Sum(terms, first.alike()));
      case Product -> builder.add(new Product(terms, first.alike()));
      case Average -> {
        Value sum = builder.add(new Sum(terms, first.alike()));
        yield Arithmetic.affine(builder, sum, 1.0 / terms.size(), 0);
      }
      case Subtract -> {
        if (terms.size() != 2) {
          throw builder.refuse("needs two inputs to subtract", terms, "give two");
        }
        yield Arithmetic.difference(builder, first, terms.get(1));
      }
      case Max -> terms.stream().reduce((a, b) -> maximum(builder, a, b)).orElseThrow();
    };
  }

  /** The larger of each pair of elements: a pooling over pairs. Of equal ones the first counts. */
  private static Value maximum(ProgramBuilder builder, Value a, Value b) {
    int n = a.length();
    Value joined = Value.flat(2 * n);
    builder.add(
        new Concatenation(
            List.of(Arithmetic.flat(builder, a), Arithmetic.flat(builder, b)), joined));
    Value pairs = joined.shaped(2, 1, n);
    Value larger = joined.shaped(1, 1, n);
    builder.add(new Relabelling(joined, pairs));
    builder.add(new MaxPooling(pairs, larger, new Window(2, 1, 1, 1, 1, 1, 0, 0)));
    return Arithmetic.view(builder, larger, a.alike());
  }

  /**
   * All values repeated to one shape, along the axes where they have one position, as NumPy does.
   */
  private static List<Value> broadcast(ProgramBuilder builder, List<Value> inputs) {
    int[] shape = inputs.get(0).externalDims();
    for (Value input : inputs) {
      int[] dims = input.externalDims();
      for (int axis = 0; axis < shape.length; axis++) {
        if (dims.length != shape.length
            || (dims[axis] != shape[axis] && dims[axis] != 1 && shape[axis] != 1)) {
          throw builder.refuse("needs inputs of one shape", inputs, "check the layers before it");
        }
        shape[axis] = Math.max(shape[axis], dims[axis]);
      }
    }
    List<Value> wide = new ArrayList<>();
    for (Value input : inputs) {
      wide.add(repeat(builder, builder.as(input, inputs.get(0).external()), shape));
    }
    return wide;
  }

  private static Value repeat(ProgramBuilder builder, Value in, int... shape) {
    if (Arrays.equals(in.externalDims(), shape)) {
      return in;
    }
    Value out = in.shaped(in.external().toInternal(shape));
    int[][] sources = new int[in.rank()][];
    for (int axis = 0; axis < sources.length; axis++) {
      boolean single = in.dim(axis) == 1;
      sources[axis] = IntStream.range(0, out.dim(axis)).map(i -> single ? 0 : i).toArray();
    }
    return builder.add(Rearrangement.along(in, out, sources));
  }
}
