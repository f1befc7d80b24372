package org.conductance4j.model;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Fills a network with seeded random weights, for measurements without trained weights. Weights are
 * normally distributed with variance 2 / inputs of a unit, so that activations neither vanish nor
 * grow. Normalisations change nothing.
 */
final class RandomWeights {

  private RandomWeights() {}

  static ComputationGraph fill(Blueprint blueprint, long seed) {
    ComputationGraph graph = blueprint.emptyGraph();
    SplittableRandom random = new SplittableRandom(seed);
    for (WeightSlot slot : blueprint.slots()) {
      INDArray parameter = graph.getLayer(slot.layer()).getParam(slot.parameter());
      float[] values = slot.conversion().arrange(values(slot, random), slot.shape());
      parameter.assign(Nd4j.createFromArray(values).reshape(parameter.shape()));
    }
    return graph;
  }

  private static float[] values(WeightSlot slot, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(slot.length())];
    boolean one =
        slot.parameter().equals(BatchNormalizationParamInitializer.GAMMA)
            || slot.parameter().equals(BatchNormalizationParamInitializer.GLOBAL_VAR);
    boolean vector = slot.shape().size() == 1;
    double inputs = vector ? 1 : (double) slot.length() / slot.shape().get(0);
    double deviation = Math.sqrt(2 / inputs);
    for (int i = 0; i < values.length; i++) {
      values[i] = vector ? (one ? 1 : 0) : (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
