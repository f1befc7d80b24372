package org.conductance4j.attribution.method;

import java.util.EnumSet;
import java.util.List;
import org.conductance4j.attribution.memory.Workload;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;

/**
 * The share of each neuron of a layer in what a region of the input contributes to F(x) − F(x′).
 *
 * <p>\( Cond_j(R) = \int_0^1 \frac{\partial H}{\partial y_j} \, (J_G v_R)_j \, d\alpha \)
 *
 * <p>F = H ∘ G, cut at the layer; y: the layer's activation at x′ + αv, (channel, row, column) or
 * (unit); v_R = x − x′ on the region R and 0 elsewhere; J_G: the derivative of G there. Scores are
 * signed, in units of F.
 *
 * <p>Invariants, where the layer cuts every path: Σ_j Cond_j(R) = Σ_{i∈R} IG_i. Always: Cond_j(R) +
 * Cond_j(complement of R) = Cond_j; over the whole input it is {@link LayerConductance}.
 *
 * <p>Of several regions the values have a leading axis (region); regions that divide the input add
 * up to {@link LayerConductance} at the same nodes. The adaptive rule places the nodes first, by
 * passes of the whole network that yield each region's share of the input's map. Then each region
 * takes one jvp a node, in memory that does not grow with the nodes.
 *
 * <p>Source: D. Lundstrom, T. Huang, M. Razaviyayn, A Rigorous Study of Integrated Gradients Method
 * and Extensions to Internal Neuron Attributions, ICML 2022, arXiv:2202.11912 (region-targeted
 * neuron attributions). Differences from the source: J_G v_R is an exact forward-mode derivative at
 * each node in place of the difference G(x_k + δ·mask) − G(x_k), and the nodes are of any {@link
 * PathRule}; the source's own form is the rule {@code published}.
 *
 * <p>Cost: a node takes one forward, one jvp of the lower part for the whole and one a region, and
 * one vjp of the upper part, whatever the number of neurons. Memory: a batch's activations and,
 * with the adaptive rule, one array of the layer's length a region and node up to a fixed budget.
 * Every layer that the engine lowers is supported. Deterministic.
 */
public final class RegionalConductance extends AttributionMethod {

  /** Id of this method. */
  public static final String ID = "regional-conductance";

  RegionalConductance() {
    super(ID, EnumSet.of(Need.LAYER, Need.REGION, Need.OBJECTIVE, Need.NODES, Need.DIRECTION));
  }

  @Override
  public List<Workload> workloads(ResolvedQuestion question) {
    return question.regions().size() > 1
        ? ManyRegions.workloads(question)
        : super.workloads(question);
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    question.needLayer();
    if (question.regions().isEmpty()) {
      throw InvalidInputException.of(
          "region", "is needed by " + ID, "none", "give one, such as box:0,10,0,10");
    }
    return question.regions().size() == 1
        ? ofOne(List.of(question), progress).get(0)
        : ManyRegions.attribute(question, progress);
  }

  @Override
  public List<Attribution> attributeAll(
      List<ResolvedQuestion> questions, ProgressListener progress) {
    boolean one = questions.stream().allMatch(s -> s.layer() != null && s.regions().size() == 1);
    return one ? ofOne(questions, progress) : super.attributeAll(questions, progress);
  }

  private static List<Attribution> ofOne(
      List<ResolvedQuestion> questions, ProgressListener progress) {
    return PathAttribution.explainAll(questions, EnumSet.of(Part.REGIONS), progress).stream()
        .map(found -> found.attribution(ID, found.regionalConductance(0), found.totalResidual()))
        .toList();
  }
}
