package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Element-wise product of two or more values of one shape; a value may be several factors. */
public final class Product extends PlainOperation {

  public Product(List<Value> factors, Value output) {
    super(factors, output);
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
  }

  @Override
  void planForward(Binder binder) {
    List<Buffer> factors = inputs().stream().map(binder::value).toList();
    multiply(binder, factors, binder.outputInPlaceOf(this, 0));
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    int last = inputs().size() - 1;
    for (int input = 0; input < last; input++) {
      List<Buffer> factors = replaced(binder, input, out);
      binder.contribute(this, input, into -> multiply(binder, factors, into));
    }
    List<Buffer> factors = replaced(binder, last, out);
    binder.contributeInPlace(this, last, into -> multiply(binder, factors, into));
  }

  @Override
  void planJvp(Binder binder) {
    List<Buffer> tangents = inputs().stream().map(binder::tangent).toList();
    Buffer to = binder.tangentInPlaceOf(this, 0);
    multiply(binder, replaced(binder, 0, tangents.get(0)), to);
    long length = binder.length(output());
    Buffer term = binder.scratch(length);
    for (int input = 1; input < tangents.size(); input++) {
      multiply(binder, replaced(binder, input, tangents.get(input)), term);
      binder.add(to, term, length);
    }
    binder.release(term);
  }

  /** A derivative's factors: itself first, then the values of all other inputs. */
  private List<Buffer> replaced(Binder binder, int input, Buffer derivative) {
    List<Buffer> factors = new ArrayList<>(List.of(derivative));
    for (int other = 0; other < inputs().size(); other++) {
      if (other != input) {
        factors.add(binder.value(inputs().get(other)));
      }
    }
    return factors;
  }

  private void multiply(Binder binder, List<Buffer> factors, Buffer to) {
    long length = binder.length(output());
    INDArray target = to.as(length);
    INDArray product = factors.get(0).as(length);
    for (Buffer factor : factors.subList(1, factors.size())) {
      binder.call("multiply", arrays(product, factor.as(length)), arrays(target));
      product = target;
    }
  }
}
