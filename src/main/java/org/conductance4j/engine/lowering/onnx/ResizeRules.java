package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.Dense;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.model.onnx.OnnxNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Lowers the resizing of pictures and the like: to the nearest elements as a movement, by linear
 * interpolation as a product along each axis.
 */
final class ResizeRules {

  private ResizeRules() {}

  static void register(Map<String, DataRule> rules) {
    rules.put("Resize", ResizeRules::resize);
    rules.put("Upsample", ResizeRules::resize);
  }

  /** How one axis is resized. */
  private record Axis(int from, int to, double scale) {

    /** Where an element of the output lies in the input. */
    double position(String mode, int i) {
      return switch (mode) {
        case "asymmetric" -> i / scale;
        case "align_corners" -> to == 1 ? 0 : i * (from - 1.0) / (scale * from - 1);
        case "half_pixel" -> (i + 0.5) / scale - 0.5;
        case "pytorch_half_pixel" -> to > 1 ? (i + 0.5) / scale - 0.5 : 0;
        case "half_pixel_symmetric" -> {
          double adjustment = to / (scale * from);
          yield from / 2.0 * (1 - adjustment) + (i + 0.5) / scale - 0.5;
        }
        default -> throw new IllegalArgumentException("coordinates '" + mode + "'");
      };
    }
  }

  private static List<Data> resize(Tensors tensors, DataOperands of) {
    OnnxNode node = of.node();
    Data x = of.first();
    Axis[] axes = axes(of, x.dims());
    String coordinates =
        node.op().equals("Upsample") || node.version() < 11
            ? "asymmetric"
            : node.text("coordinate_transformation_mode", "half_pixel");
    String mode = node.text("mode", "nearest");
    boolean enlarges = Arrays.stream(axes).allMatch(axis -> axis.to() >= axis.from());
    boolean smooth = node.integer("antialias", 0) != 0 && !enlarges;
    if (smooth && mode.equals("nearest")) {
      throw new IllegalArgumentException("antialiasing to the nearest");
    }
    if (mode.equals("nearest")) {
      String rounding =
          node.version() < 11 ? "floor" : node.text("nearest_mode", "round_prefer_floor");
      int[][] sources = new int[axes.length][];
      for (int a = 0; a < axes.length; a++) {
        Axis axis = axes[a];
        sources[a] =
            IntStream.range(0, axis.to())
                .map(
                    i ->
                        axis.to() == axis.from() && axis.scale() == 1
                            ? i
                            : nearest(rounding, axis.position(coordinates, i), axis.from()))
                .toArray();
      }
      int[] dims = Arrays.stream(sources).mapToInt(source -> source.length).toArray();
      Movement movement = new Movement(dims, Shapes.along(x.dims(), sources));
      return List.of(tensors.freed(x.moved(movement)));
    }
    boolean cubic = mode.equals("cubic");
    if (!cubic && !mode.equals("linear") && !mode.equals("bilinear")) {
      throw new IllegalArgumentException("the mode '" + mode + "'");
    }
    boolean inside = node.integer("exclude_outside", 0) != 0;
    double slope = node.real("cubic_coeff_a", -0.75);
    Data result = x;
    for (int axis = 0; axis < axes.length; axis++) {
      if (axes[axis].to() != axes[axis].from() || axes[axis].scale() != 1) {
        double[][] matrix =
            cubic || smooth || inside
                ? taps(
                    axes[axis],
                    coordinates,
                    cubic ? cubic(slope) : ResizeRules::hat,
                    cubic ? 2 : 1,
                    smooth,
                    inside)
                : linear(axes[axis], coordinates);
        result = interpolated(tensors, result, axis, axes[axis], matrix);
      }
    }
    return List.of(result);
  }

  private static int nearest(String rounding, double position, int extent) {
    double rounded =
        switch (rounding) {
          case "floor" -> Math.floor(position);
          case "ceil" -> Math.ceil(position);
          case "round_prefer_ceil" -> Math.floor(position + 0.5);
          default -> Math.ceil(position - 0.5);
        };
    return (int) Math.max(0, Math.min(extent - 1, rounded));
  }

  private static Axis[] axes(DataOperands of, int... dims) {
    int rank = dims.length;
    OnnxNode node = of.node();
    int scales = node.version() < 11 ? 1 : 2;
    int[] given = node.integers("axes");
    int[] named = given == null ? Movement.identity(rank) : Shapes.axes(given, rank);
    double[] factors = new double[rank];
    Arrays.fill(factors, 1);
    int[] sizes = dims.clone();
    boolean hasScales =
        node.attribute("scales") != null || (of.has(scales) && of.constant(scales).length() > 0);
    if (hasScales) {
      double[] listed =
          node.attribute("scales") != null
              ? Objects.requireNonNull(node.attribute("scales")).reals().stream()
                  .mapToDouble(Double::doubleValue)
                  .toArray()
              : of.constant(scales).reals();
      for (int k = 0; k < named.length; k++) {
        factors[named[k]] = listed[k];
        sizes[named[k]] = (int) Math.floor(dims[named[k]] * listed[k] + 1e-9);
      }
    } else {
      int[] wanted = of.constant(3).ints();
      String policy = node.text("keep_aspect_ratio_policy", "stretch");
      double common = policy.equals("not_larger") ? Double.POSITIVE_INFINITY : 0;
      for (int k = 0; k < named.length; k++) {
        double own = (double) wanted[k] / dims[named[k]];
        common = policy.equals("not_larger") ? Math.min(common, own) : Math.max(common, own);
      }
      for (int k = 0; k < named.length; k++) {
        int axis = named[k];
        sizes[axis] =
            policy.equals("stretch") ? wanted[k] : (int) Math.floor(common * dims[axis] + 0.5);
        factors[axis] = policy.equals("stretch") ? (double) sizes[axis] / dims[axis] : common;
      }
    }
    Axis[] axes = new Axis[rank];
    Arrays.setAll(axes, a -> new Axis(dims[a], sizes[a], factors[a]));
    return axes;
  }

  private static double[][] linear(Axis how, String coordinates) {
    double[][] matrix = new double[how.from()][how.to()];
    for (int i = 0; i < how.to(); i++) {
      double position = Math.max(0, Math.min(how.from() - 1, how.position(coordinates, i)));
      int below = (int) Math.floor(position);
      int above = Math.min(how.from() - 1, below + 1);
      matrix[below][i] += 1 - (position - below);
      matrix[above][i] += position - below;
    }
    return matrix;
  }

  private static double hat(double x) {
    return Math.max(0, 1 - Math.abs(x));
  }

  /** Keys' cubic convolution, 1981, with the slope a at distance 1. */
  private static DoubleUnaryOperator cubic(double a) {
    return x -> {
      double d = Math.abs(x);
      return d <= 1
          ? ((a + 2) * d - (a + 3)) * d * d + 1
          : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    };
  }

  /**
   * Weights by distance.
   *
   * @param reach where the weight becomes 0
   * @param smooth whether the weights widen where the output is smaller than the input
   * @param inside whether what lies outside has no weight, instead of the edge's value
   */
  private static double[][] taps(
      Axis how,
      String coordinates,
      DoubleUnaryOperator weight,
      int reach,
      boolean smooth,
      boolean inside) {
    double scale = smooth ? Math.min(1, how.scale()) : 1;
    double[][] matrix = new double[how.from()][how.to()];
    for (int i = 0; i < how.to(); i++) {
      double position = how.position(coordinates, i);
      int first = (int) Math.ceil(position - reach / scale);
      int last = (int) Math.floor(position + reach / scale);
      double sum = 0;
      for (int at = first; at <= last; at++) {
        boolean outside = at < 0 || at >= how.from();
        double own = inside && outside ? 0 : weight.applyAsDouble((at - position) * scale);
        matrix[Math.max(0, Math.min(how.from() - 1, at))][i] += own;
        sum += own;
      }
      for (double[] row : matrix) {
        row[i] /= sum;
      }
    }
    return matrix;
  }

  private static Data interpolated(Tensors tensors, Data x, int axis, Axis how, double[][] matrix) {
    INDArray weights = tensors.builder().copy(Nd4j.createFromArray(matrix));
    int[] dims = x.dims();
    int[] order =
        IntStream.concat(IntStream.range(0, dims.length).filter(a -> a != axis), IntStream.of(axis))
            .toArray();
    int rows = x.length() / how.from();
    Value in = tensors.arranged(x, order, Value.pair(rows, how.from()));
    Value out = tensors.add(new Dense(in, Value.pair(rows, how.to()), weights, null));
    dims[axis] = how.to();
    return tensors.named(out, order, dims);
  }
}
