package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Consecutive elements of each example, such as one time step of a sequence or one gate's part of a
 * vector. The gradients of many slices of one value are written into one buffer.
 */
public final class Slice extends Operation {

  private final int start;

  /**
   * Defines a slice as long as its output.
   *
   * @param start its first element, in the engine's order
   */
  public Slice(Value input, Value output, int start) {
    super(List.of(input), output);
    this.start = start;
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
      cut(binder.value(input()), binder.output(Slice.this));
    }

    @Override
    public void planJvp() {
      cut(binder.tangent(input()), binder.tangentOutput(Slice.this));
    }

    private void cut(Buffer from, Buffer to) {
      INDArray target = rows(to, output());
      binder.call("assign", arrays(target, part(from)), arrays(target));
    }

    @Override
    public void planVjp() {
      INDArray out = rows(binder.gradient(output()), output());
      Binder.Sum sum = binder.gradientSum(Slice.this, 0);
      INDArray part = part(sum.buffer());
      if (sum.accumulate()) {
        binder.call("add", arrays(part, out), arrays(part));
      } else {
        INDArray all = rows(sum.buffer(), input());
        binder.step(() -> all.assign(0));
        binder.call("assign", arrays(part, out), arrays(part));
      }
    }

    private INDArray part(Buffer buffer) {
      return rows(buffer, input())
          .get(NDArrayIndex.all(), NDArrayIndex.interval(start, start + (long) output().length()));
    }

    private INDArray rows(Buffer buffer, Value value) {
      return buffer.as(binder.batch(), value.length());
    }
  }
}
