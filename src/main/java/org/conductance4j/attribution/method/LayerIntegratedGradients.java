package org.conductance4j.attribution.method;

import java.util.EnumSet;
import java.util.List;
import org.conductance4j.attribution.memory.PassWorkload;
import org.conductance4j.attribution.memory.PathWorkload;
import org.conductance4j.attribution.memory.Workload;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Section;

/**
 * Integrated gradients of the upper part of a network by a layer's activation: the path is the
 * straight line from y(x′) to y(x).
 *
 * <p>\( LIG_j = (y_j - y'_j) \int_0^1 \frac{\partial H}{\partial y_j}(y' + \alpha (y - y')) \,
 * d\alpha, \quad y = G(x), \; y' = G(x') \)
 *
 * <p>F = H ∘ G, cut at the layer; y: the layer's activation, (channel, row, column) or (unit).
 * Values that bypass the layer stay as they are at x. Scores are signed, in units of F.
 *
 * <p>Invariants: Σ_j LIG_j = H(y) − H(y′), which is F(x) − F(x′) where the layer cuts every path
 * (elsewhere what is reported as F at the baseline is H(y′) with the rest of the network as at x);
 * a neuron that y and y′ share has 0; at the input itself it is {@link IntegratedGradients}. It
 * differs from {@link LayerConductance} in the path: that one follows where G takes the input's
 * straight line.
 *
 * <p>Source: M. Sundararajan, A. Taly, Q. Yan, Axiomatic Attribution for Deep Networks, 2017,
 * arXiv:1703.01365, equation 1, of a layer as Captum's LayerIntegratedGradients has it. Differences
 * from the source: none.
 *
 * <p>Cost: a node takes one forward and one vjp of the upper part; besides, two forward passes of
 * the lower part. Memory: a batch's activations and, with the adaptive rule, one array of the
 * layer's length a node up to a fixed budget. Every layer that the engine lowers is supported.
 * Deterministic.
 */
public final class LayerIntegratedGradients extends AttributionMethod {

  /** Id of this method. */
  public static final String ID = "layer-integrated-gradients";

  private static final Passes ENDS = new Passes(2, 0, 0);

  LayerIntegratedGradients() {
    super(ID, EnumSet.of(Need.LAYER, Need.OBJECTIVE, Need.NODES));
  }

  @Override
  public List<Workload> workloads(ResolvedQuestion question) {
    ResolvedQuestion above = ActivationPath.anywhere(question);
    Section below = question.program().split(question.needLayer(), question.target()).lower();
    return List.of(
        new PassWorkload(below, false), new PathWorkload(above, EnumSet.of(part(above)), 0));
  }

  private static Part part(ResolvedQuestion above) {
    return above.layer() == null ? Part.INPUT : Part.LAYER;
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    ResolvedQuestion above = ActivationPath.of(question);
    Part part = part(above);
    Explanation explanation = PathAttribution.explain(above, EnumSet.of(part), progress);
    return new Attribution(
        ID,
        part == Part.INPUT ? explanation.inputAttribution() : explanation.layerConductance(),
        explanation.atInput(),
        explanation.atBaseline(),
        explanation.totalResidual(),
        explanation.path().plus(ENDS),
        null);
  }
}
