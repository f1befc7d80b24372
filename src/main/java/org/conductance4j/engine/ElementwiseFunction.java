package org.conductance4j.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A function of each element of an activation by itself. */
final class ElementwiseFunction implements LayerFunction {

  private final int @Nullable [] shape;
  private final AtElement function;
  private final AtElement derivative;

  /** A function of the element at a row-major index. */
  @FunctionalInterface
  interface AtElement {
    double of(int element, double y);
  }

  /** The shape is that of all layers it fits, or null if it fits any. */
  ElementwiseFunction(int @Nullable [] shape, AtElement function, AtElement derivative) {
    this.shape = shape;
    this.function = function;
    this.derivative = derivative;
  }

  @Override
  public int[] outputShape(int... given) {
    return shape == null ? given : shape.clone();
  }

  @Override
  public double[] forward(double[] y) {
    double[] result = new double[y.length];
    Arrays.setAll(result, i -> function.of(i, y[i]));
    return result;
  }

  @Override
  public double[] vjp(double[] y, double[] cotangent) {
    return times(y, cotangent);
  }

  @Override
  public double[] jvp(double[] y, double[] tangent) {
    return times(y, tangent);
  }

  private double[] times(double[] y, double[] along) {
    double[] result = new double[y.length];
    Arrays.setAll(result, i -> derivative.of(i, y[i]) * along[i]);
    return result;
  }
}
