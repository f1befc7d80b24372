package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Consecutive elements of each example, such as one time step of a sequence or one gate's part of a
 * vector. The gradients of many slices of one value are written into one buffer.
 */
public final class Slice extends LinearOperation {

  private final int start;

  /**
   * Defines a slice as long as its output.
   *
   * @param start its first element, in the engine's order
   */
  public Slice(Value input, Value output, int start) {
    super(input, output);
    this.start = start;
  }

  @Override
  void apply(Binder binder, Buffer from, Buffer to, boolean withBias) {
    INDArray target = rows(binder, to, output());
    binder.call("assign", arrays(target, part(binder, from)), arrays(target));
  }

  @Override
  void planVjp(Binder binder) {
    INDArray out = rows(binder, binder.gradient(output()), output());
    Binder.Sum sum = binder.gradientSum(this, 0);
    INDArray part = part(binder, sum.buffer());
    if (sum.accumulate()) {
      binder.call("add", arrays(part, out), arrays(part));
    } else {
      INDArray all = rows(binder, sum.buffer(), input());
      binder.step(() -> all.assign(0));
      binder.call("assign", arrays(part, out), arrays(part));
    }
  }

  private INDArray part(Binder binder, Buffer buffer) {
    return rows(binder, buffer, input())
        .get(NDArrayIndex.all(), NDArrayIndex.interval(start, start + (long) output().length()));
  }

  private INDArray rows(Binder binder, Buffer buffer, Value value) {
    return buffer.as(binder.batch(), value.length());
  }
}
