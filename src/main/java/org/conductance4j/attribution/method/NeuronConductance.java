package org.conductance4j.attribution.method;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;

/**
 * The share of each input element in what flows through one neuron: its conductance, resolved by
 * the input.
 *
 * <p>\( Cond_{ij} = (x_i - x'_i) \int_0^1 \frac{\partial H}{\partial y_j} \, \frac{\partial
 * G_j}{\partial x_i} \, d\alpha \)
 *
 * <p>F = H ∘ G, cut at the layer; y_j: the activation of neuron j at x′ + α(x − x′); x and x′: the
 * input and the baseline, (channel, row, column) or (feature). Scores are signed, in units of F.
 *
 * <p>Invariants: Σ_i Cond_ij is the neuron's {@link LayerConductance}; where the layer cuts every
 * path, Σ_j Cond_ij = IG_i, {@link IntegratedGradients}; over a region the sum is the neuron's
 * {@link RegionalConductance}. Its completeness error is that of the path on which it was computed,
 * |Σ ⟨∇F, v⟩ − (F(x) − F(x′))|.
 *
 * <p>Of several neurons the values have a leading axis (neuron). They share nodes, forward passes
 * and the upper part's vjp.
 *
 * <p>Source: K. Dhamdhere, M. Sundararajan, Q. Yan, How Important Is a Neuron?, 2018,
 * arXiv:1805.12233, equation 2. Differences from the source: none.
 *
 * <p>Cost: a node takes one forward, one vjp of the upper part, one jvp of the lower part, from
 * which the error of the path is known, and one vjp of the lower part a neuron. Memory: a batch's
 * activations and, with the adaptive rule, one array of the input's length a neuron and node up to
 * a fixed budget. Every layer that the engine lowers is supported; the rule {@code published},
 * which has no derivative of the lower part, is refused. Deterministic.
 */
public final class NeuronConductance extends AttributionMethod {

  /** Id of this method. */
  public static final String ID = "neuron-conductance";

  /** Makes the method, which has no state. */
  public NeuronConductance() {
    super(ID, EnumSet.of(Need.LAYER, Need.NEURONS, Need.OBJECTIVE, Need.NODES, Need.DIRECTION));
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    int neurons = question.needNeurons().length;
    if (question.path().rule() == PathRule.PUBLISHED) {
      throw InvalidInputException.of(
          "rule",
          "must have a derivative of the lower part for " + ID,
          PathRule.PUBLISHED.id(),
          "choose right or adaptive");
    }
    Explanation explanation =
        PathAttribution.explain(
            question.withRegions(List.of()), EnumSet.of(Part.NEURONS), progress);
    List<Tensor> maps =
        IntStream.range(0, neurons).mapToObj(explanation::neuronConductance).toList();
    return explanation.attribution(
        ID, neurons == 1 ? maps.get(0) : Tensor.stack(maps), explanation.totalResidual());
  }
}
