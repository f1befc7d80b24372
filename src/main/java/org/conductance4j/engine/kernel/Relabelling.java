package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The same elements in the engine's order under other extents or another order of the source's
 * axes: what the source permutes, but the engine need not move.
 */
public final class Relabelling extends PlainOperation {

  public Relabelling(Value input, Value output) {
    super(List.of(input), output);
  }

  @Override
  void planForward(Binder binder) {
    pass(binder, binder.value(input()), binder.outputInPlaceOf(this, 0));
  }

  @Override
  void planJvp(Binder binder) {
    pass(binder, binder.tangent(input()), binder.tangentInPlaceOf(this, 0));
  }

  private void pass(Binder binder, Buffer from, Buffer to) {
    if (from != to) {
      long length = binder.length(output());
      INDArray target = to.as(length);
      binder.call("assign", arrays(target, from.as(length)), arrays(target));
    }
  }

  @Override
  void planVjp(Binder binder) {
    binder.passGradient(this, 0);
  }
}
