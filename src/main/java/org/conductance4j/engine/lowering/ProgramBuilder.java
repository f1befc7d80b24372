package org.conductance4j.engine.lowering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Buffer;
import org.conductance4j.engine.kernel.Concatenation;
import org.conductance4j.engine.kernel.Lazy;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Reshaping;
import org.conductance4j.engine.kernel.Threads;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Collects the operations of a program while a network is lowered, and words the refusals. */
public final class ProgramBuilder {

  private final Precision precision;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Runnable> copies = new ArrayList<>();
  private String where = "network";

  public ProgramBuilder(Precision precision) {
    this.precision = precision;
  }

  public List<Operation> operations() {
    return operations;
  }

  /** Names the layer that is lowered from now on. */
  public void enter(String layer) {
    where = "layer '" + layer + "'";
  }

  public Value add(Operation operation) {
    Value output = operation.output();
    if (Arrays.stream(output.dims()).anyMatch(extent -> extent < 1)) {
      throw refuse(
          "must leave something of its input",
          "an output of " + Arrays.toString(output.externalDims()),
          "give a larger input or take less away");
    }
    if (Arrays.stream(output.dims()).asLongStream().reduce(1, ProgramBuilder::product)
        > Integer.MAX_VALUE) {
      throw refuse(
          "must give less than 2³¹ numbers",
          "an output of " + Arrays.toString(output.externalDims()),
          "give a smaller input");
    }
    operations.add(operation);
    return output;
  }

  private static long product(long length, long extent) {
    return length > Integer.MAX_VALUE ? length : length * extent;
  }

  /** A dense copy of parameters, in the program's precision. */
  public INDArray copy(INDArray parameters) {
    return copy(parameters, where, Buffer.type(precision));
  }

  /** Large ones, which {@link #finish} copies on all cores. */
  public Weights copyLater(INDArray parameters) {
    String layer = where;
    DataType type = Buffer.type(precision);
    DataType copied = parameters.dataType() == DataType.FLOAT ? DataType.FLOAT : type;
    Lazy<INDArray> copy = new Lazy<>(() -> copy(parameters, layer, copied));
    copies.add(copy::make);
    return new Weights(copy, copied, type);
  }

  /**
   * Large ones that {@link #finish} reads on all cores.
   *
   * @param stored what they are read as
   * @param reader makes an array of their own that nobody else has
   */
  public Weights readLater(DataType stored, Function<DataType, INDArray> reader) {
    String layer = where;
    DataType type = Buffer.type(precision);
    DataType read = stored == DataType.FLOAT ? stored : type;
    Lazy<INDArray> copy = new Lazy<>(() -> finite(reader.apply(read), layer));
    copies.add(copy::make);
    return new Weights(copy, read, type);
  }

  /**
   * Parameters that are read for this program alone.
   *
   * @param reader makes an array of a type that nobody else has
   */
  public INDArray read(Function<DataType, INDArray> reader) {
    return finite(reader.apply(Buffer.type(precision)), where);
  }

  /** Makes the copies that are left. */
  public void finish() {
    Threads.spread(copies);
    copies.clear();
  }

  private static INDArray copy(INDArray parameters, String layer, DataType type) {
    INDArray typed = parameters.castTo(type);
    INDArray copy =
        typed.isEmpty() ? typed.dup('c') : Buffer.array(type, typed.shape()).assign(typed);
    return finite(copy, layer);
  }

  private static INDArray finite(INDArray copy, String layer) {
    if (!isFinite(copy)) {
      throw InvalidInputException.of(
          layer, "needs finite weights", "NaN or infinity", "train the network again");
    }
    return copy;
  }

  /** A sum costs one pass and is finite only over finite numbers, unless it overflows. */
  private static boolean isFinite(INDArray values) {
    return values.isEmpty()
        || Double.isFinite(values.reshape(values.length()).sumNumber().doubleValue())
        || !(values.isNaN().any() || values.isInfinite().any());
  }

  /** A copy as a vector. */
  public INDArray vector(INDArray parameters) {
    INDArray copy = copy(parameters);
    return copy.reshape(copy.length());
  }

  public InvalidInputException refuse(String rule, Object got, String remedy) {
    return InvalidInputException.of(where, rule, got, remedy);
  }

  /** The refusal of something that the engine does not know. */
  public InvalidInputException unsupported(Object what) {
    return refuse(
        "cannot be lowered",
        name(what.getClass()),
        "give a function for it (docs/hooks.md) or take a supported layer in its place");
  }

  /** The name that its author knows it by; of a class without a name that of what it extends. */
  private static String name(Class<?> type) {
    String own = type.getSimpleName();
    return own.isEmpty() ? name(type.getSuperclass()) : own;
  }

  public void requireRank(Value value, int rank, String axes) {
    if (value.rank() != rank) {
      throw refuse("needs " + axes, value, "check the layers before it");
    }
  }

  /** The source's array as a layer reads it that takes its axes for another order. */
  public Value as(Value in, AxisOrder order) {
    return in.rank() == 1 || in.external() == order
        ? in
        : add(Reshaping.of(in, new Value(order.toInternal(in.externalDims()), order)));
  }

  /** All elements of several values in the source's row-major order, one value after another. */
  public Value joined(List<Value> values) {
    List<Value> flat = new ArrayList<>();
    int length = 0;
    for (Value value : values) {
      flat.add(add(Reshaping.of(value, Value.flat(value.length()))));
      length += value.length();
    }
    return add(new Concatenation(flat, Value.flat(length)));
  }
}
