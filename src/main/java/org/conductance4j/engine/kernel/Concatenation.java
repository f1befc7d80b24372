package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Values joined along the channels. Flat values may as well be joined to a sequence, each of them
 * one of its positions.
 */
public final class Concatenation extends Operation {

  public Concatenation(List<Value> inputs, Value output) {
    super(inputs, output);
  }

  @Override
  public Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private final class Bound implements Kernel {

    private final Binder binder;
    private final int rows;
    private final int width;

    Bound(Binder binder) {
      this.binder = binder;
      this.rows = binder.batch() * input().positions();
      this.width = output().length() / input().positions();
    }

    @Override
    public void planForward() {
      join(binder::value, binder.output(Concatenation.this));
    }

    @Override
    public void planJvp() {
      join(binder::tangent, binder.tangentOutput(Concatenation.this));
    }

    private void join(Function<Value, Buffer> part, Buffer to) {
      INDArray[] parts =
          inputs().stream()
              .map(value -> binder.matrix(part.apply(value), value))
              .toArray(INDArray[]::new);
      binder.call("concat", parts, arrays(to.as(rows, width)), 1);
    }

    @Override
    public void planVjp() {
      ByteBuffer out = binder.gradient(output()).bytes();
      int first = 0;
      for (int input = 0; input < inputs().size(); input++) {
        int offset = first;
        int channels = inputs().get(input).channels();
        binder.contribute(Concatenation.this, input, into -> cut(out, into, offset, channels));
        first += channels;
      }
    }

    private void cut(ByteBuffer out, Buffer into, int offset, int channels) {
      int bytes = binder.precision().bytes();
      ByteBuffer target = into.bytes();
      binder.hostStep(
          () -> {
            for (int row = 0; row < rows; row++) {
              target.put(
                  row * channels * bytes, out, (row * width + offset) * bytes, channels * bytes);
            }
          });
    }
  }
}
