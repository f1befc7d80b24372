package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.BatchedProduct;
import org.conductance4j.engine.kernel.Concatenation;
import org.conductance4j.engine.kernel.Dense;
import org.conductance4j.engine.kernel.GlobalAverage;
import org.conductance4j.engine.kernel.MaxPooling;
import org.conductance4j.engine.kernel.ScalarFunction;
import org.conductance4j.engine.kernel.Softmax;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.Window;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.Formulas;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxType;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Lowers matrix products, sums over axes, normalisation and what joins tensors. */
final class ProductRules {

  private ProductRules() {}

  static void register(Map<String, DataRule> rules) {
    rules.put("Gemm", ProductRules::gemm);
    rules.put("MatMul", ProductRules::matMul);
    rules.put("Softmax", ProductRules::softmax);
    rules.put("BatchNormalization", ProductRules::batchNormalization);
    rules.put("LRN", ProductRules::localResponse);
    rules.put("Concat", ProductRules::concatenation);
    for (String op : List.of("Mean", "Sum", "Max", "Min", "L1", "L2", "SumSquare")) {
      rules.put("Reduce" + op, (tensors, of) -> reduction(tensors, of, op));
    }
  }

  private static HostArray number(double number) {
    return HostArray.of(OnnxType.DOUBLE, new int[0], number);
  }

  private static HostArray turned(HostArray matrix) {
    int[] dims = matrix.dims();
    return matrix.moved(
        new Movement(
            new int[] {dims[1], dims[0]},
            Shapes.strided(new int[] {dims[1], dims[0]}, new int[] {1, dims[1]}, 0)));
  }

  private static Data turned(Data matrix) {
    int[] dims = matrix.dims();
    return matrix.moved(
        new Movement(
            new int[] {dims[1], dims[0]},
            Shapes.strided(new int[] {dims[1], dims[0]}, new int[] {1, dims[1]}, 0)));
  }

  private static List<Data> gemm(Tensors tensors, DataOperands of) {
    OnnxNode node = of.node();
    boolean turnsA = node.integer("transA", 0) != 0;
    boolean turnsB = node.integer("transB", 0) != 0;
    double alpha = node.real("alpha", 1);
    double beta = node.real("beta", 1);
    if (!of.isData(0) || of.isData(1)) {
      return List.of(sums(tensors, of, turnsA, turnsB, alpha, beta));
    }
    Data x = turnsA ? turned(of.first()) : of.first();
    HostArray given = of.constant(1);
    HostArray weights = turnsB && alpha != 1 ? turned(given) : given;
    boolean stillTurned = turnsB && alpha == 1;
    if (alpha != 1) {
      double[] own = weights.reals();
      weights = HostArray.reals(OnnxType.DOUBLE, weights.dims(), i -> alpha * own[i]);
    }
    HostArray bias = of.has(2) && !of.isData(2) ? of.constant(2) : null;
    int columns = weights.dims()[stillTurned ? 0 : 1];
    if (bias != null && (beta != 1 || bias.length() != columns)) {
      double[] own = bias.reals();
      bias = HostArray.reals(OnnxType.DOUBLE, bias.dims(), i -> beta * own[i]);
    }
    boolean ofColumns = bias != null && bias.length() == columns && isLast(bias, columns);
    Data product = product(tensors, x, weights, stillTurned, ofColumns ? bias : null);
    if (bias != null && !ofColumns) {
      return List.of(tensors.affine(product, number(1), bias));
    }
    if (!of.isData(2)) {
      return List.of(product);
    }
    Data more = ElementRules.scaled(tensors, of.data(2), beta, 0);
    return List.of(ElementRules.sum(tensors, product, more));
  }

  /** alpha a b + beta c, of which b depends on the explained input. */
  private static Data sums(
      Tensors tensors, DataOperands of, boolean turnsA, boolean turnsB, double alpha, double beta) {
    Data a = of.asData(tensors, 0);
    Data b = of.asData(tensors, 1);
    Data product = batched(tensors, turnsA ? turned(a) : a, turnsB ? turned(b) : b);
    Data scaled = ElementRules.scaled(tensors, product, alpha, 0);
    return of.has(2)
        ? ElementRules.sum(
            tensors, scaled, ElementRules.scaled(tensors, of.asData(tensors, 2), beta, 0))
        : scaled;
  }

  private static boolean isLast(HostArray array, int extent) {
    return array.rank() > 0 && array.dims()[array.rank() - 1] == extent;
  }

  /**
   * Adds a product over the last axis.
   *
   * @param weights (input feature, output feature), or turned
   */
  static Data product(
      Tensors tensors, Data x, HostArray weights, boolean isTurned, @Nullable HostArray bias) {
    int[] dims = x.dims();
    int inputs = dims[dims.length - 1];
    int outputs = weights.dims()[isTurned ? 0 : 1];
    if (weights.dims()[isTurned ? 1 : 0] != inputs) {
      throw new IllegalArgumentException(weights + " for " + Arrays.toString(dims));
    }
    int[] shape = dims.clone();
    shape[shape.length - 1] = outputs;
    boolean oneRow = isOneRow(x);
    Value in = oneRow ? tensors.relabelled(x.base(), Value.flat(inputs)) : tensors.rows(x);
    int[] rows = oneRow ? x.index() : new int[0];
    INDArray matrix;
    if (isTurned) {
      IntUnaryOperator place = i -> i / inputs * inputs + rows[i % inputs];
      matrix = tensors.weights(weights, new long[] {outputs, inputs}, oneRow ? place : null, 1, 0);
    } else {
      IntUnaryOperator place = i -> rows[i / outputs] * outputs + i % outputs;
      matrix = tensors.weights(weights, new long[] {inputs, outputs}, oneRow ? place : null, 0, 1);
    }
    Value out = Tensors.rowsValue(shape);
    INDArray shift = bias == null ? null : tensors.vector(bias.reals());
    return Data.of(tensors.add(new Dense(in, out, matrix, shift)), shape);
  }

  /** Whether it is all of a value in some order: then the matrix takes that order. */
  private static boolean isOneRow(Data x) {
    int[] dims = x.dims();
    if (x.isSettled() || dims[dims.length - 1] != x.length() || x.base().length() != x.length()) {
      return false;
    }
    boolean[] seen = new boolean[x.length()];
    for (int place : x.index()) {
      if (place < 0 || seen[place]) {
        return false;
      }
      seen[place] = true;
    }
    return true;
  }

  private static List<Data> matMul(Tensors tensors, DataOperands of) {
    if (of.isData(0) && !of.isData(1)) {
      HostArray weights = of.constant(1);
      int rank = weights.rank();
      int outer = rank < 2 ? 1 : Shapes.length(Shapes.range(weights.dims(), 0, rank - 2));
      if (rank == 1) {
        Data product =
            product(tensors, of.first(), weights.reshaped(weights.length(), 1), false, null);
        int[] dims = Shapes.range(product.dims(), 0, product.rank() - 1);
        return List.of(tensors.freed(product.moved(Movement.reshape(product.length(), dims))));
      }
      if (outer == 1 && rank <= of.first().rank()) {
        int[] dims = weights.dims();
        HostArray matrix = weights.reshaped(dims[rank - 2], dims[rank - 1]);
        return List.of(product(tensors, of.first(), matrix, false, null));
      }
    }
    if (!of.isData(0) && of.isData(1) && of.constant(0).rank() == 2 && of.data(1).rank() >= 2) {
      Data x = swapped(of.data(1));
      Data product = product(tensors, x, of.constant(0), true, null);
      return List.of(tensors.freed(swapped(product)));
    }
    return List.of(batched(tensors, of.asData(tensors, 0), of.asData(tensors, 1)));
  }

  /** Products of two tensors; vectors are matrices of one row or column meanwhile. */
  static Data batched(Tensors tensors, Data first, Data second) {
    int[] a = first.rank() == 1 ? new int[] {1, first.length()} : first.dims();
    int[] b = second.rank() == 1 ? new int[] {second.length(), 1} : second.dims();
    int rows = a[a.length - 2];
    int inner = a[a.length - 1];
    int columns = b[b.length - 1];
    if (b[b.length - 2] != inner) {
      throw new IllegalArgumentException(Arrays.toString(a) + " times " + Arrays.toString(b));
    }
    int[] outer =
        Shapes.broadcast(Shapes.range(a, 0, a.length - 2), Shapes.range(b, 0, b.length - 2));
    Data left = first.moved(Movement.reshape(first.length(), a));
    Data right = second.moved(Movement.reshape(second.length(), b));
    Value x = tensors.rows(Tensors.expanded(left, Shapes.joined(outer, new int[] {rows, inner})));
    Value y =
        tensors.rows(Tensors.expanded(right, Shapes.joined(outer, new int[] {inner, columns})));
    int[] full = Shapes.joined(outer, new int[] {rows, columns});
    int[] shape =
        Shapes.joined(
            outer,
            first.rank() == 1 ? new int[0] : new int[] {rows},
            second.rank() == 1 ? new int[0] : new int[] {columns});
    Value out = Tensors.rowsValue(full);
    Value product = tensors.add(new BatchedProduct(x, y, out, Shapes.length(outer), inner));
    return Data.of(tensors.relabelled(product, Tensors.rowsValue(shape)), shape);
  }

  /** With its last two axes changed about. */
  static Data swapped(Data x) {
    int[] dims = x.dims();
    int[] steps = Shapes.steps(dims);
    int last = dims.length - 1;
    swap(dims, last);
    swap(steps, last);
    return x.moved(new Movement(dims, Shapes.strided(dims, steps, 0)));
  }

  private static void swap(int[] array, int last) {
    int kept = array[last];
    array[last] = array[last - 1];
    array[last - 1] = kept;
  }

  private static List<Data> softmax(Tensors tensors, DataOperands of) {
    Data x = of.first();
    int[] dims = x.dims();
    boolean old = of.node().version() < 13;
    int axis = Shapes.axis(of.node().integer("axis", old ? 1 : -1), dims.length);
    if (old && axis < dims.length - 1) {
      int rows = Shapes.length(Shapes.range(dims, 0, axis));
      int columns = Shapes.length(Shapes.range(dims, axis, dims.length));
      if (columns != dims[axis]) {
        Data flat = tensors.settled(x.moved(Movement.reshape(x.length(), rows, columns)));
        Value out = tensors.add(new Softmax(flat.base(), flat.base().alike()));
        return List.of(
            tensors.freed(Data.of(out, rows, columns).moved(Movement.reshape(x.length(), dims))));
      }
    }
    if (axis == 1 && Tensors.hasChannels(dims)) {
      Value in = tensors.channels(x);
      return List.of(Data.of(tensors.add(new Softmax(in, in.alike())), dims));
    }
    if (axis == dims.length - 1) {
      Value in = tensors.rows(x);
      return List.of(Data.of(tensors.add(new Softmax(in, in.alike())), dims));
    }
    int[] order =
        IntStream.concat(IntStream.range(0, dims.length).filter(a -> a != axis), IntStream.of(axis))
            .toArray();
    Value target = Tensors.rowsValue(Arrays.stream(order).map(a -> dims[a]).toArray());
    Value in = tensors.arranged(x, order, target);
    return List.of(tensors.named(tensors.add(new Softmax(in, in.alike())), order, dims));
  }

  private static List<Data> batchNormalization(Tensors tensors, DataOperands of) {
    if (of.node().integer("training_mode", 0) != 0) {
      throw tensors
          .builder()
          .refuse(
              "needs normalisation with stored statistics",
              "a BatchNormalization in training mode",
              "export the network in evaluation mode");
    }
    double[] gamma = of.constant(1).reals();
    double[] beta = of.constant(2).reals();
    double[] mean = of.constant(3).reals();
    double[] variance = of.constant(4).reals();
    double epsilon = of.node().real("epsilon", 1e-5);
    Data x = of.first();
    int[] dims = new int[Math.max(2, x.rank())];
    Arrays.fill(dims, 1);
    dims[1] = gamma.length;
    double[] scale = new double[gamma.length];
    Arrays.setAll(scale, c -> gamma[c] / Math.sqrt(variance[c] + epsilon));
    HostArray shift = HostArray.reals(OnnxType.DOUBLE, dims, c -> beta[c] - mean[c] * scale[c]);
    Data in = Tensors.hasChannels(x.dims()) ? Data.of(tensors.channels(x), x.dims()) : x;
    return List.of(tensors.affine(in, HostArray.of(OnnxType.DOUBLE, dims, scale), shift));
  }

  /** x (k + α / n Σ x²)^−β, the sum over n neighbouring channels. */
  private static List<Data> localResponse(Tensors tensors, DataOperands of) {
    OnnxNode node = of.node();
    int size = (int) node.integer("size", 1);
    int before = (size - 1) / 2;
    int after = size - 1 - before;
    double alpha = node.real("alpha", 1e-4) / size;
    double beta = node.real("beta", 0.75);
    Value in = tensors.channels(of.first());
    int channels = in.channels();
    Shapes.room(channels, channels);
    INDArray band = Nd4j.zeros(DataType.DOUBLE, channels, channels);
    for (int i = 0; i < channels; i++) {
      for (int j = Math.max(0, i - before); j <= Math.min(channels - 1, i + after); j++) {
        band.putScalar(j, i, alpha);
      }
    }
    double[] offset = new double[channels];
    Arrays.fill(offset, node.real("bias", 1));
    Value squares = Arithmetic.square(tensors.builder(), in);
    Value sums =
        tensors.add(
            new Dense(squares, in.alike(), tensors.builder().copy(band), tensors.vector(offset)));
    Value factor = Arithmetic.map(tensors.builder(), sums, Formulas.power(-beta));
    return List.of(Data.of(Arithmetic.product(tensors.builder(), in, factor), of.first().dims()));
  }

  private static List<Data> reduction(Tensors tensors, DataOperands of, String op) {
    int[] dims = of.first().dims();
    boolean[] over = HostReductions.axes(of.operands());
    int[] shape = HostReductions.shape(of.node(), dims, over);
    Data x = of.first();
    Data result =
        switch (op) {
          case "Mean" -> reduced(tensors, x, over, op);
          case "Sum" -> reduced(tensors, x, over, op);
          case "Max" -> reduced(tensors, x, over, op);
          case "Min" -> {
            Data negative = ElementRules.scaled(tensors, x, -1, 0);
            yield ElementRules.scaled(tensors, reduced(tensors, negative, over, "Max"), -1, 0);
          }
          case "L1" -> {
            ScalarFunction size = new ScalarFunction(Math::abs, Math::signum);
            yield reduced(tensors, ElementRules.mapped(tensors, x, size), over, "Sum");
          }
          default -> {
            ScalarFunction square = new ScalarFunction(v -> v * v, v -> 2 * v);
            Data sum = reduced(tensors, ElementRules.mapped(tensors, x, square), over, "Sum");
            yield op.equals("L2")
                ? ElementRules.mapped(
                    tensors,
                    sum,
                    new ScalarFunction(Math::sqrt, v -> v > 0 ? 0.5 / Math.sqrt(v) : 0))
                : sum;
          }
        };
    return List.of(tensors.freed(result.moved(Movement.reshape(result.length(), shape))));
  }

  /** Over some axes, which stay as extents of 1. */
  static Data reduced(Tensors tensors, Data x, boolean[] over, String op) {
    int[] dims = x.dims();
    int[] kept = IntStream.range(0, dims.length).filter(a -> !over[a]).toArray();
    int[] gone = IntStream.range(0, dims.length).filter(a -> over[a]).toArray();
    int[] shape = IntStream.range(0, dims.length).map(a -> over[a] ? 1 : dims[a]).toArray();
    int count = Shapes.length(Arrays.stream(gone).map(a -> dims[a]).toArray());
    int rest = Shapes.length(Arrays.stream(kept).map(a -> dims[a]).toArray());
    boolean trailing =
        IntStream.range(0, gone.length).allMatch(k -> gone[k] == dims.length - gone.length + k);
    if (trailing && !op.equals("Max") && x.isSettled() && !x.isChannelsLast()) {
      INDArray ones =
          Nd4j.valueArrayOf(
              new long[] {count, 1}, op.equals("Mean") ? 1.0 / count : 1, DataType.DOUBLE);
      Value rows = tensors.relabelled(x.base(), Value.pair(rest, count));
      Value sums =
          tensors.add(new Dense(rows, Value.pair(rest, 1), tensors.builder().copy(ones), null));
      return Data.of(tensors.relabelled(sums, Tensors.rowsValue(shape)), shape);
    }
    int[] order = Shapes.joined(gone, kept);
    boolean pictures = x.isChannelsLast() && rest == dims[1] && !over[1];
    Value in =
        pictures
            ? tensors.relabelled(x.base(), x.base().shaped(count, 1, rest))
            : tensors.arranged(
                x, order, new Value(new int[] {count, 1, rest}, x.base().external()));
    Value out = in.shaped(1, 1, rest);
    Value made =
        op.equals("Max")
            ? tensors.add(new MaxPooling(in, out, new Window(count, 1, 1, 1, 1, 1, 0, 0)))
            : tensors.add(new GlobalAverage(in, out, op.equals("Sum")));
    Value target = pictures ? Tensors.channelsValue(shape) : Tensors.rowsValue(shape);
    return Data.of(tensors.relabelled(made, target), shape);
  }

  private static List<Data> concatenation(Tensors tensors, DataOperands of) {
    List<Data> parts = new ArrayList<>();
    int[] dims = of.known(0).dims();
    for (int k = 0; k < of.count(); k++) {
      if (Shapes.length(of.known(k).dims()) > 0) {
        parts.add(of.asData(tensors, k));
      }
    }
    int axis = Shapes.axis(of.node().integer("axis", 1), dims.length);
    return List.of(joined(tensors, parts, axis));
  }

  /** Concatenates tensors along an axis. */
  static Data joined(Tensors tensors, List<Data> parts, int axis) {
    int[] dims = parts.get(0).dims();
    int[] shape = dims.clone();
    parts.forEach(part -> Shapes.requireAlike(shape, part.dims(), axis));
    shape[axis] = parts.stream().mapToInt(part -> part.dims()[axis]).sum();
    boolean pictures =
        axis > 0
            && parts.stream().allMatch(part -> Tensors.hasChannels(part.dims()))
            && parts.stream()
                .anyMatch(
                    part ->
                        part.isChannelsLast()
                            || (part.base().rank() == dims.length - 1
                                && part.base().external() == AxisOrder.CHANNELS_FIRST));
    List<Value> values = new ArrayList<>();
    int before = 1;
    for (Data part : parts) {
      Value value = pictures ? tensors.channels(part) : tensors.rows(part);
      int[] own = part.dims();
      int outer =
          pictures
              ? axis == 1 ? Shapes.length(own) / own[1] : Shapes.length(Shapes.range(own, 2, axis))
              : Shapes.length(Shapes.range(own, 0, axis));
      before = outer;
      values.add(
          pictures && axis == 1
              ? value
              : tensors.relabelled(value, Value.pair(outer, value.length() / outer)));
    }
    Value target = pictures ? Tensors.channelsValue(shape) : Tensors.rowsValue(shape);
    if (pictures && axis == 1) {
      return Data.of(tensors.add(new Concatenation(values, target)), shape);
    }
    Value joined =
        tensors.add(new Concatenation(values, Value.pair(before, target.length() / before)));
    return Data.of(tensors.relabelled(joined, target), shape);
  }
}
