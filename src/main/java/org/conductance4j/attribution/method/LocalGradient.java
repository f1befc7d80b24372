package org.conductance4j.attribution.method;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.PassWorkload;
import org.conductance4j.attribution.memory.Workload;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.PathErrors;
import org.conductance4j.attribution.path.PathPoint;
import org.conductance4j.attribution.path.PathRecord;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.Split;

/** The gradient of F at the input itself, by the input or by a layer's activation: no path. */
record LocalGradient(
    ResolvedQuestion question, double atBaseline, double atInput, Tensor point, Tensor gradient) {

  /** What either takes: by the layer if the question has one. */
  static List<Workload> workloads(ResolvedQuestion question) {
    OutputStage target = question.target();
    if (question.layer() == null) {
      return List.of(new PassWorkload(question.program().whole(target), true));
    }
    Split split = question.program().split(question.layer(), target);
    return List.of(new PassWorkload(split.lower(), false), new PassWorkload(split.upper(), true));
  }

  /** ∂F/∂x at x. */
  static LocalGradient ofInput(ResolvedQuestion question) {
    ResolvedQuestion whole = question.withoutLayer();
    return of(
        whole,
        whole.program().whole(whole.target()),
        new double[][] {whole.baseline().toArray()},
        new double[][] {whole.input().toArray()});
  }

  /** ∂H/∂y at y = G(x). */
  static LocalGradient ofLayer(ResolvedQuestion question) {
    return of(
        question,
        question.program().split(question.needLayer(), question.target()).upper(),
        crossing(question, question.baseline()),
        crossing(question, question.input()));
  }

  private static LocalGradient of(
      ResolvedQuestion question, Section section, double[][] begin, double[][] here) {
    try (Evaluator network = section.bind(1)) {
      network.forward(begin);
      double atBaseline = score(question, network.target(0));
      network.forward(here);
      double[] end = network.target(0);
      double[] gradient = network.vjp(cotangent(question, end))[0];
      int[] shape = section.sourceShapes().get(0);
      return new LocalGradient(
          question,
          atBaseline,
          score(question, end),
          Tensor.of(shape, here[0]),
          Tensor.of(shape, gradient));
    }
  }

  private static double[][] crossing(ResolvedQuestion question, Tensor input) {
    return ActivationPath.crossing(question, input).stream()
        .map(Tensor::toArray)
        .toArray(double[][]::new);
  }

  private static double score(ResolvedQuestion question, double[] end) {
    return question.readout().value(question.target(), end, 0, end.length);
  }

  private static double[] cotangent(ResolvedQuestion question, double[] end) {
    double[] cotangent = new double[end.length];
    question.readout().cotangent(question.target(), end, 0, end.length, cotangent);
    return cotangent;
  }

  /** The gradient as the result of a method. */
  Attribution plain(String method) {
    return attribution(method, gradient);
  }

  /** The gradient times what it is taken by, element by element. */
  Attribution timesPoint(String method) {
    double[] products = gradient.toArray();
    for (int i = 0; i < products.length; i++) {
      products[i] *= point.get(i);
    }
    return attribution(method, Tensor.of(gradient.shape(), products));
  }

  private Attribution attribution(String method, Tensor values) {
    double change = atInput - atBaseline;
    double noise =
        PathAttribution.noise(question.program().precision(), atInput, atBaseline)
            / Explanation.scale(change);
    PathRecord record =
        new PathRecord(
            PathRule.RIGHT,
            1,
            question.path().tolerance(),
            noise,
            PathErrors.ofTotal(noise),
            PathRecord.Outcome.FIXED,
            new Passes(2, 1, 0),
            question.program().approximations(),
            List.of(new PathPoint(0, atBaseline, 0), new PathPoint(1, atInput, 1)));
    return new Attribution(
        method, values, atInput, atBaseline, Math.abs(values.sum() - change), record, null);
  }
}
