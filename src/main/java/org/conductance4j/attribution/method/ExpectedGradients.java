package org.conductance4j.attribution.method;

import java.util.EnumSet;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * The mean of integrated gradients over baselines drawn from a distribution, with its standard
 * error.
 *
 * <p>\( EG_i = \mathbb{E}_{x' \sim D} \left[ (x_i - x'_i) \int_0^1 \frac{\partial F}{\partial
 * x_i}(x' + \alpha (x - x')) \, d\alpha \right] \)
 *
 * <p>x: the input, (channel, row, column) or (feature); D: the distribution of baselines, given by
 * n draws; F: the objective, a scalar. Scores are signed, in units of F. What is reported as F at
 * the baseline is its mean over the draws. The standard error of each element and of the sum is the
 * standard deviation between the draws (of n − 1), divided by √n.
 *
 * <p>Invariants: Σ_i EG_i = F(x) − mean F(x′); of one draw it is {@link IntegratedGradients}; an
 * element on which F does not depend has 0.
 *
 * <p>Source: G. Erion, J. Janizek, P. Sturmfels, S. Lundberg, S.-I. Lee, Improving performance of
 * deep learning models with axiomatic attribution priors and expected gradients, 2021,
 * arXiv:1906.10670, equation 2. Differences from the source: the integral of each draw is computed
 * by a {@link PathRule}; there, one α is drawn at random for each baseline, which adds the variance
 * of the integrand to that of the baselines and loses completeness.
 *
 * <p>Cost: that of integrated gradients, times the number of draws. Memory: that of integrated
 * gradients and three arrays of the input's length. Every layer that the engine lowers is
 * supported. Deterministic: draws are a function of their seeds.
 */
final class ExpectedGradients extends AttributionMethod {

  static final String ID = "expected-gradients";

  ExpectedGradients() {
    super(ID, EnumSet.of(Need.OBJECTIVE, Need.DRAWS, Need.NODES, Need.DIRECTION));
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    List<Tensor> draws =
        question.draws().isEmpty() ? List.of(question.baseline()) : question.draws();
    ResolvedQuestion alone = question.withoutLayer().withRegions(List.of()).withDraws(List.of());
    AttributionMean mean = new AttributionMean();
    for (int k = 0; k < draws.size(); k++) {
      int done = k;
      Explanation explanation =
          PathAttribution.explain(
              alone.withBaseline(draws.get(k)),
              EnumSet.of(Part.INPUT),
              (stage, part) -> progress.progressed(stage, (done + part) / draws.size()));
      mean.add(
          explanation.attribution(ID, explanation.inputAttribution(), explanation.totalResidual()));
    }
    return mean.attribution(ID);
  }
}
