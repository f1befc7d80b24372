package org.conductance4j.engine.kernel;

import java.util.List;

/** An operation of one input that is linear but for a bias, so that tangents take its own way. */
abstract class LinearOperation extends PlainOperation {

  LinearOperation(Value input, Value output) {
    super(List.of(input), output);
  }

  /** Plans the way from what is like the input to what is like the output. */
  abstract void apply(Binder binder, Buffer from, Buffer to, boolean withBias);

  @Override
  final void planForward(Binder binder) {
    apply(binder, binder.value(input()), binder.output(this), true);
  }

  @Override
  final void planJvp(Binder binder) {
    apply(binder, binder.tangent(input()), binder.tangentOutput(this), false);
  }
}
