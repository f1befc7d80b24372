package org.conductance4j.engine.lowering;

import java.util.List;
import org.conductance4j.engine.kernel.Affine;
import org.conductance4j.engine.kernel.Dense;
import org.conductance4j.engine.kernel.Pointwise;
import org.conductance4j.engine.kernel.PointwiseFunction;
import org.conductance4j.engine.kernel.Product;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Relabelling;
import org.conductance4j.engine.kernel.ScalarFunction;
import org.conductance4j.engine.kernel.Sum;
import org.conductance4j.engine.kernel.Value;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The small formulas of which layers are made. */
public final class Arithmetic {

  private Arithmetic() {}

  /** scale · x + shift. */
  public static Value affine(ProgramBuilder builder, Value in, double scale, double shift) {
    int channels = in.channels();
    return builder.add(
        new Affine(
            in,
            in.alike(),
            builder.vector(Nd4j.valueArrayOf(new long[] {channels}, scale, DataType.DOUBLE)),
            builder.vector(Nd4j.valueArrayOf(new long[] {channels}, shift, DataType.DOUBLE))));
  }

  /** x + shift, of each channel its own; none where there is no shift. */
  public static Value shifted(ProgramBuilder builder, Value in, @Nullable INDArray shift) {
    if (shift == null) {
      return in;
    }
    INDArray ones = builder.vector(Nd4j.ones(DataType.DOUBLE, shift.length()));
    return builder.add(new Affine(in, in.alike(), ones, shift));
  }

  /** f of each element. */
  public static Value map(ProgramBuilder builder, Value in, PointwiseFunction function) {
    return builder.add(new Pointwise(in, in.alike(), function));
  }

  public static Value sum(ProgramBuilder builder, Value a, Value b) {
    return builder.add(new Sum(List.of(a, b), a.alike()));
  }

  public static Value difference(ProgramBuilder builder, Value a, Value b) {
    return sum(builder, a, affine(builder, b, -1, 0));
  }

  public static Value product(ProgramBuilder builder, Value a, Value b) {
    return builder.add(new Product(List.of(a, b), a.alike()));
  }

  public static Value square(ProgramBuilder builder, Value in) {
    return map(builder, in, new ScalarFunction(x -> x * x, x -> 2 * x));
  }

  /** The sum of all elements of an example, as its only element. */
  public static Value total(ProgramBuilder builder, Value in) {
    Value flat = flat(builder, in);
    var ones = Nd4j.ones(DataType.DOUBLE, flat.length(), 1);
    return builder.add(new Dense(flat, Value.flat(1), builder.copy(ones), null));
  }

  /** A single element, repeated to another value's shape. */
  public static Value spread(ProgramBuilder builder, Value single, Value shape) {
    return builder.add(new Rearrangement(single, shape.alike(), new int[shape.length()]));
  }

  /** The same elements in the engine's order, as one axis. */
  public static Value flat(ProgramBuilder builder, Value in) {
    return view(builder, in, Value.flat(in.length()));
  }

  /** The same elements in the engine's order under another shape. */
  public static Value view(ProgramBuilder builder, Value in, Value out) {
    return in.rank() == 1 && out.rank() == 1 ? in : builder.add(new Relabelling(in, out));
  }
}
