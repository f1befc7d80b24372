package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarReverseSubtraction;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/** The frequent activations as native operations; the derivative comes from the value. */
public sealed interface NativeFunction extends PointwiseFunction {

  @Override
  default boolean derivativeFromOutput() {
    return true;
  }

  /** Adds a native operation of the older kind, which has no context to prepare. */
  private static void exec(Binder binder, Op op) {
    binder.step(() -> Nd4j.getExecutioner().exec(op));
  }

  /**
   * max(x, slope · x) for slopes between 0 and 1.
   *
   * @param slope the slope of the negative part, which also holds at 0
   */
  record LeakyRelu(double slope) implements NativeFunction {
    @Override
    public void planValue(Binder binder, Buffer from, Buffer to, long length) {
      Buffer scaled = binder.scratch(length);
      INDArray x = from.as(length);
      exec(binder, new ScalarMultiplication(x, null, scaled.as(length), slope));
      binder.call("maximum", arrays(x, scaled.as(length)), arrays(to.as(length)));
      binder.release(scaled);
    }

    @Override
    public void planDerivative(Binder binder, Buffer known, Buffer to, long length) {
      INDArray d = to.as(length);
      exec(binder, new Step(known.as(length), d, 0.0));
      exec(binder, new ScalarMultiplication(d, null, d, 1 - slope));
      exec(binder, new ScalarAdd(d, null, d, slope));
    }
  }

  /** Hyperbolic tangent. */
  record Tanh() implements NativeFunction {
    @Override
    public void planValue(Binder binder, Buffer from, Buffer to, long length) {
      binder.call("tanh", arrays(from.as(length)), arrays(to.as(length)));
    }

    @Override
    public void planDerivative(Binder binder, Buffer known, Buffer to, long length) {
      INDArray d = to.as(length);
      INDArray y = known.as(length);
      binder.call("multiply", arrays(y, y), arrays(d));
      exec(binder, new ScalarReverseSubtraction(d, null, d, 1.0));
    }
  }

  /** Logistic function, by way of tanh, which is four times as fast as the native one. */
  record Sigmoid() implements NativeFunction {
    @Override
    public void planValue(Binder binder, Buffer from, Buffer to, long length) {
      INDArray y = to.as(length);
      exec(binder, new ScalarMultiplication(from.as(length), null, y, 0.5));
      binder.call("tanh", arrays(y), arrays(y));
      exec(binder, new ScalarMultiplication(y, null, y, 0.5));
      exec(binder, new ScalarAdd(y, null, y, 0.5));
    }

    @Override
    public void planDerivative(Binder binder, Buffer known, Buffer to, long length) {
      Buffer rest = binder.scratch(length);
      INDArray y = known.as(length);
      exec(binder, new ScalarReverseSubtraction(y, null, rest.as(length), 1.0));
      binder.call("multiply", arrays(y, rest.as(length)), arrays(to.as(length)));
      binder.release(rest);
    }
  }
}
