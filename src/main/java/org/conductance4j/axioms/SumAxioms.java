package org.conductance4j.axioms;

import java.util.List;
import java.util.Locale;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.LayerConductance;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.method.NeuronConductance;
import org.conductance4j.attribution.method.RegionalConductance;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;

/** Axioms about sums: completeness, conservation at the layer, additivity over regions. */
record SumAxioms(Subject subject) {

  /** Part of the change up to which a sum counts as kept. */
  private static final double SUMS = 5e-3;

  private static final double ROUNDING = 1e-4;

  Finding completeness(AttributionMethod method, Attribution scores) {
    if (method.scoresLayer()) {
      return Finding.notApplicable(
          method.id(), Axiom.COMPLETENESS, "it scores neurons: see " + Axiom.CONSERVATION.id());
    }
    if (method instanceof NeuronConductance) {
      double law = subject.layerScores().get(subject.neuronPlace());
      return sum(method, Axiom.COMPLETENESS, scores.sum(), law, "the neuron's conductance");
    }
    String what = method.needs(Need.OBJECTIVE) ? "F's change" : "the neuron's change";
    return sum(method, Axiom.COMPLETENESS, scores.sum(), scores.change(), what);
  }

  Finding conservation(AttributionMethod method, Attribution scores) {
    if (!method.scoresLayer()) {
      return Finding.notApplicable(
          method.id(), Axiom.CONSERVATION, "it scores inputs: see " + Axiom.COMPLETENESS.id());
    }
    if (!subject.question().needLayer().cutsEveryPath()) {
      return Finding.notApplicable(
          method.id(), Axiom.CONSERVATION, "a part of the score bypasses the layer");
    }
    if (method instanceof RegionalConductance) {
      Region region = subject.question().regions().get(0);
      double inside = region.sum(subject.inputScores().toArray());
      return sum(method, Axiom.CONSERVATION, scores.sum(), inside, "the region's share");
    }
    return sum(method, Axiom.CONSERVATION, scores.sum(), scores.change(), "F's change");
  }

  private Finding sum(AttributionMethod method, Axiom axiom, double sum, double law, String what) {
    double scale = Math.max(Math.abs(law), method.needs(Need.REGION) ? subject.change() : 0);
    double violation = Math.abs(sum - law) / (scale == 0 ? 1 : scale);
    String detail = String.format(Locale.ROOT, "sum %.6g, %s %.6g", sum, what, law);
    return Finding.of(method.id(), axiom, violation, SUMS, detail);
  }

  Finding additivity(AttributionMethod method) {
    Axiom axiom = Axiom.ADDITIVITY;
    if (!method.needs(Need.REGION)) {
      return Finding.notApplicable(method.id(), axiom, "it knows no region");
    }
    ResolvedQuestion few = subject.few();
    Region region = few.regions().get(0);
    if (region.complement().isEmpty()) {
      return Finding.notApplicable(method.id(), axiom, "the region is the whole input");
    }
    Tensor inside = Subject.attribute(method, few).values();
    Tensor outside =
        Subject.attribute(method, few.withRegions(List.of(region.complement()))).values();
    Tensor whole = Subject.attribute(new LayerConductance(), few).values();
    double[] both = inside.toArray();
    for (int j = 0; j < both.length; j++) {
      both[j] += outside.get(j);
    }
    double violation = Subject.difference(whole, Tensor.of(whole.shape(), both));
    return Finding.of(
        method.id(),
        axiom,
        violation,
        ROUNDING,
        "largest difference over " + both.length + " neurons");
  }
}
