package org.conductance4j.attribution;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Split;
import org.conductance4j.engine.Target;

/** The gradient of F at the input itself, by the input or by a layer's activation: no path. */
final class LocalGradient {

  private final Setting setting;
  private final double atInput;
  private final double atBaseline;
  private final Tensor point;
  private final Tensor gradient;

  private LocalGradient(Setting setting, double[] ends, Tensor point, Tensor gradient) {
    this.setting = setting;
    this.atBaseline = ends[0];
    this.atInput = ends[1];
    this.point = point;
    this.gradient = gradient;
  }

  /** What either takes: by the layer if the setting has one. */
  static List<Workload> workloads(Setting setting) {
    Target target = setting.target();
    if (setting.layer() == null) {
      return List.of(new PassWorkload(setting.program().whole(target), true));
    }
    Split split = setting.program().split(setting.layer(), target);
    return List.of(new PassWorkload(split.lower(), false), new PassWorkload(split.upper(), true));
  }

  /** ∂F/∂x at x. */
  static LocalGradient ofInput(Setting setting) {
    Setting whole = setting.withoutLayer();
    try (Evaluator network = whole.program().whole(whole.target()).bind(1)) {
      network.forward(whole.baseline().toArray());
      double atBaseline = score(whole, network.target(0));
      network.forward(whole.input().toArray());
      double[] end = network.target(0);
      double[] gradient = network.vjp(cotangent(whole, end))[0];
      return new LocalGradient(
          whole,
          new double[] {atBaseline, score(whole, end)},
          whole.input(),
          Tensor.of(whole.program().inputShape(), gradient));
    }
  }

  /** ∂H/∂y at y = G(x). */
  static LocalGradient ofLayer(Setting setting) {
    Target target = setting.target();
    Split split = setting.program().split(setting.needLayer(), target);
    double[][] begin = frontier(setting, setting.baseline());
    double[][] frontier = frontier(setting, setting.input());
    try (Evaluator upper = split.upper().bind(1)) {
      upper.forward(begin);
      double atBaseline = score(setting, upper.target(0));
      upper.forward(frontier);
      double[] end = upper.target(0);
      double[] gradient = upper.vjp(cotangent(setting, end))[0];
      int[] shape = split.lower().targetShapes().get(0);
      return new LocalGradient(
          setting,
          new double[] {atBaseline, score(setting, end)},
          Tensor.of(shape, frontier[0]),
          Tensor.of(shape, gradient));
    }
  }

  private static double[][] frontier(Setting setting, Tensor input) {
    return ActivationPath.frontier(setting, input).stream()
        .map(Tensor::toArray)
        .toArray(double[][]::new);
  }

  private static double score(Setting setting, double[] end) {
    return setting.readout().value(setting.target(), end, 0, end.length);
  }

  private static double[] cotangent(Setting setting, double[] end) {
    double[] cotangent = new double[end.length];
    setting.readout().cotangent(setting.target(), end, 0, end.length, cotangent);
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
        PathAttribution.noise(setting.program().precision(), atInput, atBaseline)
            / (change == 0 ? 1 : Math.abs(change));
    PathRecord record =
        new PathRecord(
            PathRule.RIGHT,
            1,
            setting.path().tolerance(),
            noise,
            PathRecord.Outcome.FIXED,
            new Passes(2, 1, 0),
            setting.program().approximations(),
            List.of(new PathPoint(0, atBaseline, 0), new PathPoint(1, atInput, 1)));
    return new Attribution(
        method, values, atInput, atBaseline, Math.abs(values.sum() - change), record, null);
  }
}
