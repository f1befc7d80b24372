package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;

/** Lowers the vertices that are no layers and work on each example by itself. */
final class VertexRules {

  private VertexRules() {}

  static Value lower(Emitter emitter, GraphVertex vertex, List<Value> inputs) {
    Value in = inputs.get(0);
    if (vertex instanceof ElementWiseVertex elementWise) {
      return elementWise(emitter, elementWise, inputs);
    }
    if (vertex instanceof MergeVertex merge) {
      return inputs.size() == 1 ? in : merge(emitter, merge.getMergeAxis(), inputs);
    }
    if (vertex instanceof PreprocessorVertex preprocessor) {
      return Preprocessors.lower(emitter, preprocessor.getPreProcessor(), in);
    }
    if (vertex instanceof SubsetVertex subset) {
      return cut(emitter, in, 0, subset.getFrom(), subset.getTo() + 1);
    }
    if (vertex instanceof ScaleVertex scale) {
      return Arithmetic.affine(emitter, in, scale.getScaleFactor(), 0);
    }
    if (vertex instanceof ShiftVertex shift) {
      return Arithmetic.affine(emitter, in, 1, shift.getShiftFactor());
    }
    if (vertex instanceof L2NormalizeVertex normalize) {
      return normalize(emitter, normalize, in);
    }
    if (vertex instanceof L2Vertex) {
      return distance(emitter, inputs);
    }
    if (vertex instanceof ReshapeVertex reshape) {
      return reshape(emitter, reshape, in);
    }
    if (vertex instanceof PoolHelperVertex) {
      emitter.requireRank(in, 3, "(batch, channel, row, column)");
      int[] dims = in.externalDims();
      return cut(emitter, cut(emitter, in, 1, 1, dims[1]), 2, 1, dims[2]);
    }
    if (vertex instanceof FrozenVertex frozen) {
      return lower(emitter, frozen.getUnderlying(), inputs);
    }
    throw emitter.unsupported(vertex);
  }

  private static Value elementWise(Emitter emitter, ElementWiseVertex vertex, List<Value> inputs) {
    List<Value> terms = broadcast(emitter, inputs);
    Value first = terms.get(0);
    if (terms.size() == 1) {
      return first;
    }
    return switch (vertex.getOp()) {
      case Add -> emitter.add(new Sum(terms, first.alike()));
      case Product -> emitter.add(new Product(terms, first.alike()));
      case Average -> {
        Value sum = emitter.add(new Sum(terms, first.alike()));
        yield Arithmetic.affine(emitter, sum, 1.0 / terms.size(), 0);
      }
      case Subtract -> {
        if (terms.size() != 2) {
          throw emitter.refuse("needs two inputs to subtract", terms, "give two");
        }
        yield Arithmetic.difference(emitter, first, terms.get(1));
      }
      case Max -> fold(terms, (a, b) -> maximum(emitter, a, b));
    };
  }

  private static Value fold(List<Value> values, BinaryOperator<Value> operator) {
    return values.stream().reduce(operator).orElseThrow();
  }

  /** The larger of each pair of elements: a pooling over pairs. Of equal ones the first counts. */
  private static Value maximum(Emitter emitter, Value a, Value b) {
    int n = a.length();
    Value joined = Value.flat(2 * n);
    emitter.add(
        new Concatenation(
            List.of(Arithmetic.flat(emitter, a), Arithmetic.flat(emitter, b)), joined));
    Value pairs = joined.shaped(2, 1, n);
    Value larger = joined.shaped(1, 1, n);
    emitter.add(new Relabelling(joined, pairs));
    emitter.add(new MaxPooling(pairs, larger, new Window(2, 1, 1, 1, 1, 1, 0, 0)));
    return Arithmetic.view(emitter, larger, a.alike());
  }

  /**
   * All values repeated to one shape, along the axes where they have one position, as NumPy does.
   */
  private static List<Value> broadcast(Emitter emitter, List<Value> inputs) {
    int[] shape = inputs.get(0).externalDims();
    for (Value input : inputs) {
      int[] dims = input.externalDims();
      for (int axis = 0; axis < shape.length; axis++) {
        if (dims.length != shape.length
            || (dims[axis] != shape[axis] && dims[axis] != 1 && shape[axis] != 1)) {
          throw emitter.refuse("needs inputs of one shape", inputs, "check the layers before it");
        }
        shape[axis] = Math.max(shape[axis], dims[axis]);
      }
    }
    List<Value> wide = new ArrayList<>();
    for (Value input : inputs) {
      wide.add(repeat(emitter, Reshaping.as(emitter, input, inputs.get(0).external()), shape));
    }
    return wide;
  }

  private static Value repeat(Emitter emitter, Value in, int... shape) {
    if (Arrays.equals(in.externalDims(), shape)) {
      return in;
    }
    Value out = in.shaped(in.external().toInternal(shape));
    int[][] sources = new int[in.rank()][];
    for (int axis = 0; axis < sources.length; axis++) {
      boolean single = in.dim(axis) == 1;
      sources[axis] = IntStream.range(0, out.dim(axis)).map(i -> single ? 0 : i).toArray();
    }
    return emitter.add(Rearrangement.along(in, out, sources));
  }

  /** Joins along one of DL4J's axes, 0 being the batch's. */
  private static Value merge(Emitter emitter, int mergeAxis, List<Value> inputs) {
    Value first = inputs.get(0);
    int external = (mergeAxis < 0 ? mergeAxis + first.rank() + 1 : mergeAxis) - 1;
    if (external < 0 || external >= first.rank()) {
      throw emitter.refuse(
          "needs an axis of each example to merge along", mergeAxis, "merge along 1");
    }
    int axis = first.axis(external);
    int joined = 0;
    List<Value> parts = new ArrayList<>();
    for (Value input : inputs) {
      Value part = Reshaping.as(emitter, input, first.external());
      int[] dims = part.dims();
      if (dims.length == first.rank()) {
        joined += dims[axis];
        dims[axis] = first.dim(axis);
      }
      if (!Arrays.equals(dims, first.dims())) {
        throw emitter.refuse(
            "needs inputs that differ in what is merged only",
            inputs,
            "check the layers before it");
      }
      parts.add(permute(emitter, part, behind(part.rank(), axis)));
    }
    int[] dims = parts.get(0).dims();
    dims[dims.length - 1] = joined;
    Value merged = emitter.add(new Concatenation(parts, parts.get(0).shaped(dims)));
    return permute(emitter, merged, inverse(behind(first.rank(), axis)));
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

  private static Value permute(Emitter emitter, Value in, int... order) {
    if (Arrays.equals(order, IntStream.range(0, order.length).toArray())) {
      return in;
    }
    int[] dims = IntStream.of(order).map(in::dim).toArray();
    return emitter.add(Rearrangement.permuted(in, in.shaped(dims), order));
  }

  /** The positions of one of DL4J's axes from one up to before another. */
  private static Value cut(Emitter emitter, Value in, int external, int from, int to) {
    int axis = in.axis(external);
    if (from >= to || to > in.dim(axis)) {
      throw emitter.refuse(
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
    return emitter.add(Rearrangement.along(in, in.shaped(dims), sources));
  }

  /** x / max(|x|, ε), the norm over all of an example. */
  private static Value normalize(Emitter emitter, L2NormalizeVertex vertex, Value in) {
    int[] all = IntStream.rangeClosed(1, in.rank()).toArray();
    int[] given = vertex.getDimension();
    if (given != null && given.length > 0 && !Arrays.equals(given, all)) {
      throw emitter.refuse(
          "needs to normalise all of an example",
          Arrays.toString(given),
          "leave out the dimensions");
    }
    Value squares = Arithmetic.total(emitter, Arithmetic.square(emitter, in));
    Value factor = Arithmetic.map(emitter, squares, Formulas.inverseRoot(vertex.getEps()));
    return Arithmetic.product(emitter, in, Arithmetic.spread(emitter, factor, in));
  }

  /** |a − b|; the derivative where they are equal, which has none, is 0. */
  private static Value distance(Emitter emitter, List<Value> inputs) {
    Value a = inputs.get(0);
    Value b = Reshaping.as(emitter, inputs.get(1), a.external());
    if (!Arrays.equals(a.dims(), b.dims())) {
      throw emitter.refuse("needs inputs of one shape", inputs, "check the layers before it");
    }
    Value difference = Arithmetic.difference(emitter, a, b);
    Value squares = Arithmetic.total(emitter, Arithmetic.square(emitter, difference));
    return Arithmetic.map(emitter, squares, Formulas.root(2));
  }

  /** DL4J's new shape, of which the first extent is the batch's. */
  private static Value reshape(Emitter emitter, ReshapeVertex vertex, Value in) {
    int[] dims = Arrays.copyOfRange(vertex.getNewShape(), 1, vertex.getNewShape().length);
    int known = IntStream.of(dims).filter(n -> n != -1).reduce(1, Math::multiplyExact);
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = dims[axis] == -1 ? in.length() / known : dims[axis];
    }
    if (IntStream.of(dims).reduce(1, Math::multiplyExact) != in.length()) {
      throw emitter.refuse(
          "needs to keep each example by itself",
          Arrays.toString(vertex.getNewShape()) + " of " + in,
          "give -1 for the batch");
    }
    if (vertex.getReshapeOrder() == 'f') {
      Value last = Reshaping.as(emitter, in, Layout.CHANNELS_LAST);
      Value turned = permute(emitter, last, reversed(last.rank()));
      int[] backwards = IntStream.of(reversed(dims.length)).map(axis -> dims[axis]).toArray();
      Value shaped = Arithmetic.view(emitter, turned, turned.shaped(backwards));
      return permute(emitter, shaped, reversed(dims.length));
    }
    Layout layout = in.rank() == 1 ? Layout.CHANNELS_FIRST : in.external();
    return emitter.add(Reshaping.of(in, new Value(layout.toInternal(dims), layout)));
  }

  private static int[] reversed(int rank) {
    return IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
  }
}
