package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Element-wise sum of two or more values of one shape. */
public final class Sum extends Operation {

  public Sum(List<Value> inputs, Value output) {
    super(inputs, output);
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
      List<Buffer> terms = inputs().stream().map(binder::value).toList();
      sum(terms, binder.outputInPlaceOf(Sum.this, 0));
    }

    @Override
    public void planVjp() {
      for (int input = 0; input < inputs().size(); input++) {
        binder.passGradient(Sum.this, input);
      }
    }

    @Override
    public void planJvp() {
      List<Buffer> terms = inputs().stream().map(binder::tangent).toList();
      sum(terms, binder.tangentInPlaceOf(Sum.this, 0));
    }

    private void sum(List<Buffer> terms, Buffer to) {
      INDArray target = to.as(length);
      binder.call("add", arrays(terms.get(0).as(length), terms.get(1).as(length)), arrays(target));
      for (Buffer term : terms.subList(2, terms.size())) {
        binder.add(to, term, length);
      }
    }
  }
}
