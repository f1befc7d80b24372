package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scale and shift of each channel: y = scale ⊙ x + shift. */
public final class Affine extends PlainOperation implements Foldable {

  private final INDArray scale;
  private final INDArray shift;
  private @Nullable Foldable before;
  private @Nullable Operation joined;

  public Affine(Value input, Value output, INDArray scale, INDArray shift) {
    super(List.of(input), output);
    this.scale = scale;
    this.shift = shift;
  }

  /** The one factor of all channels, if it adds nothing; else NaN. */
  double onlyFactor() {
    double factor = scale.getDouble(0);
    boolean plain = shift.eq(0).all() && scale.eq(factor).all();
    return plain ? factor : Double.NaN;
  }

  /**
   * This and the operation before it as one. It is made once: sections of a network share it, and
   * with it the transposed weights of its gradient.
   */
  synchronized Operation joinedWith(Foldable linear) {
    Operation known = joined;
    if (known == null || before != linear) {
      known = linear.folded(scale, shift, output());
      joined = known;
      before = linear;
    }
    return known;
  }

  @Override
  public Operation folded(INDArray outerScale, INDArray outerShift, Value newOutput) {
    return new Affine(
        input(), newOutput, scale.mul(outerScale), shift.mul(outerScale).addi(outerShift));
  }

  @Override
  void planForward(Binder binder) {
    Buffer from = binder.value(input());
    Buffer to = binder.outputInPlaceOf(this, 0);
    scaleRows(binder, from, to);
    binder.addBias(binder.matrix(to, output()), shift);
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contributeInPlace(this, 0, into -> scaleRows(binder, out, into));
  }

  @Override
  void planJvp(Binder binder) {
    Buffer from = binder.tangent(input());
    scaleRows(binder, from, binder.tangentInPlaceOf(this, 0));
  }

  private void scaleRows(Binder binder, Buffer from, Buffer to) {
    INDArray target = binder.matrix(to, output());
    if (from != to) {
      long length = binder.length(output());
      binder.call("assign", arrays(to.as(length), from.as(length)), arrays(to.as(length)));
    }
    binder.call("multiply", arrays(target, scale), arrays(target));
  }
}
