package org.conductance4j.pruning;

import org.conductance4j.engine.LayerFunction;

/** What takes the place of a pruned unit's activation. */
public sealed interface Replacement {

  /**
   * The pruning of some units of a layer as a change of its activation in passing.
   *
   * @param units number of units of the layer
   * @param pruned row-major indices of those that are pruned; not modified
   * @return the transform
   */
  LayerFunction transform(int units, int[] pruned);

  /**
   * The activation becomes 0.
   *
   * @return the replacement
   */
  static Replacement zero() {
    return new Zero();
  }

  /** Nothing: the activation becomes 0. */
  record Zero() implements Replacement {

    @Override
    public LayerFunction transform(int units, int[] pruned) {
      return new Zeroing(units, pruned.clone());
    }
  }

  /** y ↦ m ⊙ y with m = 0 on the pruned units; linear, so that its derivatives are itself. */
  final class Zeroing implements LayerFunction {
    private final int units;
    private final int[] pruned;

    private Zeroing(int units, int[] pruned) {
      this.units = units;
      this.pruned = pruned;
    }

    private double[] zero(double[] values) {
      if (values.length != units) {
        throw new IllegalArgumentException("plan: made for " + units + " units");
      }
      for (int unit : pruned) {
        values[unit] = 0;
      }
      return values;
    }

    @Override
    public double[] forward(double[] y) {
      return zero(y);
    }

    @Override
    public double[] vjp(double[] y, double[] cotangent) {
      return zero(cotangent);
    }

    @Override
    public double[] jvp(double[] y, double[] tangent) {
      return zero(tangent);
    }
  }
}
