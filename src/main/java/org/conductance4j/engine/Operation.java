package org.conductance4j.engine;

import java.util.List;

/**
 * One step of a program: inputs to one output. Immutable; shared by every binding. What a batch of
 * a certain size needs beyond it (buffers, prepared calls) lives in the {@link Kernel} that {@link
 * #bind} makes.
 */
abstract class Operation {

  private final List<Value> inputs;
  private final Value output;

  Operation(List<Value> inputs, Value output) {
    this.inputs = List.copyOf(inputs);
    this.output = output;
  }

  final List<Value> inputs() {
    return inputs;
  }

  final Value input() {
    return inputs.get(0);
  }

  final Value output() {
    return output;
  }

  /** Whether the derivative reads the values of the inputs after the forward pass. */
  boolean derivativeReadsInputs() {
    return false;
  }

  /** Whether the derivative reads the value of the output after the forward pass. */
  boolean derivativeReadsOutput() {
    return false;
  }

  abstract Kernel bind(Binder binder);
}
