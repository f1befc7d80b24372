package org.conductance4j.attribution.method;

import java.util.EnumSet;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Each neuron's activation times the gradient by it, at the input itself.
 *
 * <p>\( GA_j = y_j \, \frac{\partial H}{\partial y_j}(y), \quad y = G(x) \)
 *
 * <p>F = H ∘ G, cut at the layer; y: the layer's activation at the input, (channel, row, column) or
 * (unit). Scores are signed, in units of F.
 *
 * <p>Invariants: where H is linear and H(0) = 0, Σ_j GA_j = F(x); a neuron that is off, or that H
 * does not look at, has 0. Elsewhere it is not complete; its completeness error is |Σ_j GA_j −
 * (F(x) − F(x′))|. At the input itself it is {@link GradientTimesInput}.
 *
 * <p>Source: M. Ancona, E. Ceolini, C. Öztireli, M. Gross, Towards better understanding of
 * gradient-based attribution methods, 2018, arXiv:1711.06104, for the input; Captum's
 * LayerGradientXActivation for a layer. Differences from the source: none.
 *
 * <p>Cost: one forward and one vjp of the upper part, and one forward for F(x′). Memory: the
 * activations of one example. Every layer that the engine lowers is supported. Deterministic. Rule,
 * nodes and tolerance of the path are not used.
 */
public final class LayerGradientTimesActivation extends AttributionMethod {

  /** Id of this method. */
  public static final String ID = "layer-gradient-times-activation";

  LayerGradientTimesActivation() {
    super(ID, EnumSet.of(Need.LAYER, Need.OBJECTIVE));
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    Attribution attribution = LocalGradient.ofLayer(question).timesPoint(ID);
    progress.progressed("path", 1);
    return attribution;
  }
}
