package org.conductance4j.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What the audit lets pass and what it finds. */
class AuditTest {

  private static final int[] SHAPE = {2, 7, 6};

  /** max(y, 0), or something near it. */
  private record Rectifier(double forward, double vjp, double jvp) implements LayerFunction {

    @Override
    public double[] forward(double[] y) {
      return Arrays.stream(y).map(a -> Math.max(a, 0) * forward).toArray();
    }

    @Override
    public double[] vjp(double[] y, double[] cotangent) {
      return gated(y, cotangent, vjp);
    }

    @Override
    public double[] jvp(double[] y, double[] tangent) {
      return gated(y, tangent, jvp);
    }

    private static double[] gated(double[] y, double[] along, double factor) {
      double[] gated = along.clone();
      Arrays.setAll(gated, i -> y[i] > 0 ? factor * along[i] : 0);
      return gated;
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void check_ofARightProgram_findsSmallErrors(Precision precision) {
    Audit.Findings found = check(precision, 1, 1, 1);

    assertThat(found.forward()).isLessThan(1e-5);
    assertThat(found.duality()).isLessThan(1e-6);
    assertThat(found.difference()).isLessThan(5e-3);
  }

  @Test
  void check_ofANetworkThatIsGivenUpInTheMiddle_needsItNoMore() {
    ComputationGraph graph = graph();
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT32, SHAPE);
    List<Tensor> probe = List.of(Audit.probe(SHAPE));
    Audit.Findings expected = Audit.check(graph, program, probe);

    Audit.Findings found =
        Audit.check(graph, program, probe, () -> graph.params().assign(Double.NaN));

    assertThat(found).isEqualTo(expected);
  }

  @Test
  void check_ofAWrongForwardPass_namesTheLayer() {
    assertThatThrownBy(() -> check(Precision.FLOAT32, 1.01, 1.01, 1.01))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "layer 'middle': needs to equal DL4J's own forward pass to 0.001, got a relative"
                + " difference of 0.010; its derivatives cannot be trusted: .*hooks.md.*");
  }

  @Test
  void check_ofAWrongJvp_namesTheLayer() {
    assertThatThrownBy(() -> check(Precision.FLOAT64, 1, 1, 1.1))
        .hasMessageStartingWith("layer 'middle': needs agreement between jvp and vjp to ");
  }

  @Test
  void check_ofWrongDerivativesThatAgree_namesTheLayer() {
    assertThatThrownBy(() -> check(Precision.FLOAT32, 1, 1.1, 1.1))
        .hasMessageStartingWith("layer 'middle': needs agreement between vjp and differences to ");
  }

  @Test
  void check_ofNumbersThatAreNone_fails() {
    assertThatThrownBy(() -> check(Precision.FLOAT32, Double.NaN, 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("layer 'middle': needs to equal DL4J's own forward pass");
  }

  @Test
  void check_ofAFewKinks_takesTwoGradients() {
    Wave straight = new Wave(0);

    assertThat(check(straight).difference()).isLessThan(5e-3);
    assertThat(straight.gradients).hasValue(2);
  }

  @Test
  void check_ofSteepCurves_takesGradientsBetween() {
    Wave steep = new Wave(1500);

    assertThat(check(steep).difference()).isLessThan(Audit.DIFFERENCE);
    assertThat(steep.gradients).hasValue(2 + 8);
  }

  /** max(y, 0) + sin(ωy)/2ω with right derivatives; counts how often its gradient is asked. */
  private record Wave(double omega, AtomicInteger gradients) implements LayerFunction {

    Wave(double omega) {
      this(omega, new AtomicInteger());
    }

    @Override
    public double[] forward(double[] y) {
      return Arrays.stream(y)
          .map(a -> Math.max(a, 0) + (omega == 0 ? 0 : Math.sin(omega * a) / (2 * omega)))
          .toArray();
    }

    @Override
    public double[] vjp(double[] y, double[] cotangent) {
      gradients.incrementAndGet();
      return jvp(y, cotangent);
    }

    @Override
    public double[] jvp(double[] y, double[] tangent) {
      double[] along = tangent.clone();
      Arrays.setAll(
          along,
          i -> along[i] * ((y[i] > 0 ? 1 : 0) + (omega == 0 ? 0 : Math.cos(omega * y[i]) / 2)));
      return along;
    }
  }

  /** DL4J's own forward pass has no wave, which is too low for the comparison. */
  private static Audit.Findings check(Wave wave) {
    ComputationGraph graph = graph();
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT64, Map.of("middle", wave), SHAPE);
    return Audit.check(graph, program, Audit.probe(SHAPE));
  }

  private static Audit.Findings check(Precision precision, double forward, double vjp, double jvp) {
    ComputationGraph graph = graph();
    Program program =
        Dl4jLowering.lower(
            graph, precision, Map.of("middle", new Rectifier(forward, vjp, jvp)), SHAPE);
    return Audit.check(graph, program, Audit.probe(SHAPE));
  }

  /** DL4J runs neither rightly in float32: the audit must not blame the engine for it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void check_ofDilatedWindows_comparesWithDl4jInFloat64(boolean convolution) {
    Layer dilated =
        convolution
            ? new ConvolutionLayer.Builder(2, 2).nOut(3).dilation(2, 2).build()
            : new SubsamplingLayer.Builder(2, 2).stride(1, 1).dilation(2, 2).build();
    ComputationGraph graph = graph(new FrozenLayer(dilated));
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT32, SHAPE);

    assertThat(Audit.check(graph, program, Audit.probe(SHAPE)).forward()).isLessThan(1e-5);
  }

  private static ComputationGraph graph() {
    return graph(convolution());
  }

  private static ComputationGraph graph(Layer first) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .graphBuilder()
            .addInputs("input")
            .addLayer("first", first, "input")
            .addLayer("middle", new ActivationLayer(Activation.RELU), "first")
            .addLayer("last", convolution(), "middle")
            .addLayer(
                "output",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(4)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "last")
            .setOutputs("output")
            .setInputTypes(InputType.convolutional(SHAPE[1], SHAPE[2], SHAPE[0]));
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return graph;
  }

  private static ConvolutionLayer convolution() {
    return new ConvolutionLayer.Builder(3, 3).nOut(5).activation(Activation.IDENTITY).build();
  }
}
