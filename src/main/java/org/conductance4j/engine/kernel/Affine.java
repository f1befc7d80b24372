package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scale and shift of each channel: y = scale ⊙ x + shift. */
public final class Affine extends Operation implements Foldable {

  private final INDArray scale;
  private final INDArray shift;
  private @Nullable Foldable before;
  private @Nullable Operation joined;

  public Affine(Value input, Value output, INDArray scale, INDArray shift) {
    super(List.of(input), output);
    this.scale = scale;
    this.shift = shift;
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
  public Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private final class Bound implements Kernel {

    private final Binder binder;

    Bound(Binder binder) {
      this.binder = binder;
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      Buffer to = binder.outputInPlaceOf(Affine.this, 0);
      scaleRows(from, to);
      INDArray rows = binder.matrix(to, output());
      binder.step(() -> rows.addiRowVector(shift));
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      binder.contributeInPlace(Affine.this, 0, into -> scaleRows(out, into));
    }

    @Override
    public void planJvp() {
      Buffer from = binder.tangent(input());
      scaleRows(from, binder.tangentInPlaceOf(Affine.this, 0));
    }

    private void scaleRows(Buffer from, Buffer to) {
      INDArray target = binder.matrix(to, output());
      if (from != to) {
        long length = binder.length(output());
        binder.call("assign", arrays(to.as(length), from.as(length)), arrays(to.as(length)));
      }
      binder.step(() -> target.muliRowVector(scale));
    }
  }
}
