package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.conductance4j.model.onnx.OnnxNode;
import org.jspecify.annotations.Nullable;

/** The operations that only move numbers, each as one index for each of its outputs. */
final class Movements {

  private static final Map<String, Function<Operands, List<Movement>>> RULES = new HashMap<>();

  static {
    one("Reshape", Movements::reshape);
    one("Flatten", Movements::flatten);
    one("Transpose", Movements::transpose);
    one("Squeeze", Movements::squeeze);
    one("Unsqueeze", Movements::unsqueeze);
    one("Expand", Movements::expand);
    one("Tile", Movements::tile);
    one("Slice", Movements::slice);
    one("Pad", Movements::pad);
    one("Gather", Movements::gather);
    one("GatherElements", Movements::gatherElements);
    one("GatherND", Movements::gatherNd);
    one("DepthToSpace", Movements::depthToSpace);
    one("SpaceToDepth", Movements::spaceToDepth);
    one("Trilu", Movements::trilu);
    RULES.put("Split", Movements::split);
  }

  private Movements() {}

  private static void one(String op, Function<Operands, Movement> rule) {
    RULES.put(op, operands -> List.of(rule.apply(operands)));
  }

  /** Whether an operation only moves numbers, given what it reads beside them. */
  static boolean are(OnnxNode node) {
    return node.domain().isEmpty() && RULES.containsKey(node.op());
  }

  static Set<String> operations() {
    return RULES.keySet();
  }

  static List<Movement> of(Operands operands) {
    return Objects.requireNonNull(RULES.get(operands.node().op())).apply(operands);
  }

  private static Movement reshape(Operands of) {
    int[] wanted = Objects.requireNonNull(of.ints("shape", 1), "shape");
    int[] dims = of.dims();
    int length = Shapes.length(dims);
    int[] shape = wanted.clone();
    int open = -1;
    int known = 1;
    boolean keepsZero = of.node().integer("allowzero", 0) != 0;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] == 0 && !keepsZero) {
        shape[axis] = dims[axis];
      }
      if (shape[axis] == -1) {
        open = axis;
      } else {
        known = Math.multiplyExact(known, shape[axis]);
      }
    }
    if (open >= 0) {
      shape[open] = known == 0 ? 0 : length / known;
    }
    if (Shapes.length(shape) != length) {
      throw new IllegalArgumentException(
          Arrays.toString(dims) + " as " + Arrays.toString(wanted) + ", which needs another size");
    }
    return Movement.reshape(length, shape);
  }

  private static Movement flatten(Operands of) {
    int[] dims = of.dims();
    long axis = of.node().integer("axis", 1);
    int at = (int) (axis < 0 ? axis + dims.length : axis);
    int rows = Shapes.length(Shapes.range(dims, 0, at));
    int columns = Shapes.length(Shapes.range(dims, at, dims.length));
    return Movement.reshape(rows * columns, rows, columns);
  }

  private static Movement transpose(Operands of) {
    int[] dims = of.dims();
    int[] given = of.node().integers("perm");
    int[] order =
        given == null
            ? IntStream.range(0, dims.length).map(i -> dims.length - 1 - i).toArray()
            : Shapes.axes(given, dims.length);
    int[] steps = Shapes.steps(dims);
    return new Movement(
        Arrays.stream(order).map(axis -> dims[axis]).toArray(),
        Shapes.strided(
            Arrays.stream(order).map(axis -> dims[axis]).toArray(),
            Arrays.stream(order).map(axis -> steps[axis]).toArray(),
            0));
  }

  private static Movement squeeze(Operands of) {
    int[] dims = of.dims();
    int[] axes = of.ints("axes", 1);
    boolean[] gone = new boolean[dims.length];
    if (axes == null) {
      for (int axis = 0; axis < dims.length; axis++) {
        gone[axis] = dims[axis] == 1;
      }
    } else {
      gone = Shapes.marked(axes, dims.length);
    }
    boolean[] left = gone;
    int[] shape =
        IntStream.range(0, dims.length)
            .filter(axis -> !left[axis])
            .map(axis -> dims[axis])
            .toArray();
    return Movement.reshape(Shapes.length(dims), shape);
  }

  private static Movement unsqueeze(Operands of) {
    int[] dims = of.dims();
    int[] axes = Objects.requireNonNull(of.ints("axes", 1), "axes");
    boolean[] added = Shapes.marked(axes, dims.length + axes.length);
    int[] shape = new int[added.length];
    int from = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = added[axis] ? 1 : dims[from++];
    }
    return Movement.reshape(Shapes.length(dims), shape);
  }

  private static Movement expand(Operands of) {
    int[] dims = of.dims();
    int[] shape = Shapes.broadcast(dims, of.constant(1).ints());
    return new Movement(shape, Shapes.expansion(dims, shape));
  }

  private static Movement tile(Operands of) {
    int[] dims = of.dims();
    int[] repeats = of.constant(1).ints();
    int[][] sources = new int[dims.length][];
    for (int axis = 0; axis < dims.length; axis++) {
      int extent = dims[axis];
      sources[axis] = IntStream.range(0, extent * repeats[axis]).map(i -> i % extent).toArray();
    }
    return along(dims, sources, 0);
  }

  private static Movement along(int[] dims, int[][] sources, double fill) {
    int[] shape = Arrays.stream(sources).mapToInt(source -> source.length).toArray();
    return new Movement(shape, Shapes.along(dims, sources), fill);
  }

  private static int[][] whole(int... dims) {
    int[][] sources = new int[dims.length][];
    for (int axis = 0; axis < dims.length; axis++) {
      sources[axis] = Movement.identity(dims[axis]);
    }
    return sources;
  }

  private static Movement slice(Operands of) {
    int[] dims = of.dims();
    int[] starts = Objects.requireNonNull(of.ints("starts", 1), "starts");
    int[] ends = Objects.requireNonNull(of.ints("ends", 2), "ends");
    int[] given = of.ints("axes", 3);
    int[] axes = given == null ? Movement.identity(starts.length) : Shapes.axes(given, dims.length);
    int[] steps = of.has(4) ? of.constant(4).ints() : null;
    int[][] sources = whole(dims);
    for (int k = 0; k < axes.length; k++) {
      sources[axes[k]] = taken(dims[axes[k]], starts[k], ends[k], steps == null ? 1 : steps[k]);
    }
    return along(dims, sources, 0);
  }

  private static int[] taken(int extent, long start, long end, int step) {
    long first = start < 0 ? start + extent : start;
    long last = end < 0 ? end + extent : end;
    if (step > 0) {
      int from = (int) Math.max(0, Math.min(extent, first));
      int to = (int) Math.max(0, Math.min(extent, last));
      int count = Math.max(0, (int) (((long) to - from + step - 1) / step));
      return IntStream.range(0, count).map(i -> from + i * step).toArray();
    }
    if (step == 0) {
      throw new IllegalArgumentException("a step of 0");
    }
    int from = (int) Math.max(-1, Math.min(extent - 1, first));
    int to = (int) Math.max(-1, Math.min(extent - 1, last));
    int count = (int) Math.max(0, (from - to - (long) step - 1) / -(long) step);
    return IntStream.range(0, count).map(i -> from + i * step).toArray();
  }

  private static List<Movement> split(Operands of) {
    int[] dims = of.dims();
    int axis = Shapes.axis(of.node().integer("axis", 0), dims.length);
    int[] given = of.ints("split", 1);
    int[] parts = given == null ? equalParts(of.node(), dims[axis]) : given;
    if (Arrays.stream(parts).sum() != dims[axis]) {
      throw new IllegalArgumentException(Arrays.toString(parts) + " of " + dims[axis]);
    }
    List<Movement> movements = new ArrayList<>();
    int start = 0;
    for (int part : parts) {
      int[][] sources = whole(dims);
      sources[axis] = IntStream.range(start, start + part).toArray();
      movements.add(along(dims, sources, 0));
      start += part;
    }
    return movements;
  }

  private static int[] equalParts(OnnxNode node, int extent) {
    int count = (int) node.integer("num_outputs", node.outputs().size());
    int length = (extent + count - 1) / count;
    int[] parts = new int[count];
    Arrays.fill(parts, length);
    parts[count - 1] = extent - length * (count - 1);
    return parts;
  }

  private static Movement pad(Operands of) {
    int[] dims = of.dims();
    String mode = of.node().text("mode", "constant");
    int[] older = of.node().integers("paddings");
    int[] pads = older == null ? Objects.requireNonNull(of.ints("pads", 1), "pads") : older;
    int[] axes =
        of.has(3)
            ? Shapes.axes(of.constant(3).ints(), dims.length)
            : Movement.identity(dims.length);
    double fill = of.has(2) ? of.constant(2).scalar() : of.node().real("value", 0);
    int[][] sources = whole(dims);
    for (int k = 0; k < axes.length; k++) {
      int extent = dims[axes[k]];
      int before = pads[k];
      int all = extent + before + pads[k + axes.length];
      sources[axes[k]] =
          IntStream.range(0, Math.max(0, all))
              .map(i -> padded(mode, i - before, extent, Math.max(0, -before)))
              .toArray();
    }
    return along(dims, sources, fill);
  }

  /** The position that is read at one which may lie outside. */
  private static int padded(String mode, int position, int extent, int cut) {
    if (position >= 0 && position < extent) {
      return position;
    }
    return switch (mode) {
      case "constant" -> -1;
      case "edge" -> Math.max(cut, Math.min(extent - 1, position));
      case "reflect" -> reflected(position, extent);
      case "wrap" -> Math.floorMod(position, extent);
      default -> throw new IllegalArgumentException("padding of the mode '" + mode + "'");
    };
  }

  private static int reflected(int position, int extent) {
    if (extent == 1) {
      return 0;
    }
    int period = 2 * (extent - 1);
    int at = Math.floorMod(position, period);
    return at < extent ? at : period - at;
  }

  private static Movement gather(Operands of) {
    int[] dims = of.dims();
    HostArray indices = of.constant(1);
    int axis = Shapes.axis(of.node().integer("axis", 0), dims.length);
    int extent = dims[axis];
    int[][] sources = whole(dims);
    sources[axis] = Arrays.stream(indices.integers()).mapToInt(i -> place(i, extent)).toArray();
    int[] shape =
        Shapes.joined(
            Shapes.range(dims, 0, axis), indices.dims(), Shapes.range(dims, axis + 1, dims.length));
    return new Movement(shape, Shapes.along(dims, sources));
  }

  static int place(long index, int extent) {
    long counted = index < 0 ? index + extent : index;
    if (counted < 0 || counted >= extent) {
      throw new IllegalArgumentException("index " + index + " of " + extent);
    }
    return (int) counted;
  }

  private static Movement gatherElements(Operands of) {
    int[] dims = of.dims();
    HostArray indices = of.constant(1);
    int axis = Shapes.axis(of.node().integer("axis", 0), dims.length);
    int[] steps = Shapes.steps(dims);
    int step = steps[axis];
    steps[axis] = 0;
    int[] index = Shapes.strided(indices.dims(), steps, 0);
    long[] places = indices.integers();
    for (int i = 0; i < index.length; i++) {
      index[i] += place(places[i], dims[axis]) * step;
    }
    return new Movement(indices.dims(), index);
  }

  private static Movement gatherNd(Operands of) {
    int[] dims = of.dims();
    HostArray indices = of.constant(1);
    int[] own = indices.dims();
    int shared = (int) of.node().integer("batch_dims", 0);
    int depth = own[own.length - 1];
    int[] rest = Shapes.range(dims, shared + depth, dims.length);
    int[] outer = Shapes.range(own, 0, own.length - 1);
    int[] steps = Shapes.steps(dims);
    int run = Shapes.length(rest);
    int perBatch = Shapes.length(Shapes.range(outer, shared, outer.length));
    int batchStep = shared == 0 ? 0 : steps[shared - 1];
    long[] places = indices.integers();
    int count = Shapes.length(outer);
    int[] index = new int[count * run];
    for (int n = 0; n < count; n++) {
      int start = n / Math.max(1, perBatch) * batchStep;
      for (int k = 0; k < depth; k++) {
        start += place(places[n * depth + k], dims[shared + k]) * steps[shared + k];
      }
      for (int i = 0; i < run; i++) {
        index[n * run + i] = start + i;
      }
    }
    return new Movement(Shapes.joined(outer, rest), index);
  }

  private static Movement depthToSpace(Operands of) {
    int[] d = of.dims();
    int block = (int) of.node().integer("blocksize", 1);
    int channels = d[1] / (block * block);
    boolean byColumn = of.node().text("mode", "DCR").equals("CRD");
    int[] inner =
        byColumn
            ? new int[] {d[0], channels, block, block, d[2], d[3]}
            : new int[] {d[0], block, block, channels, d[2], d[3]};
    int[] order = byColumn ? new int[] {0, 1, 4, 2, 5, 3} : new int[] {0, 3, 4, 1, 5, 2};
    return new Movement(
        new int[] {d[0], channels, d[2] * block, d[3] * block}, permuted(inner, order));
  }

  private static Movement spaceToDepth(Operands of) {
    int[] d = of.dims();
    int block = (int) of.node().integer("blocksize", 1);
    int[] inner = {d[0], d[1], d[2] / block, block, d[3] / block, block};
    return new Movement(
        new int[] {d[0], d[1] * block * block, d[2] / block, d[3] / block},
        permuted(inner, new int[] {0, 3, 5, 1, 2, 4}));
  }

  private static int[] permuted(int[] dims, int[] order) {
    int[] steps = Shapes.steps(dims);
    return Shapes.strided(
        Arrays.stream(order).map(axis -> dims[axis]).toArray(),
        Arrays.stream(order).map(axis -> steps[axis]).toArray(),
        0);
  }

  private static Movement trilu(Operands of) {
    int[] dims = of.dims();
    @Nullable HostArray shift = of.array(1);
    long k = shift == null ? 0 : shift.integers()[0];
    boolean upper = of.node().integer("upper", 1) != 0;
    int columns = dims[dims.length - 1];
    int rows = dims[dims.length - 2];
    int[] index = Movement.identity(Shapes.length(dims));
    for (int i = 0; i < index.length; i++) {
      int column = i % columns;
      int row = i / columns % rows;
      boolean kept = upper ? column - row >= k : column - row <= k;
      index[i] = kept ? i : -1;
    }
    return new Movement(dims, index);
  }
}
