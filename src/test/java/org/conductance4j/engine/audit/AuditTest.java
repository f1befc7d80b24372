package org.conductance4j.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ReferenceForward;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.engine.lowering.dl4j.Dl4jReference;
import org.conductance4j.engine.lowering.onnx.OnnxLowering;
import org.conductance4j.engine.lowering.onnx.OnnxRuntimeReference;
import org.conductance4j.model.onnx.ByteSource;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxWriter;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

    assertThat(found.comparedWith()).isEqualTo("DL4J 1.0.0-M2.1");
    assertThat(found.forward()).isLessThan(1e-5);
    assertThat(found.duality()).isLessThan(1e-6);
    assertThat(found.difference()).isLessThan(5e-3);
  }

  @Test
  void check_ofANetworkThatIsGivenUpInTheMiddle_needsItNoMore() {
    ComputationGraph graph = graph();
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT32, SHAPE);
    Dl4jReference reference = new Dl4jReference(graph);
    List<Tensor> probe = List.of(Audit.probe(SHAPE));
    Audit.Findings expected = Audit.check(reference, program, probe, () -> {});

    Audit.Findings found =
        Audit.check(reference, program, probe, () -> graph.params().assign(Double.NaN));

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
  void check_withoutAReference_checksDerivativesAlone() {
    Program right = program(Precision.FLOAT64, new Rectifier(1, 1, 1));
    Program wrong = program(Precision.FLOAT64, new Rectifier(1, 1, 1.1));

    Audit.Findings found = check(ReferenceForward.NONE, right);

    assertThat(found.comparedWith()).isEqualTo("nothing");
    assertThat(found.forward()).isZero();
    assertThat(found.duality()).isLessThan(1e-6).isPositive();
    assertThatThrownBy(() -> check(ReferenceForward.NONE, wrong))
        .hasMessageStartingWith("layer 'middle': needs agreement between jvp and vjp to ");
  }

  /** As outputs that other software computed once and that a file holds. */
  private record StoredOutput(Tensor values) implements ReferenceForward {

    @Override
    public String name() {
      return "stored output";
    }

    @Override
    public String title() {
      return "the stored output";
    }

    @Override
    public Optional<double[]> output(String output, List<Tensor> examples) {
      return Optional.of(values.toArray());
    }
  }

  @Test
  void check_withAnotherReference_comparesWithItByItsName() {
    Program program = program(Precision.FLOAT64, new Rectifier(1, 1, 1));
    double[] outputs =
        new Dl4jReference(graph())
            .output(program.output(), List.of(Audit.probe(SHAPE)))
            .orElseThrow();

    Audit.Findings found =
        check(new StoredOutput(Tensor.of(new int[] {outputs.length}, outputs)), program);

    assertThat(found.comparedWith()).isEqualTo("stored output");
    assertThat(found.forward()).isLessThan(1e-5).isPositive();
    double[] others = Arrays.stream(outputs).map(value -> 1.01 * value).toArray();
    assertThatThrownBy(
            () -> check(new StoredOutput(Tensor.of(new int[] {others.length}, others)), program))
        .hasMessageMatching(
            "network: needs to equal the stored output to 0.001, got a relative difference of"
                + " 0.0099; its derivatives cannot be trusted: .*");
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

  @Test
  void check_ofCurvesThatTurnManyTimes_takesAShorterWay() {
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Mul", "", List.of("x", "w"), "h"))
            .message(1, OnnxWriter.node("Sin", "", List.of("h"), "y"))
            .message(5, OnnxWriter.floats("w", new int[] {1}, 1e6f))
            .message(11, OnnxWriter.value("x", 0, 1))
            .message(12, OnnxWriter.value("y", 0, 1));
    OnnxModel model = OnnxModel.read("m.onnx", ByteSource.of(OnnxWriter.model(17, graph)), null);
    Program program = OnnxLowering.lower(model, Precision.FLOAT64, Map.of());

    Audit.Findings found =
        Audit.check(ReferenceForward.NONE, program, List.of(Audit.probe(1)), () -> {});

    assertThat(found.difference()).isLessThan(Audit.DIFFERENCE);
  }

  /** A sum, lowered from one file and compared with another. */
  private static OnnxModel scaled(float factor) {
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Sigmoid", "/first/Sigmoid", List.of("x"), "h"))
            .message(1, OnnxWriter.node("Mul", "/scale/Mul", List.of("h", "w"), "scaled"))
            .message(1, OnnxWriter.node("Tanh", "/last/Tanh", List.of("scaled"), "y"))
            .message(5, OnnxWriter.floats("w", new int[] {1}, factor))
            .message(11, OnnxWriter.value("x", 0, 3))
            .message(12, OnnxWriter.value("y", 0, 3));
    return OnnxModel.read("m.onnx", ByteSource.of(OnnxWriter.model(17, graph)), null);
  }

  @Test
  void check_ofAnOnnxFile_comparesWithOnnxRuntime() {
    Program program = OnnxLowering.lower(scaled(1), Precision.FLOAT32, Map.of());
    List<Tensor> probe = List.of(Audit.probe(3));
    ReferenceForward same = new OnnxRuntimeReference(scaled(1), Map.of());
    ReferenceForward other = new OnnxRuntimeReference(scaled(1.1f), Map.of());

    Audit.Findings found = Audit.check(same, program, probe, () -> {});

    assertThat(found.comparedWith()).startsWith("ONNX Runtime 1.");
    assertThat(found.forward()).isLessThan(1e-6).isPositive();
    assertThatThrownBy(() -> Audit.check(other, program, probe, () -> {}))
        .hasMessageStartingWith(
            "layer 'scale': needs to equal ONNX Runtime's own forward pass to 0.001, got a"
                + " relative difference of 0.09");
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
    return check(new Dl4jReference(graph()), program(Precision.FLOAT64, wave));
  }

  private static Audit.Findings check(Precision precision, double forward, double vjp, double jvp) {
    return check(new Dl4jReference(graph()), program(precision, new Rectifier(forward, vjp, jvp)));
  }

  private static Audit.Findings check(ReferenceForward reference, Program program) {
    return Audit.check(reference, program, List.of(Audit.probe(SHAPE)), () -> {});
  }

  private static Program program(Precision precision, LayerFunction middle) {
    return Dl4jLowering.lower(graph(), precision, Map.of("middle", middle), SHAPE);
  }

  private static ComputationGraph graph() {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .graphBuilder()
            .addInputs("input")
            .addLayer("first", convolution(), "input")
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
