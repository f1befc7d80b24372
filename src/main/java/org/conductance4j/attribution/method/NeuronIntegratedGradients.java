package org.conductance4j.attribution.method;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.PathWorkload;
import org.conductance4j.attribution.memory.Workload;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.PathRecord;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.SubProgram;

/**
 * Integrated gradients of one neuron's activation: the share of each input element in y_j(x) −
 * y_j(x′).
 *
 * <p>\( NIG_{ij} = (x_i - x'_i) \int_0^1 \frac{\partial G_j}{\partial x_i}(x' + \alpha (x - x')) \,
 * d\alpha \)
 *
 * <p>G_j: the activation of neuron j of the layer, a scalar; x and x′: the input and the baseline,
 * (channel, row, column) or (feature). Scores are signed, in units of the activation. They show
 * what the neuron responds to, whatever its effect on F. F is not used: what is reported as F at
 * the two ends is y_j(x) and y_j(x′).
 *
 * <p>Invariants: Σ_i NIG_ij = y_j(x) − y_j(x′); an element that x and x′ share, or on which the
 * neuron does not depend, has 0. At the logits it is {@link IntegratedGradients} of a logit.
 *
 * <p>Of several neurons the values have a leading axis (neuron), and ends and errors are sums over
 * the neurons. Each has nodes of its own, placed where its own activation moves.
 *
 * <p>Source: A. Shrikumar, J. Su, A. Kundaje, Computationally Efficient Measures of Internal Neuron
 * Importance, 2018, arXiv:1807.09946; Captum's NeuronIntegratedGradients. Differences from the
 * source: none.
 *
 * <p>Cost: a node takes one forward and one vjp of the lower part. Memory: a batch's activations
 * and, with the adaptive rule, one array of the input's length a node up to a fixed budget. Every
 * layer that the engine lowers is supported. Deterministic.
 */
final class NeuronIntegratedGradients extends AttributionMethod {

  static final String ID = "neuron-integrated-gradients";

  NeuronIntegratedGradients() {
    super(ID, EnumSet.of(Need.LAYER, Need.NEURONS, Need.NODES));
  }

  @Override
  public List<Workload> workloads(ResolvedQuestion question) {
    Program lower = SubProgram.upTo(question.program(), question.needLayer());
    return List.of(
        new PathWorkload(
            ofNeuron(question, lower, question.needNeurons()[0]), EnumSet.of(Part.INPUT), 0));
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    int[] places = question.needNeurons();
    Program lower = SubProgram.upTo(question.program(), question.needLayer());
    List<Explanation> all = new ArrayList<>();
    for (int place : places) {
      int done = all.size();
      all.add(
          PathAttribution.explain(
              ofNeuron(question, lower, place),
              EnumSet.of(Part.INPUT),
              (stage, part) -> progress.progressed(stage, (done + part) / places.length)));
    }
    List<Tensor> maps = all.stream().map(Explanation::inputAttribution).toList();
    return new Attribution(
        ID,
        maps.size() == 1 ? maps.get(0) : Tensor.stack(maps),
        all.stream().mapToDouble(Explanation::atInput).sum(),
        all.stream().mapToDouble(Explanation::atBaseline).sum(),
        all.stream().mapToDouble(Explanation::totalResidual).sum(),
        PathRecord.joined(all.stream().map(Explanation::path).toList()),
        null);
  }

  private static ResolvedQuestion ofNeuron(ResolvedQuestion question, Program lower, int place) {
    Readout activation =
        new Readout(
            OutputActivation.IDENTITY,
            Objective.Kind.LOGIT,
            place,
            place,
            String.valueOf(place),
            0);
    return ResolvedQuestion.of(lower, activation, question.input(), question.baseline())
        .withPath(question.path())
        .withBatch(question.batch())
        .withStore(question.store());
  }
}
