package org.conductance4j.axioms;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.IntegratedGradients;
import org.conductance4j.attribution.method.LayerConductance;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;

/** The network and input on which axioms are tested, and what several of them need. */
final class Subject {

  /** Nodes where the law is about each node, not about the integral. */
  private static final int FEW = 16;

  private final ResolvedQuestion question;
  private final Tensor inputScores;
  private final Tensor layerScores;
  private final double change;

  Subject(ResolvedQuestion whole) {
    ResolvedQuestion first =
        whole.withRegions(whole.regions().stream().limit(1).toList()).withDraws(List.of());
    Attribution integrated = new IntegratedGradients().attribute(first, ProgressListener.SILENT);
    this.inputScores = integrated.values();
    this.change = Math.abs(integrated.change());
    this.layerScores = new LayerConductance().attribute(first, ProgressListener.SILENT).values();
    this.question = first.withNeurons(List.of(neuron(largest(layerScores, 1)[0])));
  }

  /** The question, with the neuron of the largest conductance. */
  ResolvedQuestion question() {
    return question;
  }

  /** The same at a few fixed nodes, equal for every network that is compared. */
  ResolvedQuestion few() {
    return question.withPath(PathOptions.fixed(PathRule.MIDPOINT, FEW));
  }

  /** |F(x) − F(x′)|. */
  double change() {
    return change;
  }

  /** Layer conductance. */
  Tensor layerScores() {
    return layerScores;
  }

  /** Integrated gradients. */
  Tensor inputScores() {
    return inputScores;
  }

  /** Elements of the input with the largest integrated gradients, the largest first. */
  int[] telling(int count) {
    return largest(inputScores, count);
  }

  private static int[] largest(Tensor scores, int count) {
    return IntStream.range(0, scores.length())
        .boxed()
        .sorted((a, b) -> Double.compare(Math.abs(scores.get(b)), Math.abs(scores.get(a))))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Place of the neuron in its layer, row-major. */
  int neuronPlace() {
    return question.needNeurons()[0];
  }

  private Neuron neuron(int place) {
    int[] shape = layerScores.shape();
    Integer[] index = new Integer[shape.length];
    int rest = place;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return new Neuron(Arrays.asList(index));
  }

  /** Scores of a method. */
  static Attribution attribute(AttributionMethod method, ResolvedQuestion question) {
    return method.attribute(question, ProgressListener.SILENT);
  }

  /** F at several inputs. */
  double[] scores(List<double[]> inputs) {
    double[] scores = new double[inputs.size()];
    try (Evaluator network = question.program().whole(question.target()).bindForward(1)) {
      for (int i = 0; i < scores.length; i++) {
        network.forward(inputs.get(i));
        double[] end = network.target(0);
        scores[i] = question.readout().value(question.target(), end, 0, end.length);
      }
    }
    return scores;
  }

  /** Largest difference of two arrays, as a part of the largest value of the first. */
  static double difference(Tensor expected, Tensor got) {
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < expected.length(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
      apart = Math.max(apart, Math.abs(expected.get(i) - got.get(i)));
    }
    return largest == 0 ? apart : apart / largest;
  }

  /** The largest absolute value; 1 where all are 0. */
  static double size(Tensor values) {
    double largest = 0;
    for (int i = 0; i < values.length(); i++) {
      largest = Math.max(largest, Math.abs(values.get(i)));
    }
    return largest == 0 ? 1 : largest;
  }
}
