package org.conductance4j.attribution;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.Excerpt;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Target;

/** A setting whose path lies in a layer's activations, from y(x′) to y(x). */
final class ActivationPath {

  private ActivationPath() {}

  /**
   * The part of the network from the layer on, as a setting of its own. What goes around the layer
   * stays as it is at x; places that the path leads through become their activations.
   *
   * @return at the layer where that is the output, without a layer elsewhere
   */
  static Setting of(Setting setting) {
    List<Tensor> through =
        setting.path().through().stream().map(place -> frontier(setting, place).get(0)).toList();
    return between(
        setting,
        frontier(setting, setting.baseline()).get(0),
        through,
        frontier(setting, setting.input()));
  }

  /** The same with all activations 0, for what does not depend on them. */
  static Setting anywhere(Setting setting) {
    List<Tensor> zeros =
        setting
            .program()
            .split(setting.needLayer(), setting.target())
            .lower()
            .targetShapes()
            .stream()
            .map(shape -> Tensor.of(shape, new double[Tensor.length(shape)]))
            .toList();
    return between(setting, zeros.get(0), List.of(), zeros);
  }

  private static Setting between(
      Setting setting, Tensor baseline, List<Tensor> through, List<Tensor> here) {
    Target target = setting.target();
    double[][] around =
        here.subList(1, here.size()).stream().map(Tensor::toArray).toArray(double[][]::new);
    Program upper = Excerpt.from(setting.program(), setting.needLayer(), target, around);
    Setting moved =
        Setting.of(upper, setting.readout(), here.get(0), baseline)
            .withPath(setting.path().through(through))
            .withBatch(setting.batch())
            .withStore(setting.store());
    return target == Target.OUTPUT ? moved.withLayer(setting.needLayer()) : moved;
  }

  /** The layer's activation at an input, and what goes around the layer. */
  static List<Tensor> frontier(Setting setting, Tensor input) {
    return Excerpt.activations(setting.program(), setting.needLayer(), setting.target(), input);
  }
}
