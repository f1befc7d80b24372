package org.conductance4j.attribution;

/**
 * Changes a layer's activation in passing: y is replaced by T(y), with what a derivative needs. The
 * network itself is never edited.
 */
public interface LayerTransform {

  /** Leaves everything as it is. */
  LayerTransform IDENTITY =
      new LayerTransform() {
        @Override
        public void forward(double[] activations) {}

        @Override
        public void vjp(double[] cotangents) {}

        @Override
        public void jvp(double[] tangents) {}
      };

  /**
   * Replaces y by T(y).
   *
   * @param activations (batch × layer's length); overwritten
   */
  void forward(double[] activations);

  /**
   * Replaces a cotangent of T(y) by the cotangent of y.
   *
   * @param cotangents (batch × layer's length); overwritten
   */
  void vjp(double[] cotangents);

  /**
   * Replaces a tangent of y by the tangent of T(y).
   *
   * @param tangents (batch × layer's length); overwritten
   */
  void jvp(double[] tangents);
}
