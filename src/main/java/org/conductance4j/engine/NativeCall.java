package org.conductance4j.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One native operation with its arrays and arguments set once, to be run many times: about 1 µs of
 * overhead a call instead of 5 to 8. The arrays must stay open and in place.
 */
final class NativeCall implements Runnable, AutoCloseable {

  private final DynamicCustomOp op;
  private final OpContext context;
  private final OpExecutioner executioner;

  private NativeCall(DynamicCustomOp op, OpContext context, OpExecutioner executioner) {
    this.op = op;
    this.context = context;
    this.executioner = executioner;
  }

  static NativeCall of(
      String name, INDArray[] inputs, INDArray[] outputs, double[] reals, long[] integers) {
    DynamicCustomOp op = new DynamicCustomOp(name, inputs, outputs);
    OpExecutioner executioner = Nd4j.getExecutioner();
    OpContext context = executioner.buildContext();
    context.setInputArrays(inputs);
    context.setOutputArrays(outputs);
    if (reals.length > 0) {
      op.addTArgument(reals);
      context.setTArguments(reals);
    }
    if (integers.length > 0) {
      op.addIArgument(integers);
      context.setIArguments(integers);
    }
    return new NativeCall(op, context, executioner);
  }

  /** Lets the output's given shape stand: asymmetric padding follows from it. */
  NativeCall withGivenOutputShape() {
    context.shapeFunctionOverride(true);
    return this;
  }

  /** Keeps oneDNN out, where it is wrong or refuses. */
  NativeCall withoutHelpers() {
    context.allowHelpers(false);
    return this;
  }

  @Override
  public void run() {
    executioner.exec(op, context);
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException("native context: cannot be closed", e);
    }
  }
}
