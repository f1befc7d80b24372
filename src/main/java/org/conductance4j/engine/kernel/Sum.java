package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Element-wise sum of two or more values of one shape. */
public final class Sum extends PlainOperation {

  public Sum(List<Value> inputs, Value output) {
    super(inputs, output);
  }

  @Override
  void planForward(Binder binder) {
    List<Buffer> terms = inputs().stream().map(binder::value).toList();
    sum(binder, terms, binder.outputInPlaceOf(this, 0));
  }

  @Override
  void planVjp(Binder binder) {
    for (int input = 0; input < inputs().size(); input++) {
      binder.passGradient(this, input);
    }
  }

  @Override
  void planJvp(Binder binder) {
    List<Buffer> terms = inputs().stream().map(binder::tangent).toList();
    sum(binder, terms, binder.tangentInPlaceOf(this, 0));
  }

  private void sum(Binder binder, List<Buffer> terms, Buffer to) {
    long length = binder.length(output());
    INDArray target = to.as(length);
    binder.call("add", arrays(terms.get(0).as(length), terms.get(1).as(length)), arrays(target));
    for (Buffer term : terms.subList(2, terms.size())) {
      binder.add(to, term, length);
    }
  }
}
