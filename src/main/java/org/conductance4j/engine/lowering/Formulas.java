package org.conductance4j.engine.lowering;

import org.conductance4j.engine.kernel.ScalarFunction;

/**
 * The activations that have no fast native form, as formulas. Those that DL4J approximates, with
 * constants in single precision, are given as DL4J computes them: they explain the network that is
 * run.
 */
public final class Formulas {

  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double HARD_SLOPE = 0.2f;
  private static final double GELU_SLOPE = 1.702f;
  private static final double GELU_CUBIC = Math.pow(0.044715, 3);
  private static final double GELU_TANH = Math.sqrt(2 / Math.PI);
  private static final double RATIONAL_QUARTIC = 1.41645f;
  private static final double RATIONAL_SCALE = 1.7159f;

  private Formulas() {}

  public static ScalarFunction cube() {
    return new ScalarFunction(x -> x * x * x, x -> 3 * x * x);
  }

  public static ScalarFunction elu(double alpha) {
    return new ScalarFunction(
        x -> x > 0 ? x : alpha * Math.expm1(x), x -> x > 0 ? 1 : alpha * Math.exp(x));
  }

  public static ScalarFunction selu() {
    return new ScalarFunction(
        x -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
        x -> SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x)));
  }

  /** 0.2 x + 0.5, clipped to [0, 1]. */
  public static ScalarFunction hardSigmoid() {
    return new ScalarFunction(
        x -> Math.min(1, Math.max(0, HARD_SLOPE * x + 0.5)),
        x -> Math.abs(HARD_SLOPE * x) < 0.5 ? HARD_SLOPE : 0);
  }

  public static ScalarFunction hardTanh() {
    return new ScalarFunction(x -> Math.min(1, Math.max(-1, x)), x -> Math.abs(x) < 1 ? 1 : 0);
  }

  public static ScalarFunction rectifiedTanh() {
    return new ScalarFunction(
        x -> Math.max(0, Math.tanh(x)), x -> x > 0 ? 1 - Math.tanh(x) * Math.tanh(x) : 0);
  }

  /** 1.7159 tanh(2x / 3) by a rational approximation of tanh. */
  public static ScalarFunction rationalTanh() {
    return new ScalarFunction(
        x -> {
          double y = 2 * x / 3;
          return RATIONAL_SCALE * Math.signum(y) * (1 - 1 / rationalDenominator(Math.abs(y)));
        },
        x -> {
          double y = Math.abs(2 * x / 3);
          double denominator = rationalDenominator(y);
          double slope = 1 + 2 * y + 4 * RATIONAL_QUARTIC * y * y * y;
          return RATIONAL_SCALE * 2 / 3 * slope / (denominator * denominator);
        });
  }

  private static double rationalDenominator(double y) {
    return 1 + y + y * y + RATIONAL_QUARTIC * y * y * y * y;
  }

  public static ScalarFunction softPlus() {
    return new ScalarFunction(Formulas::softPlus, Formulas::sigmoid);
  }

  public static ScalarFunction softSign() {
    return new ScalarFunction(
        x -> x / (1 + Math.abs(x)), x -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))));
  }

  public static ScalarFunction swish() {
    return gated(1);
  }

  /** x σ(slope x), which DL4J's GELU is with slope 1.702. */
  private static ScalarFunction gated(double slope) {
    return new ScalarFunction(
        x -> x * sigmoid(slope * x),
        x -> {
          double s = sigmoid(slope * x);
          return s + slope * x * s * (1 - s);
        });
  }

  /**
   * GELU by the logistic function, or by tanh where the layer asks for the precise form. In that
   * DL4J raises 0.044715 x to the third power where the formula raises x alone.
   */
  public static ScalarFunction gelu(boolean precise) {
    if (!precise) {
      return gated(GELU_SLOPE);
    }
    return new ScalarFunction(
        x -> 0.5 * x * (1 + Math.tanh(GELU_TANH * (x + GELU_CUBIC * x * x * x))),
        x -> {
          double t = Math.tanh(GELU_TANH * (x + GELU_CUBIC * x * x * x));
          double inner = GELU_TANH * (1 + 3 * GELU_CUBIC * x * x);
          return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner;
        });
  }

  public static ScalarFunction mish() {
    return new ScalarFunction(
        x -> x * Math.tanh(softPlus(x)),
        x -> {
          double t = Math.tanh(softPlus(x));
          return t + x * (1 - t * t) * sigmoid(x);
        });
  }

  /** x above the threshold, else 0: with a jump, whose derivative nobody sees. */
  public static ScalarFunction thresholdedRelu(double threshold) {
    return new ScalarFunction(
        x -> x > threshold ? x : 0, x -> x > threshold ? 1 : 0, threshold != 0);
  }

  /** x^p of positive numbers. */
  public static ScalarFunction power(double p) {
    return new ScalarFunction(x -> Math.pow(x, p), x -> p * Math.pow(x, p - 1));
  }

  /** |x|^p. */
  public static ScalarFunction absolutePower(int p) {
    return new ScalarFunction(
        x -> Math.pow(Math.abs(x), p), x -> p * Math.signum(x) * Math.pow(Math.abs(x), p - 1));
  }

  /** The p-th root of a number that is not negative; the derivative at 0, which has none, is 0. */
  public static ScalarFunction root(int p) {
    return new ScalarFunction(
        x -> Math.pow(x, 1.0 / p), x -> x > 0 ? Math.pow(x, 1.0 / p - 1) / p : 0);
  }

  /** 1 / max(√x, floor). */
  public static ScalarFunction inverseRoot(double floor) {
    return new ScalarFunction(
        x -> 1 / Math.max(Math.sqrt(x), floor),
        x -> Math.sqrt(x) > floor ? -0.5 / (x * Math.sqrt(x)) : 0);
  }

  /** max(x, floor). */
  public static ScalarFunction floor(double floor) {
    return new ScalarFunction(x -> Math.max(x, floor), x -> x > floor ? 1 : 0);
  }

  /** ReLU with a threshold, a slope below it and an upper bound. */
  public static ScalarFunction boundedRelu(double threshold, double slope, double max) {
    return new ScalarFunction(
        x -> Math.min(max, x >= threshold ? x : slope * (x - threshold)),
        x -> {
          double derivative = x >= threshold ? 1 : slope;
          double value = x >= threshold ? x : slope * (x - threshold);
          return value < max ? derivative : 0;
        },
        threshold != 0);
  }

  private static double sigmoid(double x) {
    return 0.5 * Math.tanh(0.5 * x) + 0.5;
  }

  private static double softPlus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
