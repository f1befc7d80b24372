package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax over the channels of each position. Its Jacobian is symmetric: vjp and jvp are one. */
public final class Softmax extends PlainOperation {

  public Softmax(Value input, Value output) {
    super(List.of(input), output);
  }

  /** Whether it is over each of several positions by itself. */
  public boolean isAtPositions() {
    return output().rank() > 2 && output().positions() > 1;
  }

  @Override
  boolean derivativeReadsOutput() {
    return true;
  }

  @Override
  void planForward(Binder binder) {
    INDArray x = binder.matrix(binder.value(input()), input());
    INDArray y = binder.matrix(binder.output(this), output());
    binder.call("softmax", arrays(x), arrays(y), 1);
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contribute(this, 0, into -> derivative(binder, out, into));
  }

  @Override
  void planJvp(Binder binder) {
    derivative(binder, binder.tangent(input()), binder.tangentOutput(this));
  }

  private void derivative(Binder binder, Buffer from, Buffer to) {
    int rows = binder.batch() * output().positions();
    int width = output().channels();
    Buffer probabilities = binder.value(output());
    binder.hostStep(
        () -> {
          double[] p = new double[width];
          double[] u = new double[width];
          for (int row = 0; row < rows; row++) {
            long at = (long) row * width;
            probabilities.read(at, p, 0, width);
            from.read(at, u, 0, width);
            if (Double.isNaN(p[0])) { // wholly masked: what follows replaces the row
              to.write(at, new double[width], 0, width);
              continue;
            }
            double mean = 0;
            for (int i = 0; i < width; i++) {
              mean += p[i] * u[i];
            }
            for (int i = 0; i < width; i++) {
              u[i] = p[i] * (u[i] - mean);
            }
            to.write(at, u, 0, width);
          }
        });
  }
}
