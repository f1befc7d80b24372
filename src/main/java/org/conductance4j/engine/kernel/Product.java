package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Element-wise product of two or more values of one shape; a value may be several factors. */
public final class Product extends Operation {

  public Product(List<Value> factors, Value output) {
    super(factors, output);
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
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
      List<Buffer> factors = inputs().stream().map(binder::value).toList();
      multiply(factors, binder.outputInPlaceOf(Product.this, 0));
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      int last = inputs().size() - 1;
      for (int input = 0; input < last; input++) {
        List<Buffer> factors = replaced(input, out);
        binder.contribute(Product.this, input, into -> multiply(factors, into));
      }
      List<Buffer> factors = replaced(last, out);
      binder.contributeInPlace(Product.this, last, into -> multiply(factors, into));
    }

    @Override
    public void planJvp() {
      List<Buffer> tangents = inputs().stream().map(binder::tangent).toList();
      Buffer to = binder.tangentInPlaceOf(Product.this, 0);
      multiply(replaced(0, tangents.get(0)), to);
      Buffer term = binder.scratch(length);
      for (int input = 1; input < tangents.size(); input++) {
        multiply(replaced(input, tangents.get(input)), term);
        binder.add(to, term, length);
      }
      binder.release(term);
    }

    /** A derivative's factors: itself first, then the values of all other inputs. */
    private List<Buffer> replaced(int input, Buffer derivative) {
      List<Buffer> factors = new ArrayList<>(List.of(derivative));
      for (int other = 0; other < inputs().size(); other++) {
        if (other != input) {
          factors.add(binder.value(inputs().get(other)));
        }
      }
      return factors;
    }

    private void multiply(List<Buffer> factors, Buffer to) {
      INDArray target = to.as(length);
      INDArray product = factors.get(0).as(length);
      for (Buffer factor : factors.subList(1, factors.size())) {
        binder.call("multiply", arrays(product, factor.as(length)), arrays(target));
        product = target;
      }
    }
  }
}
