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
public final class Concatenation extends PlainOperation {

  public Concatenation(List<Value> inputs, Value output) {
    super(inputs, output);
  }

  @Override
  void planForward(Binder binder) {
    join(binder, binder::value, binder.output(this));
  }

  @Override
  void planJvp(Binder binder) {
    join(binder, binder::tangent, binder.tangentOutput(this));
  }

  /** Elements of all values at a position. */
  private int width() {
    return output().length() / input().positions();
  }

  private void join(Binder binder, Function<Value, Buffer> part, Buffer to) {
    int rows = binder.batch() * input().positions();
    INDArray[] parts =
        inputs().stream()
            .map(value -> binder.matrix(part.apply(value), value))
            .toArray(INDArray[]::new);
    binder.call("concat", parts, arrays(to.as(rows, width())), 1);
  }

  @Override
  void planVjp(Binder binder) {
    ByteBuffer out = binder.gradient(output()).bytes();
    int first = 0;
    for (int input = 0; input < inputs().size(); input++) {
      int offset = first;
      int channels = inputs().get(input).channels();
      binder.contribute(this, input, into -> cut(binder, out, into, offset, channels));
      first += channels;
    }
  }

  private void cut(Binder binder, ByteBuffer out, Buffer into, int offset, int channels) {
    int rows = binder.batch() * input().positions();
    int width = width();
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
