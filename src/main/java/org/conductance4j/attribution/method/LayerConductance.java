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
 * The share of each neuron of a layer in F(x) − F(x′): what flows through it from all of the input.
 *
 * <p>\( Cond_j = \int_0^1 \frac{\partial H}{\partial y_j} \, (J_G v)_j \, d\alpha \)
 *
 * <p>F = H ∘ G, cut at the layer; y: the layer's activation at x′ + αv, (channel, row, column) or
 * (unit); v = x − x′; J_G: the derivative of G there. Scores are signed, in units of F.
 *
 * <p>Invariants: Σ_j Cond_j = F(x) − F(x′) where the layer cuts every path from input to output;
 * elsewhere the missing share bypasses the layer and is reported as the bypass share. At the input
 * itself conductance is integrated gradients.
 *
 * <p>Sources: K. Dhamdhere, M. Sundararajan, Q. Yan, How Important Is a Neuron?, 2018,
 * arXiv:1805.12233, equation 3; A. Shrikumar, J. Su, A. Kundaje, Computationally Efficient Measures
 * of Internal Neuron Importance, 2018, arXiv:1807.09946. Differences from the sources: the inner
 * sum over the input is one exact forward-mode derivative.
 *
 * <p>Cost: a node takes one forward, one jvp of the lower part and one vjp of the upper part,
 * whatever the number of neurons. Memory: a batch's activations and, with the adaptive rule, one
 * array of the layer's length a node up to a fixed budget. Every layer that the engine lowers is
 * supported. Deterministic.
 */
public final class LayerConductance extends AttributionMethod {

  /** Id of this method. */
  public static final String ID = "layer-conductance";

  /** Makes the method, which has no state. */
  public LayerConductance() {
    super(ID, EnumSet.of(Need.LAYER, Need.OBJECTIVE, Need.NODES, Need.DIRECTION));
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    return attributeAll(List.of(question), progress).get(0);
  }

  @Override
  public List<Attribution> attributeAll(
      List<ResolvedQuestion> questions, ProgressListener progress) {
    questions.forEach(ResolvedQuestion::needLayer);
    List<ResolvedQuestion> alone = questions.stream().map(s -> s.withRegions(List.of())).toList();
    return PathAttribution.explainAll(alone, EnumSet.of(Part.LAYER), progress).stream()
        .map(LayerConductance::attribution)
        .toList();
  }

  private static Attribution attribution(Explanation explanation) {
    double error = explanation.ledger().conductanceCompleteness() * explanation.scale();
    return explanation.attribution(ID, explanation.layerConductance(), error);
  }
}
