package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.conductance4j.array.Precision;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Maximum over sliding windows of each channel; padding never wins. Among equal elements the first
 * in the window's order has the derivative.
 */
public final class MaxPooling extends Operation {

  private final Window window;

  public MaxPooling(Value input, Value output, Window window) {
    super(List.of(input), output);
    this.window = window;
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
  }

  @Override
  public Kernel bind(Binder binder) {
    WindowWalk walk = new WindowWalk(window, input(), output());
    return walk.isNative() && binder.precision() == Precision.FLOAT32
        ? new Native(binder, walk)
        : new Compared(binder, walk);
  }

  /**
   * By oneDNN; only tangents need to know the largest elements, which are found when first asked.
   */
  private final class Native implements Kernel {

    private final Binder binder;
    private final WindowWalk walk;
    private boolean found;

    Native(Binder binder, WindowWalk walk) {
      this.binder = binder;
      this.walk = walk;
    }

    @Override
    public void planForward() {
      INDArray x = binder.batched(binder.value(input()), input());
      INDArray y = binder.batched(binder.output(MaxPooling.this), output());
      binder.call("maxpool2d", arrays(x), arrays(y), window.arguments(0, 1));
      binder.step(() -> found = false);
    }

    @Override
    public void planVjp() {
      INDArray x = binder.batched(binder.value(input()), input());
      INDArray out = binder.batched(binder.gradient(output()), output());
      binder.contribute(
          MaxPooling.this,
          0,
          into ->
              binder.call(
                  "maxpool2d_bp",
                  arrays(x, out),
                  arrays(binder.batched(into, input())),
                  window.arguments(0, 1)));
    }

    @Override
    public void planJvp() {
      MaxPositions winners = new MaxPositions(binder, walk, input(), output());
      Buffer value = binder.value(input());
      Buffer from = binder.tangent(input());
      Buffer to = binder.tangentOutput(MaxPooling.this);
      binder.hostStep(
          () -> {
            if (!found) {
              winners.find(value);
              found = true;
            }
            winners.gather(from, to);
          });
    }
  }

  /** By comparison, for windows and precisions that oneDNN does not have. */
  private final class Compared implements Kernel {

    private final Binder binder;
    private final MaxPositions winners;

    Compared(Binder binder, WindowWalk walk) {
      this.binder = binder;
      this.winners = new MaxPositions(binder, walk, input(), output());
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      Buffer to = binder.output(MaxPooling.this);
      binder.hostStep(
          () -> {
            winners.find(from);
            winners.gather(from, to);
          });
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      binder.contribute(
          MaxPooling.this, 0, into -> binder.hostStep(() -> winners.scatter(out, into)));
    }

    @Override
    public void planJvp() {
      Buffer from = binder.tangent(input());
      Buffer to = binder.tangentOutput(MaxPooling.this);
      binder.hostStep(() -> winners.gather(from, to));
    }
  }
}
