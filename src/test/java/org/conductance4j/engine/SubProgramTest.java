package org.conductance4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

class SubProgramTest {

  private static final Program PROGRAM =
      SmallNetworks.program(SmallNetworks.residual(3, Activation.TANH));
  private static final int[] SHAPE = {2, 8, 8};

  private static Tensor picture(long seed) {
    return Tensor.of(SHAPE, new SplittableRandom(seed).doubles(128, -1, 1).toArray());
  }

  /** The layer's activation in DL4J's order, though the engine has its channels last. */
  @Test
  void upTo_layerOfChannels_hasItsNeuronsAsClasses() {
    Layer layer = PROGRAM.layer("head");
    Program lower = SubProgram.upTo(PROGRAM, layer);
    Tensor expected = SubProgram.activations(PROGRAM, layer, OutputStage.OUTPUT, picture(1)).get(0);

    assertThat(lower.classes()).isEqualTo(5 * 4 * 4);
    assertThat(lower.head()).isEqualTo(OutputActivation.IDENTITY);
    assertThat(lower.layers())
        .extracting(Layer::name)
        .contains("stem", "head")
        .doesNotContain("out");
    try (Evaluator evaluator = lower.whole(OutputStage.LOGITS).bind(1)) {
      evaluator.forward(picture(1).toArray());
      assertThat(evaluator.target(0)).containsExactly(expected.toArray());
    }
  }

  /** From any layer on, with what goes around it as it was, the network gives what it gave. */
  @ParameterizedTest
  @ValueSource(strings = {"stem", "inner", "add", "head", "pool", "out"})
  void from_anyLayer_givesTheSameOutput(String name) {
    Layer layer = PROGRAM.layer(name);
    List<Tensor> here = SubProgram.activations(PROGRAM, layer, OutputStage.OUTPUT, picture(2));
    double[][] around =
        here.subList(1, here.size()).stream().map(Tensor::toArray).toArray(double[][]::new);
    Program upper = SubProgram.from(PROGRAM, layer, OutputStage.OUTPUT, around);

    assertThat(upper.inputShape()).containsExactly(here.get(0).shape());
    try (Evaluator whole = PROGRAM.whole(OutputStage.OUTPUT).bind(1);
        Evaluator part = upper.whole(OutputStage.OUTPUT).bind(2)) {
      whole.forward(picture(2).toArray());
      part.forward(twice(here.get(0).toArray()));
      assertThat(Arrays.copyOf(part.target(0), 3)).containsExactly(whole.target(0), within(1e-14));
      assertThat(Arrays.copyOfRange(part.target(0), 3, 6))
          .containsExactly(whole.target(0), within(1e-14));
    }
  }

  /** ⟨u, Jv⟩ = ⟨Jᵀu, v⟩ where a value stays fixed, and J is not that of the whole network. */
  @Test
  void from_layerWithASkip_hasDerivativesOfTheLayerAlone() {
    Layer layer = PROGRAM.layer("inner");
    List<Tensor> here = SubProgram.activations(PROGRAM, layer, OutputStage.OUTPUT, picture(3));
    Program upper = SubProgram.from(PROGRAM, layer, OutputStage.OUTPUT, here.get(1).toArray());
    double[] y = here.get(0).toArray();
    double[] v = new SplittableRandom(4).doubles(y.length, -1, 1).toArray();
    double[] u = {0.3, -1, 0.7};
    try (Evaluator evaluator = upper.whole(OutputStage.OUTPUT).bind(1)) {
      evaluator.forward(y);
      double[] tangent = evaluator.jvp(v)[0];
      double[] gradient = evaluator.vjp(u)[0];

      assertThat(dot(u, tangent)).isCloseTo(dot(gradient, v), within(1e-14)).isNotZero();
    }
  }

  @Test
  void from_wrongNumberOfFixedValues_isRefused() {
    assertThatThrownBy(() -> SubProgram.from(PROGRAM, PROGRAM.layer("inner"), OutputStage.OUTPUT))
        .hasMessage("excerpt: needs 1 values around the layer, got 0");
    assertThatThrownBy(
            () ->
                SubProgram.from(PROGRAM, PROGRAM.layer("inner"), OutputStage.OUTPUT, new double[3]))
        .hasMessage("fixed value: needs 256 numbers, got 3");
  }

  private static double[] twice(double[] values) {
    double[] both = Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, both, values.length, values.length);
    return both;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
