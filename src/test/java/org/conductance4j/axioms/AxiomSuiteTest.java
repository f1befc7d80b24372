package org.conductance4j.axioms;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.method.Methods;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.junit.jupiter.api.Test;

class AxiomSuiteTest {

  private static final AxiomSuite.Result LINEAR = run(linear());

  /** F = x1 + 4 x2 at (1, 2), seen from zero; the region is x1. */
  private static ResolvedQuestion linear() {
    Program program =
        SmallNetworks.program(
            SmallNetworks.linear(new double[][] {{1, 0}, {0, 2}}, new double[] {1, 2}));
    Tensor mask = Tensor.of(new int[] {2}, new double[] {1, 0});
    return SmallNetworks.question(program, "logit:0", 1, 2)
        .withLayer(program.layer("hidden"))
        .withRegions(List.of(Region.mask(new int[] {2}, mask)));
  }

  private static AxiomSuite.Result run(ResolvedQuestion question) {
    List<NamedBaseline> own = List.of(new NamedBaseline("own", question.baseline()));
    return AxiomSuite.run(question, own, 1, ProgressListener.SILENT);
  }

  /** Slopes do not sum to a change, and a gate that has saturated hides an element from them. */
  @Test
  void run_linearNetwork_slopesAloneFail() {
    List<Finding> findings = LINEAR.findings();

    assertThat(findings).hasSize(Axiom.values().length * Methods.all().size());
    assertThat(failures(findings))
        .containsExactlyInAnyOrder(
            "gradient completeness",
            "gradient sensitivity-a",
            "gradient-times-input sensitivity-a",
            "internal-influence conservation");
  }

  private static Set<String> failures(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.verdict() == Finding.Verdict.FAIL)
        .map(finding -> finding.method() + " " + finding.axiom().id())
        .collect(toSet());
  }

  /**
   * Each element's share of F is its score, so a move by r changes scores by r times the slopes.
   */
  @Test
  void run_linearNetwork_sumsAreThoseOfTheFormula() {
    List<Finding> findings = LINEAR.findings();

    assertThat(detail(findings, "integrated-gradients", Axiom.COMPLETENESS))
        .isEqualTo("sum 9.00000, F's change 9.00000");
    assertThat(detail(findings, "regional-conductance", Axiom.CONSERVATION))
        .isEqualTo("sum 1.00000, the region's share 1.00000");
    assertThat(detail(findings, "neuron-conductance", Axiom.COMPLETENESS))
        .isEqualTo("sum 8.00000, the neuron's conductance 8.00000");
  }

  private static String detail(List<Finding> findings, String method, Axiom axiom) {
    return findings.stream()
        .filter(finding -> finding.method().equals(method) && finding.axiom() == axiom)
        .map(Finding::detail)
        .findFirst()
        .orElseThrow();
  }

  /** The gradient of a linear function does not move; the largest move is of a hundredth of x2. */
  @Test
  void run_linearNetwork_onlyProductsMoveWithTheInput() {
    SensitivityTable table = LINEAR.sensitivity();

    assertThat(table.radius()).isEqualTo(0.02);
    for (SensitivityTable.Row row : table.rows()) {
      double change = row.cells().get(0).change();
      boolean slopes = List.of("gradient", "internal-influence").contains(row.method());
      assertThat(change).as(row.method()).isBetween(slopes ? 0.0 : 1e-4, slopes ? 1e-12 : 0.03);
    }
  }
}
