package org.conductance4j.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.Setting;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Section;

/** The activation of a setting's layer at some inputs. */
final class LayerActivations {

  private LayerActivations() {}

  /** One activation an input. */
  static List<Tensor> at(Setting setting, List<Tensor> inputs) {
    Section lower = setting.program().split(setting.needLayer(), setting.target()).lower();
    int[] shape = lower.targetShapes().get(0);
    List<Tensor> activations = new ArrayList<>();
    try (Evaluator evaluator = lower.bindForward(1)) {
      for (Tensor input : inputs) {
        evaluator.forward(input.toArray());
        activations.add(Tensor.of(shape, evaluator.target(0)));
      }
    }
    return activations;
  }

  /** Their mean. */
  static Tensor mean(Setting setting, List<Tensor> inputs) {
    double[] mean = new double[setting.needLayer().neurons()];
    int[] shape = {mean.length};
    for (Tensor input : inputs) {
      Tensor activation = at(setting, List.of(input)).get(0);
      shape = activation.shape();
      Arrays.setAll(mean, j -> mean[j] + activation.get(j) / inputs.size());
    }
    return Tensor.of(shape, mean);
  }
}
