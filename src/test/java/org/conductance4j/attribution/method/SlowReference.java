package org.conductance4j.attribution.method;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Every method by its formula, from differences of DL4J's own forward pass at the nodes of a fixed
 * rule: independent of the engine and of all passes over the path.
 *
 * @param network the network, taken apart at the question's layer
 * @param question at one layer, with one neuron, one region and at least two draws
 */
record SlowReference(DifferencedNetwork network, ResolvedQuestion question) {

  double[] of(String id) {
    double[] x = question.input().toArray();
    return switch (id) {
      case Gradient.ID -> network.inputGradient(x);
      case GradientTimesInput.ID -> times(x, network.inputGradient(x));
      case IntegratedGradients.ID -> integratedGradients(question.baseline());
      case ExpectedGradients.ID -> expectedGradients();
      case LayerConductance.ID -> conductance(question.direction());
      case RegionalConductance.ID ->
          conductance(question.regions().get(0).restrict(question.direction()));
      case InternalInfluence.ID -> integral(alpha -> network.layerGradient(at(alpha)));
      case LayerIntegratedGradients.ID -> layerIntegratedGradients(x);
      case LayerGradientTimesActivation.ID ->
          times(network.activation(x), network.layerGradient(x));
      case NeuronIntegratedGradients.ID ->
          integral(
              alpha -> times(question.direction(), network.neuronGradient(at(alpha), neuron())));
      case NeuronConductance.ID -> integral(this::neuronConductance);
      default -> throw new IllegalArgumentException(id);
    };
  }

  private int neuron() {
    return question.needNeurons()[0];
  }

  private double[] at(double alpha) {
    return question.points(alpha);
  }

  private double[] integratedGradients(Tensor baseline) {
    ResolvedQuestion from = question.withBaseline(baseline);
    return integral(alpha -> times(from.direction(), network.inputGradient(from.points(alpha))));
  }

  private double[] expectedGradients() {
    List<double[]> all = question.draws().stream().map(this::integratedGradients).toList();
    return map(all.get(0).length, i -> all.stream().mapToDouble(one -> one[i]).sum() / all.size());
  }

  private double[] conductance(double[] v) {
    return integral(
        alpha -> times(network.layerGradient(at(alpha)), network.layerTangent(at(alpha), v)));
  }

  private double[] layerIntegratedGradients(double[] x) {
    double[] end = network.activation(x);
    double[] start = network.activation(question.baseline().toArray());
    return integral(
        alpha ->
            times(
                map(end.length, j -> end[j] - start[j]),
                network.layerGradient(
                    x, map(end.length, j -> start[j] + alpha * (end[j] - start[j])))));
  }

  private double[] neuronConductance(double alpha) {
    double worth = network.layerGradient(at(alpha))[neuron()];
    double[] slope = network.neuronGradient(at(alpha), neuron());
    double[] v = question.direction();
    return map(v.length, i -> v[i] * worth * slope[i]);
  }

  private double[] integral(DoubleFunction<double[]> integrand) {
    PathNodes nodes = PathNodes.of(question.path().rule(), question.path().nodes());
    double[] sum = new double[0];
    for (int k = 0; k < nodes.count(); k++) {
      double[] term = integrand.apply(nodes.alpha(k));
      double weight = nodes.weight(k);
      double[] before = k == 0 ? new double[term.length] : sum;
      sum = map(term.length, i -> before[i] + weight * term[i]);
    }
    return sum;
  }

  private static double[] times(double[] a, double[] b) {
    return map(a.length, i -> a[i] * b[i]);
  }

  private static double[] map(int length, IntToDoubleFunction element) {
    double[] made = new double[length];
    Arrays.setAll(made, element);
    return made;
  }

  /** The largest absolute value. */
  static double scale(double[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> Math.abs(values[i])).max().orElse(0);
  }
}
