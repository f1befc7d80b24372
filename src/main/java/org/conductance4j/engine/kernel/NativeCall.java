package org.conductance4j.engine.kernel;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One native operation with its arrays and arguments set once, to be run many times: about 1 µs of
 * overhead a call instead of 5 to 8. The arrays must stay open and in place. Its native context
 * goes to a later call when it is closed: ND4J itself would free it no sooner than the garbage
 * collector finds it, which for a long-lived one may be after thousands of others.
 */
final class NativeCall implements Runnable, AutoCloseable {

  private static final Map<Arguments, Queue<OpContext>> FREE = new ConcurrentHashMap<>();

  private final DynamicCustomOp op;
  private final OpContext context;
  private final OpExecutioner executioner;
  private final Queue<OpContext> origin;

  /** Which lists of arguments a context has: they can be replaced, but not taken away. */
  private record Arguments(boolean reals, boolean integers) {}

  private NativeCall(
      DynamicCustomOp op, OpContext context, OpExecutioner executioner, Queue<OpContext> origin) {
    this.op = op;
    this.context = context;
    this.executioner = executioner;
    this.origin = origin;
  }

  static NativeCall of(
      String name, INDArray[] inputs, INDArray[] outputs, double[] reals, long[] integers) {
    DynamicCustomOp op = new DynamicCustomOp(name, inputs, outputs);
    OpExecutioner executioner = Nd4j.getExecutioner();
    Queue<OpContext> origin =
        FREE.computeIfAbsent(
            new Arguments(reals.length > 0, integers.length > 0),
            none -> new ConcurrentLinkedQueue<>());
    OpContext free = origin.poll();
    OpContext context = free == null ? executioner.buildContext() : free;
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
    return new NativeCall(op, context, executioner, origin);
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

  /** Must be called once at most: the context may then be another call's. */
  @Override
  public void close() {
    context.purge();
    context.shapeFunctionOverride(false);
    context.allowHelpers(true);
    origin.add(context);
  }
}
