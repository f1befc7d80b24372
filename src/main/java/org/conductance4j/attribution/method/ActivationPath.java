package org.conductance4j.attribution.method;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.SubProgram;

/** A question whose path lies in a layer's activations, from y(x′) to y(x). */
final class ActivationPath {

  private ActivationPath() {}

  /**
   * {@return the part of the network from the layer on, as a question of its own: at the layer
   * where that is the output, without a layer elsewhere}
   *
   * <p>Values that bypass the layer stay as they are at x. Points that the path leads through
   * become their activations.
   */
  static ResolvedQuestion of(ResolvedQuestion question) {
    List<Tensor> through =
        question.path().through().stream().map(place -> crossing(question, place).get(0)).toList();
    return between(
        question,
        crossing(question, question.baseline()).get(0),
        through,
        crossing(question, question.input()));
  }

  /** The same with all activations 0, for what does not depend on them. */
  static ResolvedQuestion anywhere(ResolvedQuestion question) {
    List<Tensor> zeros =
        question
            .program()
            .split(question.needLayer(), question.target())
            .lower()
            .targetShapes()
            .stream()
            .map(shape -> Tensor.of(shape, new double[Tensor.length(shape)]))
            .toList();
    return between(question, zeros.get(0), List.of(), zeros);
  }

  private static ResolvedQuestion between(
      ResolvedQuestion question, Tensor baseline, List<Tensor> through, List<Tensor> here) {
    OutputStage target = question.target();
    double[][] around =
        here.subList(1, here.size()).stream().map(Tensor::toArray).toArray(double[][]::new);
    Program upper = SubProgram.from(question.program(), question.needLayer(), target, around);
    ResolvedQuestion moved =
        ResolvedQuestion.of(upper, question.readout(), here.get(0), baseline)
            .withPath(question.path().through(through))
            .withBatch(question.batch())
            .withStore(question.store());
    return target == OutputStage.OUTPUT ? moved.withLayer(question.needLayer()) : moved;
  }

  /** The layer's activation at an input, and the values that bypass the layer. */
  static List<Tensor> crossing(ResolvedQuestion question, Tensor input) {
    return SubProgram.activations(
        question.program(), question.needLayer(), question.target(), input);
  }
}
