package org.conductance4j.surgery;

import org.conductance4j.engine.LayerFunction;

/** A mask as a change of a layer's activation in passing, to compare a changed network with. */
record Constant(NeuronMask mask) implements LayerFunction {

  @Override
  public double[] forward(double[] y) {
    for (int neuron : mask.pruned()) {
      y[neuron] = mask.constant(neuron);
    }
    return y;
  }

  @Override
  public double[] vjp(double[] y, double[] cotangent) {
    return zero(cotangent);
  }

  @Override
  public double[] jvp(double[] y, double[] tangent) {
    return zero(tangent);
  }

  private double[] zero(double[] values) {
    for (int neuron : mask.pruned()) {
      values[neuron] = 0;
    }
    return values;
  }
}
