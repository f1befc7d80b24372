package org.conductance4j.attribution.method;

import java.util.EnumSet;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Each input element times the gradient at the input itself.
 *
 * <p>\( GI_i = x_i \, \frac{\partial F}{\partial x_i}(x) \)
 *
 * <p>x: the input, (channel, row, column) or (feature), as the network takes it, normalised if it
 * is; F: the objective, a scalar. Scores are signed, in units of F.
 *
 * <p>Invariants: where F is linear and F(0) = 0, Σ_i GI_i = F(x), and it is integrated gradients
 * from a zero baseline. Elsewhere it is not complete, and equal functions may differ in it where F
 * has a kink; its completeness error is |Σ_i GI_i − (F(x) − F(x′))|.
 *
 * <p>Source: A. Shrikumar, P. Greenside, A. Shcherbina, A. Kundaje, Not Just a Black Box, 2016,
 * arXiv:1605.01713. Differences from the source: none.
 *
 * <p>Cost: one forward and one vjp, and one forward for F(x′). Memory: the activations of one
 * example. Every layer that the engine lowers is supported. Deterministic. Rule, nodes and
 * tolerance of the path are not used.
 */
final class GradientTimesInput extends AttributionMethod {

  static final String ID = "gradient-times-input";

  GradientTimesInput() {
    super(ID, EnumSet.of(Need.OBJECTIVE));
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    Attribution attribution = LocalGradient.ofInput(question).timesPoint(ID);
    progress.progressed("path", 1);
    return attribution;
  }
}
