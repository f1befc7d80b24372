package org.conductance4j.attribution.method;

import java.util.EnumSet;
import java.util.List;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * How fast the score changes with each neuron of a layer, in the mean over the path of the input.
 *
 * <p>\( Inf_j = \int_0^1 \frac{\partial H}{\partial y_j}(G(x' + \alpha (x - x'))) \, d\alpha \)
 *
 * <p>F = H ∘ G, cut at the layer; y: the layer's activation, (channel, row, column) or (unit).
 * Scores are signed, in units of F by unit of the activation: they do not depend on how far a
 * neuron moves.
 *
 * <p>Invariants: a neuron that H does not look at has 0; where H is linear it is H's weight. It
 * keeps no conservation law; its completeness error is that of the path on which it was computed,
 * |Σ ⟨∇F, v⟩ − (F(x) − F(x′))|.
 *
 * <p>Source: K. Leino, S. Sen, A. Datta, M. Fredrikson, L. Li, Influence-Directed Explanations for
 * Deep Convolutional Networks, 2018, arXiv:1802.03788, definition 1, with the uniform distribution
 * on the path as distribution of interest. Differences from the source: none.
 *
 * <p>Cost: a node takes one forward, one vjp of the upper part and one jvp of the lower part, from
 * which the error of the path is known. Memory: a batch's activations and, with the adaptive rule,
 * one array of the layer's length a node up to a fixed budget. Every layer that the engine lowers
 * is supported. Deterministic.
 */
public final class InternalInfluence extends AttributionMethod {

  /** Id of this method. */
  public static final String ID = "internal-influence";

  InternalInfluence() {
    super(ID, EnumSet.of(Need.LAYER, Need.OBJECTIVE, Need.NODES));
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    question.needLayer();
    Explanation explanation =
        PathAttribution.explain(
            question.withRegions(List.of()), EnumSet.of(Part.INFLUENCE), progress);
    return explanation.attribution(
        ID, explanation.internalInfluence(), explanation.totalResidual());
  }
}
