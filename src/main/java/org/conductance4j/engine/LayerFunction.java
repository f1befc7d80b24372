package org.conductance4j.engine;

import java.util.function.DoubleUnaryOperator;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * A function of one layer's activation with its derivatives: what a hook or a pruning does to the
 * activation, or a layer that the engine does not know. {@link #elementwise}, {@link #scale} and
 * {@link #mask} make common ones.
 *
 * <p>It is called for one example at a time, in any order, from one thread, with arrays of its own
 * that it may keep or overwrite; it may return an array that it was given. Arrays are in DL4J's
 * layout, such as (channel, row, column), flattened row-major. It must be the same function at
 * every call. What it throws reaches whoever asked for the pass.
 */
public interface LayerFunction {

  /**
   * A function of each element by itself: T(y)_i = f(y_i).
   *
   * @param function f
   * @param derivative f′
   * @return the function, of any shape
   */
  static LayerFunction elementwise(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
    return new ElementwiseFunction(
        null,
        (element, y) -> function.applyAsDouble(y),
        (element, y) -> derivative.applyAsDouble(y));
  }

  /**
   * Multiplies every element by a number.
   *
   * @param factor the number
   * @return the function, of any shape
   */
  static LayerFunction scale(double factor) {
    return elementwise(y -> factor * y, y -> factor);
  }

  /**
   * Multiplies each element by a factor of its own: 1 keeps it, 0 removes it.
   *
   * @param factors of the layer's shape
   * @return the function, for layers of that shape alone
   */
  static LayerFunction mask(Tensor factors) {
    return new ElementwiseFunction(
        factors.shape(),
        (element, y) -> factors.get(element) * y,
        (element, y) -> factors.get(element));
  }

  /**
   * Shape of one example of what comes out.
   *
   * @param shape of one example of what goes in
   * @return the same, unless overridden
   */
  default int[] outputShape(int... shape) {
    return shape;
  }

  /**
   * T(y).
   *
   * @param y one example's activation
   * @return of the output's length
   */
  double[] forward(double[] y);

  /**
   * Reverse-mode derivative: J_T(y)ᵀ u.
   *
   * @param y one example's activation
   * @param cotangent u, of the output's length
   * @return of y's length
   */
  double[] vjp(double[] y, double[] cotangent);

  /**
   * Forward-mode derivative: J_T(y) v. Needed by attribution at this layer and above it, not by
   * input maps.
   *
   * @param y one example's activation
   * @param tangent v, of y's length
   * @return of the output's length
   * @throws InvalidInputException unless overridden
   */
  default double[] jvp(double[] y, double[] tangent) {
    throw InvalidInputException.of(
        "jvp", "is needed of the layer's function", "none", "give one, or take withDifferences()");
  }

  /**
   * This function with its jvp by central differences of its forward pass: (T(y + hv) − T(y − hv))
   * / 2h, with h = 10⁻⁵ (1 + max|y|) / max|v|. Exact to about 10⁻⁹ where T is smooth. Programs that
   * use it say so ({@link Program#approximations}).
   *
   * @return the same forward pass and vjp, another jvp
   */
  default LayerFunction withDifferences() {
    return new DifferencedFunction(this);
  }
}
