package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The same elements in the engine's order under other extents or another order of the source's
 * axes: what the source permutes, but the engine need not move.
 */
public final class Relabelling extends Operation {

  public Relabelling(Value input, Value output) {
    super(List.of(input), output);
  }

  @Override
  public Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private final class Bound implements Kernel {

    private final Binder binder;
    private final long length;

    Bound(Binder binder) {
      this.binder = binder;
      this.length = binder.length(output());
    }

    @Override
    public void planForward() {
      pass(binder.value(input()), binder.outputInPlaceOf(Relabelling.this, 0));
    }

    @Override
    public void planJvp() {
      pass(binder.tangent(input()), binder.tangentInPlaceOf(Relabelling.this, 0));
    }

    private void pass(Buffer from, Buffer to) {
      if (from != to) {
        INDArray target = to.as(length);
        binder.call("assign", arrays(target, from.as(length)), arrays(target));
      }
    }

    @Override
    public void planVjp() {
      binder.passGradient(Relabelling.this, 0);
    }
  }
}
