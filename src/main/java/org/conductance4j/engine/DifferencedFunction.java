package org.conductance4j.engine;

/** A user's function whose jvp is a central difference. */
final class DifferencedFunction implements LayerFunction {

  private static final double STEP = 1e-5;

  private final LayerFunction function;

  DifferencedFunction(LayerFunction function) {
    this.function = function;
  }

  @Override
  public int[] outputShape(int... shape) {
    return function.outputShape(shape);
  }

  @Override
  public double[] forward(double[] y) {
    return function.forward(y);
  }

  @Override
  public double[] vjp(double[] y, double[] cotangent) {
    return function.vjp(y, cotangent);
  }

  @Override
  public double[] jvp(double[] y, double[] tangent) {
    double length = largest(tangent);
    double step = length == 0 ? 1 : STEP * (1 + largest(y)) / length;
    double[] ahead = function.forward(moved(y, tangent, step)).clone();
    double[] behind = function.forward(moved(y, tangent, -step));
    for (int i = 0; i < ahead.length; i++) {
      ahead[i] = (ahead[i] - behind[i]) / (2 * step);
    }
    return ahead;
  }

  private static double[] moved(double[] y, double[] along, double step) {
    double[] moved = y.clone();
    for (int i = 0; i < y.length; i++) {
      moved[i] += step * along[i];
    }
    return moved;
  }

  private static double largest(double[] numbers) {
    double largest = 0;
    for (double number : numbers) {
      largest = Math.max(largest, Math.abs(number));
    }
    return largest;
  }
}
