package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxType;

/** Sums, extremes, sorting and the like along axes, on arrays in memory. */
final class HostReductions {

  private HostReductions() {}

  static boolean has(String op) {
    return op.startsWith("Reduce")
        || switch (op) {
          case "ArgMax", "ArgMin", "CumSum", "TopK" -> true;
          default -> false;
        };
  }

  static List<HostArray> apply(Operands of) {
    return switch (of.node().op()) {
      case "ArgMax" -> List.of(extreme(of, 1));
      case "ArgMin" -> List.of(extreme(of, -1));
      case "CumSum" -> List.of(running(of));
      case "TopK" -> largest(of);
      default -> List.of(reduced(of));
    };
  }

  /** The axes over which a node reduces; all of them where it names none. */
  static boolean[] axes(Operands of) {
    int rank = of.dims().length;
    int[] given = of.ints("axes", 1);
    boolean[] all = new boolean[rank];
    if (given != null && given.length > 0) {
      return Shapes.marked(given, rank);
    }
    Arrays.fill(all, of.node().integer("noop_with_empty_axes", 0) == 0);
    return all;
  }

  /** Extents after a reduction. */
  static int[] shape(OnnxNode node, int[] dims, boolean[] over) {
    boolean keeps = node.integer("keepdims", 1) != 0;
    return IntStream.range(0, dims.length)
        .filter(axis -> keeps || !over[axis])
        .map(axis -> over[axis] ? 1 : dims[axis])
        .toArray();
  }

  /** Positions of the kept axes, then of the reduced ones from each of them. */
  private static int[][] groups(int[] dims, boolean[] over) {
    int[] steps = Shapes.steps(dims);
    int[] kept = IntStream.range(0, dims.length).filter(a -> !over[a]).toArray();
    int[] gone = IntStream.range(0, dims.length).filter(a -> over[a]).toArray();
    int[] starts = Shapes.strided(at(dims, kept), at(steps, kept), 0);
    int[] offsets = Shapes.strided(at(dims, gone), at(steps, gone), 0);
    return new int[][] {starts, offsets};
  }

  private static int[] at(int[] all, int[] places) {
    return Arrays.stream(places).map(place -> all[place]).toArray();
  }

  private static HostArray reduced(Operands of) {
    HostArray in = of.first();
    int[] dims = of.dims();
    boolean[] over = axes(of);
    int[] shape = shape(of.node(), dims, over);
    int[][] groups = groups(dims, over);
    double[] all = in.reals();
    String op = of.node().op();
    double[] result = new double[groups[0].length];
    double[] group = new double[groups[1].length];
    for (int i = 0; i < result.length; i++) {
      for (int k = 0; k < group.length; k++) {
        group[k] = all[groups[0][i] + groups[1][k]];
      }
      result[i] = reduced(op, group);
    }
    return in.isReal()
        ? HostArray.of(in.type(), shape, result)
        : HostArray.integers(in.type(), shape, i -> (long) result[i]);
  }

  private static double reduced(String op, double[] group) {
    return switch (op) {
      case "ReduceSum" -> Arrays.stream(group).reduce(0, Double::sum);
      case "ReduceMean" -> Arrays.stream(group).reduce(0, Double::sum) / group.length;
      case "ReduceProd" -> Arrays.stream(group).reduce(1, (a, b) -> a * b);
      case "ReduceMax" -> Arrays.stream(group).reduce(Double.NEGATIVE_INFINITY, Math::max);
      case "ReduceMin" -> Arrays.stream(group).reduce(Double.POSITIVE_INFINITY, Math::min);
      case "ReduceL1" -> Arrays.stream(group).map(Math::abs).reduce(0, Double::sum);
      case "ReduceSumSquare" -> Arrays.stream(group).map(x -> x * x).reduce(0, Double::sum);
      case "ReduceL2" -> Math.sqrt(Arrays.stream(group).map(x -> x * x).reduce(0, Double::sum));
      case "ReduceLogSum" -> Math.log(Arrays.stream(group).reduce(0, Double::sum));
      case "ReduceLogSumExp" -> {
        double most = Arrays.stream(group).reduce(Double.NEGATIVE_INFINITY, Math::max);
        double base = Double.isInfinite(most) ? 0 : most;
        yield base + Math.log(Arrays.stream(group).map(x -> Math.exp(x - base)).sum());
      }
      default -> throw new IllegalArgumentException("a reduction " + op);
    };
  }

  private static HostArray extreme(Operands of, int sign) {
    int[] dims = of.dims();
    int axis = Shapes.axis(of.node().integer("axis", 0), dims.length);
    boolean[] over = new boolean[dims.length];
    over[axis] = true;
    boolean last = of.node().integer("select_last_index", 0) != 0;
    int[][] groups = groups(dims, over);
    double[] all = of.first().reals();
    return HostArray.integers(
        OnnxType.INT64,
        shape(of.node(), dims, over),
        i -> {
          int best = 0;
          for (int k = 1; k < groups[1].length; k++) {
            double better =
                sign * (all[groups[0][i] + groups[1][k]] - all[groups[0][i] + groups[1][best]]);
            best = better > 0 || (last && better == 0) ? k : best;
          }
          return best;
        });
  }

  private static HostArray running(Operands of) {
    HostArray in = of.first();
    int[] dims = of.dims();
    int axis = Shapes.axis((long) of.constant(1).scalar(), dims.length);
    boolean[] over = new boolean[dims.length];
    over[axis] = true;
    int[][] groups = groups(dims, over);
    boolean backward = of.node().integer("reverse", 0) != 0;
    boolean exclusive = of.node().integer("exclusive", 0) != 0;
    double[] all = in.reals();
    double[] sums = new double[all.length];
    for (int start : groups[0]) {
      double sum = 0;
      for (int k = 0; k < groups[1].length; k++) {
        int at = start + groups[1][backward ? groups[1].length - 1 - k : k];
        sums[at] = exclusive ? sum : sum + all[at];
        sum += all[at];
      }
    }
    return in.isReal()
        ? HostArray.of(in.type(), dims, sums)
        : HostArray.integers(in.type(), dims, i -> (long) sums[i]);
  }

  private static List<HostArray> largest(Operands of) {
    HostArray in = of.first();
    int[] dims = of.dims();
    int axis = Shapes.axis(of.node().integer("axis", -1), dims.length);
    int count = of.has(1) ? (int) of.constant(1).scalar() : (int) of.node().integer("k", 1);
    boolean[] over = new boolean[dims.length];
    over[axis] = true;
    int[][] groups = groups(dims, over);
    int[] shape = dims.clone();
    shape[axis] = count;
    int[][] targets = groups(shape, over);
    double[] all = in.reals();
    int sign = of.node().integer("largest", 1) != 0 ? -1 : 1;
    int[] taken = new int[Shapes.length(shape)];
    long[] places = new long[taken.length];
    for (int i = 0; i < groups[0].length; i++) {
      int start = groups[0][i];
      int target = targets[0][i];
      Integer[] order = IntStream.range(0, dims[axis]).boxed().toArray(Integer[]::new);
      Arrays.sort(order, Comparator.comparingDouble(k -> sign * all[start + groups[1][k]]));
      for (int k = 0; k < count; k++) {
        taken[target + targets[1][k]] = start + groups[1][order[k]];
        places[target + targets[1][k]] = order[k];
      }
    }
    return List.of(
        in.moved(new Movement(shape, taken)), HostArray.of(OnnxType.INT64, shape, places));
  }
}
