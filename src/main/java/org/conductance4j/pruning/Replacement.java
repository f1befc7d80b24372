package org.conductance4j.pruning;

import org.conductance4j.attribution.LayerTransform;

/** What takes the place of a pruned unit's activation. */
public sealed interface Replacement {

  /**
   * The pruning of some units of a layer as a change of its activation in passing.
   *
   * @param units number of units of the layer
   * @param pruned row-major indices of those that are pruned; not modified
   * @return the transform
   */
  LayerTransform transform(int units, int[] pruned);

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
    public LayerTransform transform(int units, int[] pruned) {
      return new Zeroing(units, pruned.clone());
    }
  }

  /** y ↦ m ⊙ y with m = 0 on the pruned units; linear, so that its derivatives are itself. */
  final class Zeroing implements LayerTransform {
    private final int units;
    private final int[] pruned;

    private Zeroing(int units, int[] pruned) {
      this.units = units;
      this.pruned = pruned;
    }

    private void zero(double[] values) {
      for (int start = 0; start < values.length; start += units) {
        for (int unit : pruned) {
          values[start + unit] = 0;
        }
      }
    }

    @Override
    public void forward(double[] activations) {
      zero(activations);
    }

    @Override
    public void vjp(double[] cotangents) {
      zero(cotangents);
    }

    @Override
    public void jvp(double[] tangents) {
      zero(tangents);
    }
  }
}
