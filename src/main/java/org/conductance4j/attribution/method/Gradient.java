package org.conductance4j.attribution.method;

import java.util.EnumSet;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * How fast the score changes with each input element, at the input itself.
 *
 * <p>\( G_i = \frac{\partial F}{\partial x_i}(x) \)
 *
 * <p>x: the input, (channel, row, column) or (feature); F: the objective, a scalar. Scores are
 * signed, in units of F by unit of the input. With absolute values it is called a saliency map.
 *
 * <p>Invariants: an element on which F does not depend near x has 0; equal functions have equal
 * scores. It keeps no conservation law, and where F is flat (a saturated probability, a ReLU that
 * is off) it is 0 however much F changed on the path. For comparison its completeness error is |Σ_i
 * G_i − (F(x) − F(x′))| too.
 *
 * <p>Source: K. Simonyan, A. Vedaldi, A. Zisserman, Deep Inside Convolutional Networks, 2013,
 * arXiv:1312.6034, section 3. Differences from the source: the sign is kept and channels are not
 * joined.
 *
 * <p>Cost: one forward and one vjp, and one forward for F(x′). Memory: the activations of one
 * example. Every layer that the engine lowers is supported. Deterministic. Rule, nodes and
 * tolerance of the path are not used.
 */
public final class Gradient extends AttributionMethod {

  static final String ID = "gradient";

  Gradient() {
    super(ID, EnumSet.of(Need.OBJECTIVE));
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    Attribution attribution = LocalGradient.ofInput(question).plain(ID);
    progress.progressed("path", 1);
    return attribution;
  }
}
