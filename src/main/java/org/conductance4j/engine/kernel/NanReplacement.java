package org.conductance4j.engine.kernel;

/**
 * A number in place of NaN, and all else as it is. Exporters guard attention with it, whose softmax
 * has no numbers where all is masked.
 *
 * @param replacement the number
 */
public record NanReplacement(double replacement) implements PointwiseFunction {

  @Override
  public boolean derivativeFromOutput() {
    return false;
  }

  @Override
  public void planValue(Binder binder, Buffer from, Buffer to, long length) {
    formulas().planValue(binder, from, to, length);
  }

  @Override
  public void planDerivative(Binder binder, Buffer known, Buffer to, long length) {
    formulas().planDerivative(binder, known, to, length);
  }

  private ScalarFunction formulas() {
    return new ScalarFunction(x -> Double.isNaN(x) ? replacement : x, x -> Double.isNaN(x) ? 0 : 1);
  }
}
