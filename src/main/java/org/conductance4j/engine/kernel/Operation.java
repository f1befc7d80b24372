package org.conductance4j.engine.kernel;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One step of a program: inputs to one output. Immutable; shared by every binding. What a batch of
 * a certain size needs beyond it (buffers, prepared calls) lives in the {@link Kernel} that {@link
 * #bind} makes.
 */
public abstract class Operation implements Cloneable {

  private List<Value> inputs;
  private final Value output;

  public Operation(List<Value> inputs, Value output) {
    this.inputs = List.copyOf(inputs);
    this.output = output;
  }

  public final List<Value> inputs() {
    return inputs;
  }

  public final Value input() {
    return inputs.get(0);
  }

  public final Value output() {
    return output;
  }

  /** The same operation on other values of the same shapes. */
  public final Operation reading(UnaryOperator<Value> replacement) {
    if (inputs.stream().allMatch(input -> replacement.apply(input) == input)) {
      return this;
    }
    try {
      Operation copy = (Operation) clone();
      copy.inputs = inputs.stream().map(replacement).toList();
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the derivative reads the values of the inputs after the forward pass. */
  boolean derivativeReadsInputs() {
    return false;
  }

  /** Whether the derivative reads the value of the output after the forward pass. */
  boolean derivativeReadsOutput() {
    return false;
  }

  /**
   * Makes what all bindings share and what takes time, such as transposed weights. Otherwise it is
   * made when it is first bound. Several operations may be prepared at a time.
   *
   * @param derivatives whether more than forward passes will run
   */
  public void prepare(boolean derivatives) {}

  /**
   * Memory that its weights take when all is prepared, beyond one copy in the program's precision.
   */
  public long moreWeightBytes() {
    return 0;
  }

  public abstract Kernel bind(Binder binder);
}
