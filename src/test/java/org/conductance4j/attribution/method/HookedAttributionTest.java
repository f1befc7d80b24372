package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.attribution.SmallNetworks.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.engine.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/** Attribution of networks with hooks. */
class HookedAttributionTest {

  private static final Region BOX = Region.box(new int[] {2, 8, 8}, 1, 5, 2, 7);

  /** y ↦ y + sin(y) / 2, element by element. */
  private static class Wave implements LayerFunction {

    @Override
    public double[] forward(double[] y) {
      return Arrays.stream(y).map(a -> a + Math.sin(a) / 2).toArray();
    }

    @Override
    public double[] vjp(double[] y, double[] cotangent) {
      Arrays.setAll(cotangent, i -> cotangent[i] * (1 + Math.cos(y[i]) / 2));
      return cotangent;
    }
  }

  private static final class WaveWithJvp extends Wave {

    @Override
    public double[] jvp(double[] y, double[] tangent) {
      return vjp(y, tangent);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void explain_withATransform_conservesEverything(long seed) {
    ResolvedQuestion plain = question(seed);
    try (Hooks hooks = Hooks.on(plain.program()).transform("add", new WaveWithJvp())) {
      Explanation explanation = explain(plain.withProgram(hooks.program()));

      assertThat(explanation.change()).isNotCloseTo(explain(plain).change(), within(1e-6));
      assertThat(explanation.ledger().inputCompleteness()).isLessThan(1e-3);
      assertThat(explanation.layerConductance().sum())
          .isCloseTo(explanation.inputAttribution().sum(), within(1e-12));
      assertThat(explanation.regionalConductance(0).sum())
          .isCloseTo(BOX.sum(explanation.inputAttribution().toArray()), within(1e-12));
      assertThat(explanation.path().approximations()).isEmpty();
    }
  }

  @Test
  void explain_withDifferencesInPlaceOfAJvp_saysSo() {
    ResolvedQuestion plain = question(0);
    try (Hooks exact = Hooks.on(plain.program()).transform("add", new WaveWithJvp());
        Hooks rough = Hooks.on(plain.program()).transform("add", new Wave().withDifferences());
        Hooks without = Hooks.on(plain.program()).transform("add", new Wave())) {
      Explanation wanted = explain(plain.withProgram(exact.program()));
      Explanation found = explain(plain.withProgram(rough.program()));

      assertThat(found.layerConductance().toArray())
          .containsExactly(wanted.layerConductance().toArray(), within(1e-8));
      assertThat(found.path().approximations()).containsExactly("add");
      ResolvedQuestion refused = plain.withProgram(without.program());
      assertThatThrownBy(() -> explain(refused))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("layer 'add': jvp: is needed");
      assertThat(
              new IntegratedGradients()
                  .attribute(refused, ProgressListener.SILENT)
                  .completenessError())
          .isLessThan(2e-3);
    }
  }

  @Test
  void explain_afterAThrowingHook_isBitIdentical() {
    ResolvedQuestion plain = question(1);
    double[] before = explain(plain).inputAttribution().toArray();
    int[] calls = {0};
    try (Hooks hooks =
        Hooks.on(plain.program())
            .observe(
                "add",
                y -> {
                  if (++calls[0] > 40) {
                    throw new IllegalStateException("mine");
                  }
                })) {
      assertThatThrownBy(() -> explain(plain.withProgram(hooks.program()))).hasMessage("mine");
    }
    assertThat(explain(plain).inputAttribution().toArray()).containsExactly(before);
  }

  private static ResolvedQuestion question(long seed) {
    Program program = SmallNetworks.program(SmallNetworks.residual(seed, Activation.TANH));
    double[] x = new Random(seed).doubles(128, -1, 1).toArray();
    return SmallNetworks.question(program, "logit:0", x)
        .withLayer(program.layer("add"))
        .withRegions(List.of(BOX));
  }
}
