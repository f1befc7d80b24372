package org.conductance4j.engine.lowering.dl4j;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.ClippedRelu;
import org.conductance4j.engine.kernel.NativeFunction;
import org.conductance4j.engine.kernel.Pointwise;
import org.conductance4j.engine.kernel.PointwiseFunction;
import org.conductance4j.engine.kernel.Reshaping;
import org.conductance4j.engine.kernel.ScalarFunction;
import org.conductance4j.engine.kernel.Softmax;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.Formulas;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** Lowers DL4J's activation functions. */
final class Activations {

  private static final Map<Class<?>, Function<IActivation, PointwiseFunction>> FUNCTIONS =
      new HashMap<>();

  static {
    add(ActivationReLU.class, Activations::relu);
    add(ActivationLReLU.class, leaky -> leakyRelu(leaky.getAlpha()));
    add(ActivationTanH.class, a -> new NativeFunction.Tanh());
    add(ActivationSigmoid.class, a -> new NativeFunction.Sigmoid());
    add(ActivationCube.class, a -> Formulas.cube());
    add(ActivationELU.class, elu -> Formulas.elu(elu.getAlpha()));
    add(ActivationSELU.class, a -> Formulas.selu());
    add(ActivationHardSigmoid.class, a -> Formulas.hardSigmoid());
    add(ActivationHardTanH.class, a -> Formulas.hardTanh());
    add(ActivationRationalTanh.class, a -> Formulas.rationalTanh());
    add(ActivationRectifiedTanh.class, a -> Formulas.rectifiedTanh());
    add(ActivationRReLU.class, rrelu -> Formulas.floor((rrelu.getL() + rrelu.getU()) / 2));
    add(ActivationSoftPlus.class, a -> Formulas.softPlus());
    add(ActivationSoftSign.class, a -> Formulas.softSign());
    add(ActivationSwish.class, a -> Formulas.swish());
    add(ActivationMish.class, a -> Formulas.mish());
    add(ActivationGELU.class, gelu -> Formulas.gelu(gelu.isPrecise()));
    add(ActivationThresholdedReLU.class, t -> Formulas.thresholdedRelu(t.getTheta()));
  }

  private Activations() {}

  private static <A extends IActivation> void add(
      Class<A> type, Function<A, PointwiseFunction> function) {
    FUNCTIONS.put(type, activation -> function.apply(type.cast(activation)));
  }

  /** Emits an activation of a value; a damaged file may hold none. */
  static Value lower(ProgramBuilder builder, @Nullable IActivation activation, Value in) {
    if (activation == null) {
      throw builder.refuse("needs an activation", "none", "save the network again");
    }
    if (activation instanceof ActivationIdentity) {
      return in;
    }
    Value out = in.alike();
    if (activation instanceof ActivationSoftmax) {
      return softmax(builder, in, out);
    }
    double cap = cap(activation);
    return builder.add(
        cap > 0
            ? new ClippedRelu(in, out, cap)
            : new Pointwise(in, out, function(builder, activation)));
  }

  /** Emits an activation of each position by itself: softmax is over the features. */
  static Value overFeatures(ProgramBuilder builder, IActivation activation, Value in) {
    return activation instanceof ActivationSoftmax
        ? builder.add(new Softmax(in, in.alike()))
        : lower(builder, activation, in);
  }

  /** Softmax over the last axis that DL4J has, which is not the channels' where they come first. */
  private static Value softmax(ProgramBuilder builder, Value in, Value out) {
    if (in.rank() == 1 || in.external() == AxisOrder.CHANNELS_LAST) {
      return builder.add(new Softmax(in, out));
    }
    Value rows = new Value(in.externalDims(), AxisOrder.CHANNELS_LAST);
    Value shares = new Value(in.externalDims(), AxisOrder.CHANNELS_LAST);
    builder.add(Reshaping.of(in, rows));
    builder.add(new Softmax(rows, shares));
    return builder.add(Reshaping.of(shares, out));
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

  private static PointwiseFunction function(ProgramBuilder builder, IActivation activation) {
    Function<IActivation, PointwiseFunction> function = FUNCTIONS.get(activation.getClass());
    if (function == null) {
      throw builder.unsupported(activation);
    }
    return function.apply(activation);
  }

  private static PointwiseFunction relu(ActivationReLU relu) {
    double threshold = relu.getThreshold() == null ? 0 : relu.getThreshold();
    double slope = relu.getNegativeSlope() == null ? 0 : relu.getNegativeSlope();
    return threshold == 0 && relu.getMax() == null
        ? leakyRelu(slope)
        : Formulas.boundedRelu(
            threshold, slope, relu.getMax() == null ? Double.POSITIVE_INFINITY : relu.getMax());
  }

  private static PointwiseFunction leakyRelu(double slope) {
    if (slope >= 0 && slope <= 1) {
      return new NativeFunction.LeakyRelu(slope);
    }
    return new ScalarFunction(x -> x > 0 ? x : slope * x, x -> x > 0 ? 1 : slope);
  }
}
