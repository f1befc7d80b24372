package org.conductance4j.engine;

/**
 * A function that is asked for permission before each call.
 *
 * @param guard throws where a call is not allowed
 */
record GuardedFunction(LayerFunction function, Runnable guard) implements LayerFunction {

  @Override
  public int[] outputShape(int... shape) {
    return function.outputShape(shape);
  }

  @Override
  public double[] forward(double[] y) {
    guard.run();
    return function.forward(y);
  }

  @Override
  public double[] vjp(double[] y, double[] cotangent) {
    guard.run();
    return function.vjp(y, cotangent);
  }

  @Override
  public double[] jvp(double[] y, double[] tangent) {
    guard.run();
    return function.jvp(y, tangent);
  }
}
