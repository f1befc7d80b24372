package org.conductance4j.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The small formulas of which layers are made. */
final class Arithmetic {

  private Arithmetic() {}

  /** scale · x + shift. */
  static Value affine(Emitter emitter, Value in, double scale, double shift) {
    int channels = in.channels();
    return emitter.add(
        new Affine(
            in,
            in.alike(),
            emitter.vector(Nd4j.valueArrayOf(new long[] {channels}, scale, DataType.DOUBLE)),
            emitter.vector(Nd4j.valueArrayOf(new long[] {channels}, shift, DataType.DOUBLE))));
  }

  /** x + shift, of each channel its own; none where there is no shift. */
  static Value shifted(Emitter emitter, Value in, @Nullable INDArray shift) {
    if (shift == null) {
      return in;
    }
    INDArray ones = emitter.vector(Nd4j.ones(DataType.DOUBLE, shift.length()));
    return emitter.add(new Affine(in, in.alike(), ones, shift));
  }

  /** f of each element. */
  static Value map(Emitter emitter, Value in, PointwiseFunction function) {
    return emitter.add(new Pointwise(in, in.alike(), function));
  }

  static Value sum(Emitter emitter, Value a, Value b) {
    return emitter.add(new Sum(List.of(a, b), a.alike()));
  }

  static Value difference(Emitter emitter, Value a, Value b) {
    return sum(emitter, a, affine(emitter, b, -1, 0));
  }

  static Value product(Emitter emitter, Value a, Value b) {
    return emitter.add(new Product(List.of(a, b), a.alike()));
  }

  static Value square(Emitter emitter, Value in) {
    return map(emitter, in, new ScalarFunction(x -> x * x, x -> 2 * x));
  }

  /** The sum of all elements of an example, as its only element. */
  static Value total(Emitter emitter, Value in) {
    Value flat = flat(emitter, in);
    var ones = Nd4j.ones(DataType.DOUBLE, flat.length(), 1);
    return emitter.add(new Dense(flat, Value.flat(1), emitter.copy(ones), null));
  }

  /** A single element, repeated to another value's shape. */
  static Value spread(Emitter emitter, Value single, Value shape) {
    return emitter.add(new Rearrangement(single, shape.alike(), new int[shape.length()]));
  }

  /** The same elements in the engine's order, as one axis. */
  static Value flat(Emitter emitter, Value in) {
    return view(emitter, in, Value.flat(in.length()));
  }

  /** The same elements in the engine's order under another shape. */
  static Value view(Emitter emitter, Value in, Value out) {
    return in.rank() == 1 && out.rank() == 1 ? in : emitter.add(new Relabelling(in, out));
  }
}
