package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import org.conductance4j.model.onnx.OnnxAttribute;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxTensor;
import org.conductance4j.model.onnx.OnnxType;

/** Constants, shapes, joining and scattering, on arrays in memory. */
final class HostStructure {

  private HostStructure() {}

  static boolean has(String op) {
    return switch (op) {
      case "Constant",
          "ConstantOfShape",
          "Shape",
          "Size",
          "Range",
          "EyeLike",
          "OneHot",
          "NonZero",
          "Concat",
          "Identity",
          "Dropout",
          "ScatterND",
          "ScatterElements",
          "Scatter" ->
          true;
      default -> false;
    };
  }

  /** Whether an operation reads the extents of its first input alone. */
  static boolean readsShapeOnly(OnnxNode node) {
    return node.domain().isEmpty()
        && switch (node.op()) {
          case "Shape", "Size", "EyeLike" -> true;
          default -> false;
        };
  }

  static HostArray apply(Operands of) {
    return switch (of.node().op()) {
      case "Constant" -> constant(of.node());
      case "ConstantOfShape" -> filled(of);
      case "Shape" -> shape(of);
      case "Size" -> HostArray.of(OnnxType.INT64, new int[0], (long) Shapes.length(of.dims()));
      case "Range" -> range(of);
      case "EyeLike" -> eye(of);
      case "OneHot" -> oneHot(of);
      case "NonZero" -> nonZero(of);
      case "Concat" -> joined(of);
      case "Identity", "Dropout" -> of.first();
      case "ScatterND" -> scatterNd(of);
      default -> scatterElements(of);
    };
  }

  private static HostArray constant(OnnxNode node) {
    OnnxAttribute value = node.attribute("value");
    OnnxTensor tensor = value == null ? null : value.tensor();
    if (tensor != null) {
      return HostArray.of(tensor);
    }
    OnnxAttribute real = node.attribute("value_float");
    if (real != null) {
      return HostArray.of(OnnxType.FLOAT, new int[0], node.real("value_float", 0));
    }
    if (node.attribute("value_int") != null) {
      return HostArray.of(OnnxType.INT64, new int[0], node.integer("value_int", 0));
    }
    OnnxAttribute integers = node.attribute("value_ints");
    if (integers != null) {
      List<Long> list = integers.integers();
      return HostArray.integers(OnnxType.INT64, new int[] {list.size()}, list::get);
    }
    OnnxAttribute reals = node.attribute("value_floats");
    if (reals != null) {
      List<Double> list = reals.reals();
      return HostArray.reals(OnnxType.FLOAT, new int[] {list.size()}, list::get);
    }
    throw new IllegalArgumentException("a constant that is no array of numbers");
  }

  private static HostArray filled(Operands of) {
    int[] dims = of.first().ints();
    OnnxAttribute attribute = of.node().attribute("value");
    OnnxTensor tensor = attribute == null ? null : attribute.tensor();
    if (tensor == null) {
      return HostArray.reals(OnnxType.FLOAT, dims, i -> 0);
    }
    return HostArray.of(tensor).reshaped().moved(new Movement(dims, new int[Shapes.room(dims)]));
  }

  private static HostArray shape(Operands of) {
    int[] dims = of.dims();
    int from = bounded(of.node().integer("start", 0), dims.length);
    int to = bounded(of.node().integer("end", dims.length), dims.length);
    return HostArray.list(Shapes.range(dims, from, Math.max(from, to)));
  }

  private static int bounded(long axis, int rank) {
    return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  }

  private static HostArray range(Operands of) {
    double start = of.first().scalar();
    double step = of.constant(2).scalar();
    int count = (int) Math.max(0, Math.ceil((of.constant(1).scalar() - start) / step));
    OnnxType type = of.first().type();
    return type.isReal()
        ? HostArray.reals(type, new int[] {count}, i -> start + i * step)
        : HostArray.integers(type, new int[] {count}, i -> (long) (start + i * step));
  }

  private static HostArray eye(Operands of) {
    int[] dims = of.dims();
    long shift = of.node().integer("k", 0);
    HostArray given = of.array(0);
    long to = of.node().integer("dtype", 0);
    OnnxType type = to != 0 ? OnnxType.of(to) : given == null ? OnnxType.FLOAT : given.type();
    int columns = dims[1];
    return type.isReal()
        ? HostArray.reals(type, dims, i -> i % columns - i / columns == shift ? 1 : 0)
        : HostArray.integers(type, dims, i -> i % columns - i / columns == shift ? 1 : 0);
  }

  private static HostArray oneHot(Operands of) {
    HostArray indices = of.first();
    int depth = (int) of.constant(1).reals()[0];
    HostArray values = of.constant(2);
    int[] dims = indices.dims();
    int axis = Shapes.axis(of.node().integer("axis", -1), dims.length + 1);
    int[] shape =
        Shapes.joined(
            Shapes.range(dims, 0, axis), new int[] {depth}, Shapes.range(dims, axis, dims.length));
    double[] classes = indices.reals();
    int run = Shapes.length(Shapes.range(dims, axis, dims.length));
    int[] index = new int[Shapes.room(shape)];
    for (int i = 0; i < index.length; i++) {
      int at = i / run / depth * run + i % run;
      long hot = (long) classes[at];
      index[i] = (hot < 0 ? hot + depth : hot) == i / run % depth ? 1 : 0;
    }
    return values.moved(new Movement(shape, index));
  }

  private static HostArray nonZero(Operands of) {
    double[] all = of.first().reals();
    int[] dims = of.dims();
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      if (all[i] != 0) {
        found.add(i);
      }
    }
    int[] steps = Shapes.steps(dims);
    int count = found.size();
    return HostArray.integers(
        OnnxType.INT64,
        new int[] {dims.length, count},
        i -> found.get(i % count) / steps[i / count] % dims[i / count]);
  }

  private static HostArray joined(Operands of) {
    int[] dims = of.dims();
    int axis = Shapes.axis(of.node().integer("axis", 1), dims.length);
    int all = 0;
    for (int k = 0; k < of.count(); k++) {
      int[] part = of.constant(k).dims();
      Shapes.requireAlike(dims, part, axis);
      all += part[axis];
    }
    int[] shape = dims.clone();
    shape[axis] = all;
    int run = Shapes.length(Shapes.range(dims, axis + 1, dims.length));
    boolean real = of.first().isReal();
    double[] reals = new double[real ? Shapes.length(shape) : 0];
    long[] integers = new long[real ? 0 : Shapes.length(shape)];
    int start = 0;
    for (int k = 0; k < of.count(); k++) {
      HostArray part = of.constant(k);
      int length = part.dims()[axis] * run;
      int blocks = length == 0 ? 0 : part.length() / length;
      Object from = real ? part.reals() : part.integers();
      Object to = real ? reals : integers;
      for (int block = 0; block < blocks; block++) {
        System.arraycopy(from, block * length, to, block * all * run + start, length);
      }
      start += length;
    }
    return real
        ? HostArray.of(of.first().type(), shape, reals)
        : HostArray.of(of.first().type(), shape, integers);
  }

  private static HostArray scatterNd(Operands of) {
    int[] targets = targetsOfPlaces(of.constant(1), of.dims());
    return scattered(of.node(), of.first(), of.constant(2), targets);
  }

  /** Where ScatterND writes each element of its updates. */
  static int[] targetsOfPlaces(HostArray indices, int... dims) {
    int[] own = indices.dims();
    int depth = own[own.length - 1];
    int[] steps = Shapes.steps(dims);
    int run = Shapes.length(Shapes.range(dims, depth, dims.length));
    long[] places = indices.integers();
    int count = Shapes.length(Shapes.range(own, 0, own.length - 1));
    int[] targets = new int[count * run];
    for (int n = 0; n < count; n++) {
      int start = 0;
      for (int k = 0; k < depth; k++) {
        start += Movements.place(places[n * depth + k], dims[k]) * steps[k];
      }
      for (int i = 0; i < run; i++) {
        targets[n * run + i] = start + i;
      }
    }
    return targets;
  }

  private static HostArray scatterElements(Operands of) {
    int[] targets = targetsAlong(of.node(), of.constant(1), of.dims());
    return scattered(of.node(), of.first(), of.constant(2), targets);
  }

  /** Where ScatterElements writes each element of its updates. */
  static int[] targetsAlong(OnnxNode node, HostArray indices, int... dims) {
    int axis = Shapes.axis(node.integer("axis", 0), dims.length);
    int[] steps = Shapes.steps(dims);
    int step = steps[axis];
    steps[axis] = 0;
    int[] targets = Shapes.strided(indices.dims(), steps, 0);
    long[] places = indices.integers();
    for (int i = 0; i < targets.length; i++) {
      targets[i] += Movements.place(places[i], dims[axis]) * step;
    }
    return targets;
  }

  private static HostArray scattered(
      OnnxNode node, HostArray data, HostArray updates, int[] targets) {
    DoubleBinaryOperator how =
        switch (node.text("reduction", "none")) {
          case "add" -> Double::sum;
          case "mul" -> (a, b) -> a * b;
          case "max" -> Math::max;
          case "min" -> Math::min;
          default -> (a, b) -> b;
        };
    double[] all = Objects.requireNonNull(Arrays.copyOf(data.reals(), data.length()));
    double[] more = updates.reals();
    for (int i = 0; i < targets.length; i++) {
      all[targets[i]] = how.applyAsDouble(all[targets[i]], more[i]);
    }
    return data.isReal()
        ? HostArray.of(data.type(), data.dims(), all)
        : HostArray.integers(data.type(), data.dims(), i -> (long) all[i]);
  }
}
