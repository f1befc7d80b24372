package org.conductance4j.engine;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Lowers DL4J's activation functions. */
final class Activations {

  private Activations() {}

  /** Emits an activation of a value. */
  static Value lower(Emitter emitter, IActivation activation, Value in) {
    if (activation instanceof ActivationIdentity) {
      return in;
    }
    Value out = new Value(in.dims(), in.external());
    if (activation instanceof ActivationSoftmax) {
      return emitter.add(new Softmax(in, out));
    }
    double cap = cap(activation);
    return emitter.add(
        cap > 0
            ? new ClippedRelu(in, out, cap)
            : new Pointwise(in, out, function(emitter, activation)));
  }

  /** The upper bound of a ReLU that starts at 0 without slope; 0 for other activations. */
  private static double cap(IActivation activation) {
    if (activation instanceof ActivationReLU6) {
      return 6;
    }
    if (activation instanceof ActivationReLU relu
        && relu.getNegativeSlope() == null
        && (relu.getThreshold() == null || relu.getThreshold() == 0)) {
      return relu.getMax() == null ? Double.POSITIVE_INFINITY : relu.getMax();
    }
    return 0;
  }

  private static PointwiseFunction function(Emitter emitter, IActivation activation) {
    if (activation instanceof ActivationReLU relu) {
      return relu(emitter, relu);
    }
    if (activation instanceof ActivationLReLU leaky) {
      return leakyRelu(leaky.getAlpha());
    }
    if (activation instanceof ActivationTanH) {
      return new NativeFunction.Tanh();
    }
    if (activation instanceof ActivationSigmoid) {
      return new NativeFunction.Sigmoid();
    }
    throw emitter.unsupported(activation);
  }

  private static PointwiseFunction relu(Emitter emitter, ActivationReLU relu) {
    boolean plain = relu.getThreshold() == null || relu.getThreshold() == 0;
    if (plain && relu.getMax() == null) {
      return leakyRelu(relu.getNegativeSlope());
    }
    throw emitter.unsupported(relu);
  }

  private static PointwiseFunction leakyRelu(double slope) {
    if (slope >= 0 && slope <= 1) {
      return new NativeFunction.LeakyRelu(slope);
    }
    return new ScalarFunction(x -> x > 0 ? x : slope * x, x -> x > 0 ? 1 : slope);
  }
}
