package org.conductance4j.axioms;

import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.OutputStage;

/** Axioms about the function as a whole: implementation invariance and linearity. */
record FunctionAxioms(Subject subject) {

  /** Single precision takes other roundings through other kernels, and some ReLUs flip. */
  private static final double ROUNDING = 2e-2;

  private static final double EXACT = 1e-3;

  /** Takes the network apart: an identity behind every layer, so that nothing is folded. */
  Finding implementation(AttributionMethod method) {
    ResolvedQuestion few = subject.few();
    try (Hooks hooks = Hooks.on(few.program())) {
      List<Layer> layers = few.program().layers();
      for (Layer layer : layers.subList(0, layers.size() - 1)) {
        hooks.observe(layer.name(), activation -> {});
      }
      Tensor expected = Subject.attribute(method, few).values();
      Tensor got = Subject.attribute(method, few.withProgram(hooks.program())).values();
      return Finding.of(
          method.id(),
          Axiom.IMPLEMENTATION_INVARIANCE,
          Subject.difference(expected, got),
          ROUNDING,
          "every layer computed by itself, none folded into the next");
    }
  }

  /** Explains two logits and their difference. */
  Finding linearity(AttributionMethod method) {
    Axiom axiom = Axiom.LINEARITY;
    ResolvedQuestion few = subject.few();
    Readout asked = few.readout();
    int classes = few.program().classes();
    if (!method.needs(Need.OBJECTIVE)) {
      return Finding.notApplicable(method.id(), axiom, "it does not depend on F");
    }
    if (classes < 2 || few.target() != OutputStage.LOGITS) {
      return Finding.notApplicable(method.id(), axiom, "needs two logits after the layer");
    }
    int own = asked.index();
    int other = own == 0 ? 1 : 0;
    Tensor margin = scores(method, few, Objective.Kind.MARGIN, own, other);
    Tensor first = scores(method, few, Objective.Kind.LOGIT, own, own);
    Tensor second = scores(method, few, Objective.Kind.LOGIT, other, other);
    double[] difference = first.toArray();
    Arrays.setAll(difference, i -> difference[i] - second.get(i));
    double violation = Subject.difference(margin, Tensor.of(margin.shape(), difference));
    return Finding.of(
        method.id(), axiom, violation, EXACT, "logits of the classes " + own + " and " + other);
  }

  private static Tensor scores(
      AttributionMethod method, ResolvedQuestion few, Objective.Kind kind, int index, int other) {
    Readout asked = few.readout();
    Readout readout = new Readout(asked.head(), kind, index, other, asked.label(), asked.step());
    return Subject.attribute(method, few.withReadout(readout)).values();
  }
}
