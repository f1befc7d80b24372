package org.conductance4j.experiment.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Section;

/** The activation of a question's layer at some inputs. */
public final class LayerActivations {

  private LayerActivations() {}

  /**
   * The activations at several inputs.
   *
   * @param question with a layer
   * @param inputs each of the program's input shape
   * @return one for each input, of the layer's shape
   */
  public static List<Tensor> at(ResolvedQuestion question, List<Tensor> inputs) {
    Section lower = question.program().split(question.needLayer(), question.target()).lower();
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

  /**
   * The mean of the activations at several inputs.
   *
   * @param question with a layer
   * @param inputs each of the program's input shape; not empty
   * @return of the layer's shape
   */
  public static Tensor mean(ResolvedQuestion question, List<Tensor> inputs) {
    double[] mean = new double[question.needLayer().neurons()];
    int[] shape = {mean.length};
    for (Tensor input : inputs) {
      Tensor activation = at(question, List.of(input)).get(0);
      shape = activation.shape();
      Arrays.setAll(mean, j -> mean[j] + activation.get(j) / inputs.size());
    }
    return Tensor.of(shape, mean);
  }
}
