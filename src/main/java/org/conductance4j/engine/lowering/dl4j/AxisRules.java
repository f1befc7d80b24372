package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Concatenation;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Reshaping;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;

/** Lowers what joins, cuts and reshapes along DL4J's axes. */
final class AxisRules {

  private AxisRules() {}

  /** Joins along one of DL4J's axes, 0 being the batch's. */
  static Value merge(ProgramBuilder builder, int mergeAxis, List<Value> inputs) {
    Value first = inputs.get(0);
    if (inputs.size() == 1) {
      return first;
    }
    int external = (mergeAxis < 0 ? mergeAxis + first.rank() + 1 : mergeAxis) - 1;
    if (external < 0 || external >= first.rank()) {
      throw builder.refuse(
          "needs an axis of each example to merge along", mergeAxis, "merge along 1");
    }
    int axis = first.axis(external);
    int joined = 0;
    List<Value> parts = new ArrayList<>();
    for (Value input : inputs) {
      Value part = builder.as(input, first.external());
      int[] dims = part.dims();
      if (dims.length == first.rank()) {
        joined += dims[axis];
        dims[axis] = first.dim(axis);
      }
      if (!Arrays.equals(dims, first.dims())) {
        throw builder.refuse(
            "needs inputs that differ in what is merged only",
            inputs,
            "check the layers before it");
      }
      parts.add(permute(builder, part, behind(part.rank(), axis)));
    }
    int[] dims = parts.get(0).dims();
    dims[dims.length - 1] = joined;
    Value merged = builder.add(new Concatenation(parts, parts.get(0).shaped(dims)));
    return permute(builder, merged, inverse(behind(first.rank(), axis)));
  }

  /** The order of axes in which one of them lies behind all others. */
  private static int[] behind(int rank, int axis) {
    return IntStream.range(0, rank).map(a -> a == rank - 1 ? axis : a < axis ? a : a + 1).toArray();
  }

  private static int[] inverse(int... order) {
    int[] inverse = new int[order.length];
    for (int axis = 0; axis < order.length; axis++) {
      inverse[order[axis]] = axis;
    }
    return inverse;
  }

  private static Value permute(ProgramBuilder builder, Value in, int... order) {
    if (Arrays.equals(order, IntStream.range(0, order.length).toArray())) {
      return in;
    }
    int[] dims = IntStream.of(order).map(in::dim).toArray();
    return builder.add(Rearrangement.permuted(in, in.shaped(dims), order));
  }

  /** The positions of one of DL4J's axes from one up to before another. */
  static Value cut(ProgramBuilder builder, Value in, int external, int from, int to) {
    int axis = in.axis(external);
    if (from >= to || to > in.dim(axis)) {
      throw builder.refuse(
          "needs at least " + Math.max(to, from + 1) + " along its axis",
          in,
          "check the layers before it");
    }
    int[][] sources = new int[in.rank()][];
    for (int a = 0; a < sources.length; a++) {
      sources[a] = IntStream.range(a == axis ? from : 0, a == axis ? to : in.dim(a)).toArray();
    }
    int[] dims = in.dims();
    dims[axis] = to - from;
    return builder.add(Rearrangement.along(in, in.shaped(dims), sources));
  }

  /** DL4J's new shape, of which the first extent is the batch's. */
  static Value reshape(ProgramBuilder builder, ReshapeVertex vertex, Value in) {
    int[] dims = Arrays.copyOfRange(vertex.getNewShape(), 1, vertex.getNewShape().length);
    int known = IntStream.of(dims).filter(n -> n != -1).reduce(1, Math::multiplyExact);
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = dims[axis] == -1 ? in.length() / known : dims[axis];
    }
    if (IntStream.of(dims).reduce(1, Math::multiplyExact) != in.length()) {
      throw builder.refuse(
          "needs to keep each example by itself",
          Arrays.toString(vertex.getNewShape()) + " of " + in,
          "give -1 for the batch");
    }
    if (vertex.getReshapeOrder() == 'f') {
      Value last = builder.as(in, AxisOrder.CHANNELS_LAST);
      Value turned = permute(builder, last, reversed(last.rank()));
      int[] backwards = IntStream.of(reversed(dims.length)).map(axis -> dims[axis]).toArray();
      Value shaped = Arithmetic.view(builder, turned, turned.shaped(backwards));
      return permute(builder, shaped, reversed(dims.length));
    }
    AxisOrder layout = in.rank() == 1 ? AxisOrder.CHANNELS_FIRST : in.external();
    return builder.add(Reshaping.of(in, new Value(layout.toInternal(dims), layout)));
  }

  private static int[] reversed(int rank) {
    return IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
  }
}
