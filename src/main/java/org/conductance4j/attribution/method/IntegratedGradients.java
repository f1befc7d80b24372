package org.conductance4j.attribution.method;

import java.util.EnumSet;
import java.util.List;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * The share of each input element in F(x) − F(x′): its change times the mean gradient on the way.
 *
 * <p>\( IG_i = (x_i - x'_i) \int_0^1 \frac{\partial F}{\partial x_i}(x' + \alpha (x - x')) \,
 * d\alpha \)
 *
 * <p>x and x′: the input and the baseline, (channel, row, column) or (feature); F: the objective, a
 * scalar. Scores are signed, in units of F.
 *
 * <p>Invariants: Σ_i IG_i = F(x) − F(x′) (completeness); an element that x and x′ share has 0; an
 * element on which F does not depend has 0; equal functions have equal scores.
 *
 * <p>Source: M. Sundararajan, A. Taly, Q. Yan, Axiomatic Attribution for Deep Networks, 2017,
 * arXiv:1703.01365, equation 1. Differences from the source: the integral is computed by any {@link
 * PathRule}; there, by right nodes.
 *
 * <p>Cost: one forward and one vjp a node. Memory: a batch's activations and, with the adaptive
 * rule, one array of the input's length a node up to a fixed budget. Every layer that the engine
 * lowers is supported. Deterministic.
 */
public final class IntegratedGradients extends AttributionMethod {

  /** Id of this method. */
  public static final String ID = "integrated-gradients";

  /** Makes the method, which has no state. */
  public IntegratedGradients() {
    super(ID, EnumSet.of(Need.OBJECTIVE, Need.NODES, Need.DIRECTION));
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    return attributeAll(List.of(question), progress).get(0);
  }

  @Override
  public List<Attribution> attributeAll(
      List<ResolvedQuestion> questions, ProgressListener progress) {
    List<ResolvedQuestion> alone = questions.stream().map(ResolvedQuestion::withoutLayer).toList();
    return PathAttribution.explainAll(alone, EnumSet.of(Part.INPUT), progress).stream()
        .map(IntegratedGradients::attribution)
        .toList();
  }

  private static Attribution attribution(Explanation explanation) {
    double error = explanation.ledger().inputCompleteness() * explanation.scale();
    return explanation.attribution(ID, explanation.inputAttribution(), error);
  }
}
