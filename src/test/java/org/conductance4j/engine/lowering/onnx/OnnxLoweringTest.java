package org.conductance4j.engine.lowering.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.model.onnx.ByteSource;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxWriter;
import org.junit.jupiter.api.Test;

class OnnxLoweringTest {

  private static final SplittableRandom RANDOM = new SplittableRandom(1);

  private static OnnxWriter weights(String name, int... dims) {
    float[] values = new float[Shapes.length(dims)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) RANDOM.nextDouble(-0.5, 0.5);
    }
    return OnnxWriter.floats(name, dims, values);
  }

  /** Convolution, squeeze and excitation, and classes, named as PyTorch's exporter does. */
  private static byte[] network() {
    OnnxWriter graph =
        new OnnxWriter()
            .message(
                1,
                OnnxWriter.node("Conv", "/stem/Conv", List.of("x", "stem.weight", "b"), "conv")
                    .message(5, OnnxWriter.integers("pads", 1, 1, 1, 1)))
            .message(1, OnnxWriter.node("Relu", "/act/Relu", List.of("conv"), "relu"))
            .message(
                1, OnnxWriter.node("GlobalAveragePool", "/se/pool/Pool", List.of("relu"), "mean"))
            .message(1, OnnxWriter.node("Sigmoid", "/se/gate/Sigmoid", List.of("mean"), "gate"))
            .message(1, OnnxWriter.node("Mul", "/se/Mul", List.of("relu", "gate"), "scaled"))
            .message(1, OnnxWriter.node("Flatten", "/Flatten", List.of("scaled"), "flat"))
            .message(1, OnnxWriter.node("MatMul", "/fc/MatMul", List.of("flat", "fc"), "logits"))
            .message(1, OnnxWriter.node("Softmax", "/Softmax", List.of("logits"), "y"))
            .message(5, weights("stem.weight", 4, 3, 3, 3))
            .message(5, weights("b", 4))
            .message(5, weights("fc", 4 * 5 * 6, 7))
            .message(11, OnnxWriter.value("x", 0, 3, 5, 6))
            .message(12, OnnxWriter.value("y", 0, 7));
    return OnnxWriter.model(17, graph);
  }

  private static OnnxModel read(byte... content) {
    return OnnxModel.read("m.onnx", ByteSource.of(content), null);
  }

  private static Program lower(byte... content) {
    return OnnxLowering.lower(read(content), Precision.FLOAT64, Map.of());
  }

  @Test
  void network_lowered_equalsOnnxRuntime() throws OrtException {
    byte[] content = network();
    double[] x = new SplittableRandom(2).doubles(90, -1, 1).toArray();
    float[] single = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      single[i] = (float) x[i];
      x[i] = single[i];
    }
    Program program = lower(content);
    try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session = environment.createSession(content);
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(single), new long[] {1, 3, 5, 6});
        OrtSession.Result result = session.run(Map.of("x", input));
        Evaluator evaluator = program.whole(OutputStage.OUTPUT).bindForward(1)) {
      float[][] expected = (float[][]) result.get(0).getValue();
      evaluator.forward(x);

      double[] found = evaluator.target(0);
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isCloseTo(expected[0][i], Offset.offset(1e-6));
      }
    }
  }

  /** Normalised rows, their products with each other, and shares of these. */
  private static byte[] attention() {
    OnnxWriter graph =
        new OnnxWriter()
            .message(
                1, OnnxWriter.node("LayerNormalization", "", List.of("x", "gain", "shift"), "rows"))
            .message(1, OnnxWriter.node("Transpose", "", List.of("rows"), "turned"))
            .message(1, OnnxWriter.node("MatMul", "", List.of("rows", "turned"), "scores"))
            .message(1, OnnxWriter.node("Softmax", "", List.of("scores"), "shares"))
            .message(1, OnnxWriter.node("MatMul", "", List.of("shares", "x"), "y"))
            .message(5, weights("gain", 5))
            .message(5, weights("shift", 5))
            .message(11, OnnxWriter.value("x", 4, 5))
            .message(12, OnnxWriter.value("y", 4, 5));
    return OnnxWriter.model(17, graph);
  }

  @Test
  void attention_lowered_hasDerivativesThatAgree() {
    SplittableRandom random = new SplittableRandom(3);
    double[] x = random.doubles(20, -1, 1).toArray();
    double[] v = random.doubles(20, -1, 1).toArray();
    double[] u = random.doubles(20, -1, 1).toArray();
    try (Evaluator evaluator = lower(attention()).whole(OutputStage.OUTPUT).bind(1)) {
      double[] above = forward(evaluator, x, v, 1e-5);
      double[] below = forward(evaluator, x, v, -1e-5);
      evaluator.forward(x);
      double[] tangent = evaluator.jvp(v)[0];
      double[] gradient = evaluator.vjp(u)[0];

      assertThat(dot(u, tangent)).isCloseTo(dot(gradient, v), Offset.offset(1e-12));
      for (int i = 0; i < tangent.length; i++) {
        assertThat((above[i] - below[i]) / 2e-5).isCloseTo(tangent[i], Offset.offset(1e-8));
      }
    }
  }

  /** Shares of what is not masked, zeros where all is, as PyTorch guards attention. */
  private static byte[] guardedAttention() {
    float[] mask = new float[16];
    Arrays.fill(mask, 4, 8, Float.NEGATIVE_INFINITY);
    mask[3] = Float.NEGATIVE_INFINITY;
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Transpose", "", List.of("x"), "turned"))
            .message(1, OnnxWriter.node("MatMul", "", List.of("x", "turned"), "products"))
            .message(1, OnnxWriter.node("Add", "", List.of("products", "mask"), "scores"))
            .message(1, OnnxWriter.node("Softmax", "", List.of("scores"), "shares"))
            .message(1, OnnxWriter.node("IsNaN", "", List.of("shares"), "masked"))
            .message(
                1, OnnxWriter.node("Where", "", List.of("masked", "zero", "shares"), "guarded"))
            .message(1, OnnxWriter.node("MatMul", "", List.of("guarded", "x"), "y"))
            .message(5, OnnxWriter.floats("mask", new int[] {4, 4}, mask))
            .message(5, OnnxWriter.floats("zero", new int[] {}, new float[] {0}))
            .message(11, OnnxWriter.value("x", 4, 5))
            .message(12, OnnxWriter.value("y", 4, 5));
    return OnnxWriter.model(17, graph);
  }

  @Test
  void attention_withAllMasked_isZeroAndHasDerivativesThatAgree() {
    double[] x = new SplittableRandom(4).doubles(20, -1, 1).toArray();
    double[] v = new SplittableRandom(5).doubles(20, -1, 1).toArray();
    try (Evaluator evaluator = lower(guardedAttention()).whole(OutputStage.OUTPUT).bind(1)) {
      double[] above = forward(evaluator, x, v, 1e-5);
      double[] below = forward(evaluator, x, v, -1e-5);
      evaluator.forward(x);
      double[] y = evaluator.target(0);
      double[] tangent = evaluator.jvp(v)[0];
      double[] gradient = evaluator.vjp(v)[0];

      assertThat(Arrays.copyOfRange(y, 5, 10)).containsOnly(0);
      assertThat(Arrays.copyOfRange(y, 0, 5)).doesNotContain(0);
      assertThat(dot(v, tangent)).isCloseTo(dot(gradient, v), Offset.offset(1e-12));
      for (int i = 0; i < tangent.length; i++) {
        assertThat((above[i] - below[i]) / 2e-5).isCloseTo(tangent[i], Offset.offset(1e-8));
      }
    }
  }

  /** Normalisation and the derivatives of softmax have loops of their own for each precision. */
  @Test
  void attention_inSinglePrecision_equalsDouble() {
    double[] x = new SplittableRandom(6).doubles(60, -1, 1).map(each -> (float) each).toArray();
    double[] v = new SplittableRandom(7).doubles(60, -1, 1).map(each -> (float) each).toArray();
    for (byte[] content : List.of(attention(), guardedAttention())) {
      double[][] exact = passes(content, Precision.FLOAT64, x, v);
      double[][] single = passes(content, Precision.FLOAT32, x, v);

      for (int pass = 0; pass < exact.length; pass++) {
        assertThat(single[pass]).containsExactly(exact[pass], Offset.offset(2e-5));
        assertThat(exact[pass]).as("pass %d", pass).isNotEqualTo(single[pass]);
      }
    }
  }

  /** Outputs, tangents and gradients of a batch of three. */
  private static double[][] passes(byte[] content, Precision precision, double[] x, double[] v) {
    Program program = OnnxLowering.lower(read(content), precision, Map.of());
    try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bind(3)) {
      evaluator.forward(x);
      return new double[][] {evaluator.target(0), evaluator.jvp(v)[0], evaluator.vjp(v)[0]};
    }
  }

  private static double[] forward(Evaluator evaluator, double[] x, double[] v, double step) {
    double[] point = x.clone();
    for (int i = 0; i < point.length; i++) {
      point[i] += step * v[i];
    }
    evaluator.forward(point);
    return evaluator.target(0);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void layers_areNamedByModulesElseByTensors() {
    Program program = lower(network());

    assertThat(program.layers())
        .extracting(Layer::name)
        .containsExactly("stem", "act", "se.pool", "se.gate", "se", "fc", "y");
    assertThat(program.layer("se").shape()).containsExactly(4, 5, 6);
    assertThat(program.head()).isEqualTo(OutputActivation.SOFTMAX);
    assertThat(program.inputShape()).containsExactly(3, 5, 6);
    assertThat(read(network()).layers().resolve("gate")).isEqualTo("se.gate");
    assertThat(read(network()).layers().resolve("/fc/MatMul")).isEqualTo("fc");
  }

  @Test
  void moduleOfAFoldedNormalisation_isRefusedByName() {
    OnnxWriter graph =
        new OnnxWriter()
            .message(
                1, OnnxWriter.node("Conv", "/conv1/Conv", List.of("x", "onnx::Conv_7"), "conv"))
            .message(5, weights("onnx::Conv_7", 4, 3, 1, 1))
            .message(11, OnnxWriter.value("x", 1, 3, 5, 6))
            .message(12, OnnxWriter.value("conv", 1, 4, 5, 6));
    OnnxModel model = read(OnnxWriter.model(17, graph));

    assertThat(model.layers().namesOf("conv")).containsExactly("conv");
    assertThatThrownBy(() -> model.layers().resolve("conv1"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'conv1': must have its output in the file, got a convolution with the batch"
                + " normalisation behind it folded in; 'conv' is the output of both, or export it"
                + " without folding");
  }

  private static byte[] single(String op, OnnxWriter... more) {
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node(op, "", List.of("x"), "y"))
            .message(11, OnnxWriter.value("x", 0, 3))
            .message(12, OnnxWriter.value("y", 0, 3));
    for (OnnxWriter node : more) {
      graph.message(1, node);
    }
    return OnnxWriter.model(17, graph);
  }

  @Test
  void unknownOperations_areRefusedByNameAndNumber() {
    OnnxWriter second = OnnxWriter.node("Chaos", "", List.of("y"), "z").text(7, "mine");

    assertThatThrownBy(() -> lower(single("Loop", second)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "network: must consist of operations that the engine knows, got Loop (1 node),"
                + " mine:Chaos (1 node); export the network with fixed extents and its"
                + " loops unrolled");
    assertThatThrownBy(() -> lower(single("QLinearConv")))
        .hasMessageContaining("take the file of the network before it was quantised, in float32");
  }

  @Test
  void inputOfAnotherShape_isRefused() {
    assertThatThrownBy(
            () ->
                OnnxLowering.lower(
                    read(single("Relu")), Precision.FLOAT64, Map.of("x", new int[] {4})))
        .hasMessage(
            "input 'x': needs the shape [any, 3], got [4]; give one example as the network takes"
                + " it");
  }

  @Test
  void tensorThatThereIsNot_isRefused() {
    OnnxWriter second = OnnxWriter.node("Add", "sum", List.of("y", "later"), "z");

    assertThatThrownBy(() -> lower(single("Relu", second)))
        .hasMessage(
            "layer 'sum (Add)': must read tensors of the nodes before it, got 'later', which there"
                + " is not; export the network again");
  }
}
