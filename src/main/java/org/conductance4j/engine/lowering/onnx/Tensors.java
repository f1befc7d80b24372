package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.Affine;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.BatchedProduct;
import org.conductance4j.engine.kernel.ConstantOperation;
import org.conductance4j.engine.kernel.Heads;
import org.conductance4j.engine.kernel.LoadedWeights;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Relabelling;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.Weights;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Brings tensors into the orders in which operations read them, without a copy where it can. */
final class Tensors {

  private final ProgramBuilder builder;
  private final Value input;
  private final Map<Value, BatchedProduct> products = new HashMap<>();
  private final Map<Value, Data> nanTests = new HashMap<>();

  /**
   * Prepares.
   *
   * @param input the program's, from which constants are made values
   */
  Tensors(ProgramBuilder builder, Value input) {
    this.builder = builder;
    this.input = input;
  }

  ProgramBuilder builder() {
    return builder;
  }

  Value add(Operation operation) {
    BatchedProduct product =
        operation instanceof BatchedProduct batched
            ? batched
            : operation instanceof Relabelling ? products.get(operation.input()) : null;
    if (product != null) {
      products.put(operation.output(), product);
    }
    return builder.add(operation);
  }

  /** Says that a value is 1 where a tensor is NaN. */
  Data nanTest(Data tested, Data result) {
    nanTests.put(result.base(), tested);
    return result;
  }

  /** Whether a condition is where a tensor is NaN. */
  boolean isNanTest(Data condition, Data tested) {
    return condition.isSettled() && nanTests.get(condition.base()) == tested;
  }

  /** Whether it joins the heads of an attention, each a part of its last axis. */
  boolean joinsHeads(Data data) {
    BatchedProduct product = data.isSettled() ? null : products.get(data.base());
    return product != null
        && Heads.joined(product, data.index(), data.dims()[data.rank() - 1]).length > 0;
  }

  /** A value of the file's extents in the file's own order, without the leading 1. */
  static Value rowsValue(int... dims) {
    int[] own = dims.length > 1 && dims[0] == 1 ? Shapes.range(dims, 1, dims.length) : dims;
    return new Value(own.length == 0 ? new int[] {1} : own, AxisOrder.CHANNELS_LAST);
  }

  /** Whether one example has channels and positions, so that they may lie last. */
  static boolean hasChannels(int... dims) {
    return dims.length > 2 && dims[0] == 1;
  }

  /** A value of the file's extents with axis 1 last, without the leading 1. */
  static Value channelsValue(int... dims) {
    AxisOrder order = AxisOrder.CHANNELS_FIRST;
    return new Value(order.toInternal(Shapes.range(dims, 1, dims.length)), order);
  }

  static int[] rowOrder(int rank) {
    return Movement.identity(rank);
  }

  private static int[] channelOrder(int rank) {
    int[] order = IntStream.range(0, rank).map(axis -> axis == 0 ? 0 : axis + 1).toArray();
    order[rank - 1] = 1;
    return order;
  }

  /** The tensor as a value in the file's order. */
  Value rows(Data data) {
    return data.isSettled() && !data.isChannelsLast()
        ? data.base()
        : arranged(data, rowOrder(data.rank()), rowsValue(data.dims()));
  }

  /** The tensor as a value with axis 1 last. */
  Value channels(Data data) {
    if (data.isChannelsLast()) {
      return data.base();
    }
    if (!hasChannels(data.dims())) {
      throw builder.refuse(
          "needs one picture, sequence or volume with channels",
          Arrays.toString(data.dims()),
          "export the network for a batch of one");
    }
    return arranged(data, channelOrder(data.rank()), channelsValue(data.dims()));
  }

  /** For each element in the engine's order of axes its place in the value. */
  private static int[] places(Data data, int... order) {
    int[] dims = data.dims();
    int[] steps = Shapes.steps(dims);
    int[] from =
        Shapes.strided(
            Arrays.stream(order).map(axis -> dims[axis]).toArray(),
            Arrays.stream(order).map(axis -> steps[axis]).toArray(),
            0);
    int[] own = data.index();
    for (int i = 0; i < from.length; i++) {
      from[i] = own[from[i]];
    }
    return from;
  }

  private static boolean isIdentity(int[] places, int length) {
    if (places.length != length) {
      return false;
    }
    for (int i = 0; i < places.length; i++) {
      if (places[i] != i) {
        return false;
      }
    }
    return true;
  }

  /**
   * The tensor with its axes in an order.
   *
   * @param order the file's axes as they lie in the engine
   * @param target a new value of that many elements
   */
  Value arranged(Data data, int[] order, Value target) {
    int[] places = places(data, order);
    return isIdentity(places, data.base().length())
        ? relabelled(data.base(), target)
        : add(new Rearrangement(data.base(), target, places));
  }

  /** The same elements under other extents. */
  Value relabelled(Value value, Value target) {
    boolean same =
        value.external() == target.external() && Arrays.equals(value.dims(), target.dims());
    return same ? value : add(new Relabelling(value, target));
  }

  /** A tensor that is a value itself; copied only where it must be. */
  Data settled(Data data) {
    if (data.isSettled()) {
      return data;
    }
    Data free = freed(data);
    if (free.isSettled()) {
      return free;
    }
    boolean picture =
        hasChannels(data.dims())
            && data.base().external() == AxisOrder.CHANNELS_FIRST
            && data.base().rank() == data.rank() - 1;
    return Data.of(picture ? channels(data) : rows(data), data.dims());
  }

  /** A tensor as a value itself, if that takes no copy. */
  Data freed(Data data) {
    if (data.isSettled() || data.length() != data.base().length()) {
      return data;
    }
    int[] dims = data.dims();
    if (isIdentity(data.index(), data.length())) {
      return Data.of(relabelled(data.base(), rowsValue(dims)), dims);
    }
    if (hasChannels(dims) && isIdentity(places(data, channelOrder(dims.length)), data.length())) {
      return Data.of(relabelled(data.base(), channelsValue(dims)), dims);
    }
    return data;
  }

  /** A value that an operation gave in some order of axes. */
  Data named(Value value, int[] order, int[] dims) {
    int[] steps = new int[dims.length];
    int step = 1;
    for (int k = dims.length - 1; k >= 0; k--) {
      steps[order[k]] = step;
      step *= dims[order[k]];
    }
    return freed(Data.of(value, dims, Shapes.strided(dims, steps, 0)));
  }

  /** A tensor repeated to larger extents. */
  static Data expanded(Data data, int... dims) {
    return Arrays.equals(data.dims(), dims)
        ? data
        : data.moved(new Movement(dims, Shapes.expansion(data.dims(), dims)));
  }

  /** A constant as a value that does not change. */
  Data constant(HostArray array) {
    int[] dims = array.dims();
    double[] reals = array.reals();
    return Data.of(add(new ConstantOperation(input, rowsValue(dims), reals)), dims);
  }

  /** A value in the order of another's, of the same extents. */
  Value like(Data other, Data data) {
    return other.isChannelsLast() ? channels(data) : rows(data);
  }

  /**
   * An array that fits a tensor's extents, in the engine's order; one number a channel where the
   * array itself has no more.
   */
  private static double[] inOrderOf(Data settled, HostArray array) {
    int channels = settled.base().channels();
    int axis = settled.isChannelsLast() ? 1 : settled.rank() - 1;
    int at = array.rank() - (settled.rank() - axis);
    if (array.length() == 1) {
      double[] all = new double[channels];
      Arrays.fill(all, array.scalar());
      return all;
    }
    if (at >= 0 && array.length() == channels && array.dims()[at] == channels) {
      return array.reals();
    }
    double[] all = spread(array, settled.dims());
    int[] places = settled.index();
    double[] ordered = new double[all.length];
    for (int i = 0; i < all.length; i++) {
      ordered[places[i]] = all[i];
    }
    return ordered;
  }

  /**
   * scale ⊙ x + shift.
   *
   * @param scale of extents that fit the tensor's
   * @param shift of extents that fit the tensor's
   */
  Data affine(Data data, HostArray scale, HostArray shift) {
    int[] dims = Shapes.broadcast(data.dims(), scale.dims(), shift.dims());
    if (isAll(scale, 1) && isAll(shift, 0)) {
      return expanded(data, dims);
    }
    Data whole = settled(expanded(data, dims));
    Value in = whole.base();
    int channels = in.channels();
    double[] factors = inOrderOf(whole, scale);
    double[] terms = inOrderOf(whole, shift);
    if (repeats(factors, channels) && repeats(terms, channels)) {
      return Data.of(
          add(
              new Affine(
                  in,
                  in.alike(),
                  vector(Arrays.copyOf(factors, channels)),
                  masked(Arrays.copyOf(terms, channels)))),
          dims);
    }
    Value flat = relabelled(in, Value.flat(in.length()));
    INDArray own = vector(repeated(factors, in.length()));
    Value out = add(new Affine(flat, flat.alike(), own, masked(repeated(terms, in.length()))));
    return Data.of(relabelled(out, in.alike()), dims);
  }

  private static boolean isAll(HostArray array, double number) {
    return Arrays.stream(array.reals()).allMatch(each -> each == number);
  }

  private static double[] spread(HostArray array, int... dims) {
    return array.moved(new Movement(dims, Shapes.expansion(array.dims(), dims))).reals();
  }

  private static double[] repeated(double[] array, int length) {
    double[] all = new double[length];
    Arrays.setAll(all, i -> array[i % array.length]);
    return all;
  }

  private static boolean repeats(double[] array, int period) {
    for (int i = period; i < array.length; i++) {
      if (array[i] != array[i - period]) {
        return false;
      }
    }
    return true;
  }

  /** Terms of which some are −∞, as masks of attention add them: a softmax makes zeros of them. */
  private INDArray masked(double... terms) {
    INDArray vector =
        vector(Arrays.stream(terms).map(t -> t == Double.NEGATIVE_INFINITY ? 0 : t).toArray());
    for (int i = 0; i < terms.length; i++) {
      if (terms[i] == Double.NEGATIVE_INFINITY) {
        vector.putScalar(i, Double.NEGATIVE_INFINITY);
      }
    }
    return vector;
  }

  INDArray vector(double... numbers) {
    return builder.vector(Nd4j.createFromArray(numbers));
  }

  /**
   * Weights that are read from the file once, without a copy beside them.
   *
   * @param stored extents
   * @param place where an element goes in them, by where it comes from; null to leave it
   * @param order which of their axes each axis of the weights is
   */
  INDArray weights(HostArray array, long[] stored, @Nullable IntUnaryOperator place, int... order) {
    return builder.read(type -> read(array, type, stored, place, order));
  }

  /** The same, read later on all cores. */
  Weights weightsLater(HostArray array, long[] stored, int... order) {
    DataType type = array.isSingle() ? DataType.FLOAT : DataType.DOUBLE;
    return builder.readLater(type, as -> read(array, as, stored, null, order));
  }

  private static INDArray read(
      HostArray array,
      DataType type,
      long[] stored,
      @Nullable IntUnaryOperator place,
      int... order) {
    if (array.isSingle()) {
      return LoadedWeights.array(type, sink -> array.floats(sink::put), place, stored, order);
    }
    double[] own = array.reals();
    double[] numbers = own;
    if (place != null) {
      numbers = new double[own.length];
      for (int i = 0; i < own.length; i++) {
        numbers[place.applyAsInt(i)] = own[i];
      }
    }
    return LoadedWeights.array(type, numbers, stored, order);
  }

  /** A constant as a dense array, in 32 bits if it has no more. */
  static INDArray dense(HostArray array, long... shape) {
    return array.isSingle()
        ? Nd4j.create(array.floats(), shape, 'c')
        : Nd4j.create(array.reals(), shape, Nd4j.getStrides(shape, 'c'), 'c', DataType.DOUBLE);
  }
}
