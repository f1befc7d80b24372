package org.conductance4j.axioms;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Methods;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Tests every axiom with every method on one network at one input.
 *
 * <p>Sources: M. Sundararajan, A. Taly, Q. Yan, Axiomatic Attribution for Deep Networks, 2017,
 * arXiv:1703.01365 (completeness, sensitivity, implementation invariance, linearity, symmetry); D.
 * Lundstrom, T. Huang, M. Razaviyayn, A Rigorous Study of Integrated Gradients Method and
 * Extensions to Internal Neuron Attributions, 2022, arXiv:2202.11912 (non-decreasing positivity,
 * Lipschitz continuity).
 */
public final class AxiomSuite {

  private AxiomSuite() {}

  /**
   * What was found.
   *
   * @param findings one for each method and axiom, method by method
   * @param sensitivity how far each method's scores move with the input, from each baseline
   */
  public record Result(List<Finding> findings, SensitivityTable sensitivity) {
    /** Keeps a copy of the list. */
    public Result {
      findings = List.copyOf(findings);
    }
  }

  /**
   * {@return a finding for each method and axiom, method by method, and the comparison}
   *
   * @param question with a layer and a region
   * @param baselines from which input sensitivity is compared, the question's own first
   * @param seed of everything random
   * @param progress is notified after each method
   */
  public static Result run(
      ResolvedQuestion question,
      List<NamedBaseline> baselines,
      long seed,
      ProgressListener progress) {
    Subject subject = new Subject(question);
    List<Finding> findings = new ArrayList<>();
    List<AttributionMethod> methods = Methods.all();
    SensitivityTable table =
        new InputSensitivity(subject, seed).table(methods, baselines, progress);
    for (int m = 0; m < methods.size(); m++) {
      findings.addAll(of(methods.get(m), subject, seed));
      findings.add(InputSensitivity.finding(methods.get(m).id(), table));
      progress.progressed("axioms", (m + 1.0) / methods.size());
    }
    return new Result(findings, table);
  }

  private static List<Finding> of(AttributionMethod method, Subject subject, long seed) {
    SumAxioms sums = new SumAxioms(subject);
    InputAxioms inputs = new InputAxioms(subject, seed);
    FunctionAxioms functions = new FunctionAxioms(subject);
    Attribution scores = Subject.attribute(method, subject.question());
    return List.of(
        sums.completeness(method, scores),
        inputs.sensitivity(method),
        inputs.dummy(method),
        functions.implementation(method),
        functions.linearity(method),
        inputs.symmetry(method),
        sums.conservation(method, scores),
        sums.additivity(method),
        inputs.positivity(method, scores.values()));
  }
}
