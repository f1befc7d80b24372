package org.conductance4j.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Unit;
import org.conductance4j.model.onnx.ByteSource;
import org.conductance4j.model.onnx.HeadsNetwork;
import org.conductance4j.model.onnx.OnnxAttribute;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxWriter;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.Replacement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxSurgeryTest {

  private static final int[] SHAPE = {3, 4};

  @TempDir private Path folder = Path.of("");

  private static OnnxModel read(byte... content) {
    return OnnxModel.read("m.onnx", ByteSource.of(content), null);
  }

  private byte[] saved(OnnxSurgery.Result result) throws IOException {
    Path file = folder.resolve("pruned.onnx");
    result.network().save(file);
    return Files.readAllBytes(file);
  }

  private static float[][] outputs(byte[] model, float[] x, long... shape) throws OrtException {
    try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session = environment.createSession(model);
        OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), shape);
        OrtSession.Result result = session.run(Map.of("x", input))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  @Test
  void head_masked_isZeroInOnnxRuntime() throws IOException, OrtException {
    OnnxSurgery surgery = new OnnxSurgery(read(HeadsNetwork.file()), Map.of());
    Layer layer = surgery.program().layer("attention.self");
    int[] neurons = layer.partition(Unit.HEAD).elements(1);
    int[] extents = {HeadsNetwork.TOKENS, HeadsNetwork.WIDTH};
    Plan plan = Plan.of(extents, neurons, Replacement.zero());
    float[] mask = new float[Tensor.length(extents)];
    Arrays.fill(mask, 1);
    Arrays.stream(neurons).forEach(neuron -> mask[neuron] = 0);
    float[] x = new float[mask.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(i);
    }

    byte[] pruned = saved(surgery.mask(layer, plan, Optional.empty()));

    float[][] expected = outputs(HeadsNetwork.file(mask), x, 1, extents[0], extents[1]);
    float[][] found = outputs(pruned, x, 1, extents[0], extents[1]);
    assertThat(found[0]).containsExactly(expected[0], Offset.offset(1e-6f));
    assertThat(outputs(HeadsNetwork.file(), x, 1, extents[0], extents[1])[0])
        .isNotEqualTo(found[0]);
  }

  /** y = relu(x) b, for any batch. */
  private static OnnxWriter graph(OnnxWriter weights) {
    return new OnnxWriter()
        .message(1, OnnxWriter.node("Relu", "r", List.of("x"), "relu"))
        .message(1, OnnxWriter.node("Flatten", "f", List.of("relu"), "flat"))
        .message(1, OnnxWriter.node("MatMul", "m", List.of("flat", "w"), "y"))
        .message(5, weights)
        .message(11, OnnxWriter.value("x", 0, SHAPE[0], SHAPE[1]))
        .message(12, OnnxWriter.value("y", 0, 2));
  }

  private static float[] numbers() {
    float[] numbers = new float[24];
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }

  private static byte[] model(int version) {
    return OnnxWriter.model(version, graph(OnnxWriter.floats("w", new int[] {12, 2}, numbers())));
  }

  private static OnnxSurgery.Result masked(byte[] model, Replacement replacement, int... neurons) {
    OnnxSurgery surgery = new OnnxSurgery(read(model), Map.of());
    Layer layer = surgery.program().layer("relu");
    return surgery.mask(layer, Plan.of(SHAPE, neurons, replacement), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 13, 17})
  void neurons_replaced_takeTheirConstants(int version) throws IOException, OrtException {
    double[] constants = new SplittableRandom(9).doubles(12, -1, 1).toArray();
    Replacement replacement = new Replacement.Constant("mean", Tensor.of(SHAPE, constants));

    byte[] pruned = saved(masked(model(version), replacement, 1, 7));

    float[] weights = numbers();
    float[][] found = outputs(pruned, numbers(), 2, SHAPE[0], SHAPE[1]);
    for (int example = 0; example < 2; example++) {
      for (int k = 0; k < 2; k++) {
        double expected = 0;
        for (int i = 0; i < 12; i++) {
          double relu = Math.max(0, numbers()[example * 12 + i]);
          expected += (i == 1 || i == 7 ? constants[i] : relu) * weights[2 * i + k];
        }
        assertThat((double) found[example][k]).isCloseTo(expected, Offset.offset(1e-6));
      }
    }
  }

  @Test
  void mask_changesNothingElseOfTheFile() throws IOException {
    byte[] tail = new OnnxWriter().text(14, "kept").bytes(500, (byte) 1, (byte) 2).toBytes();
    byte[] whole = new OnnxWriter().raw(model(17)).raw(tail).toBytes();

    byte[] pruned = saved(masked(whole, Replacement.zero(), 3));

    assertThat(Arrays.copyOfRange(pruned, pruned.length - tail.length, pruned.length))
        .isEqualTo(tail);
    OnnxModel again = read(pruned);
    assertThat(again.graph().nodes())
        .extracting("op")
        .containsExactly("Relu", "Constant", "Mul", "Flatten", "MatMul");
    assertThat(again.graph().initialisers()).containsOnlyKeys("w");
  }

  @Test
  void channelsMask_hasOneNumberAChannel() throws IOException {
    byte[] pruned = saved(masked(model(17), Replacement.zero(), 4, 5, 6, 7));

    OnnxAttribute value =
        Objects.requireNonNull(read(pruned).graph().nodes().get(1).attribute("value"));
    assertThat(Objects.requireNonNull(value.tensor()).dims()).containsExactly(3, 1);
  }

  @Test
  void prunedNetwork_canBePrunedAgain() throws IOException, OrtException {
    byte[] once = saved(masked(model(17), Replacement.zero(), 0));
    byte[] twice = saved(masked(once, Replacement.zero(), 5));

    byte[] both = saved(masked(model(17), Replacement.zero(), 0, 5));

    assertThat(outputs(twice, numbers(), 2, 3, 4)).isEqualTo(outputs(both, numbers(), 2, 3, 4));
  }

  @Test
  void layerInsideOfAFunction_isRefused() {
    OnnxWriter function =
        new OnnxWriter()
            .text(1, "Twice")
            .text(4, "a")
            .text(5, "b")
            .message(7, OnnxWriter.node("Relu", "first", List.of("a"), "middle"))
            .message(7, OnnxWriter.node("Neg", "second", List.of("middle"), "b"))
            .text(10, "mine");
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Twice", "call", List.of("x"), "y").text(7, "mine"))
            .message(11, OnnxWriter.value("x", 1, 3))
            .message(12, OnnxWriter.value("y", 1, 3));
    OnnxSurgery surgery =
        new OnnxSurgery(
            read(new OnnxWriter().raw(OnnxWriter.model(17, graph)).message(25, function).toBytes()),
            Map.of());
    Layer inner = surgery.program().layers().get(0);
    Plan plan = Plan.of(new int[] {3}, new int[] {0}, Replacement.zero());

    assertThatThrownBy(() -> surgery.mask(inner, plan, Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer '"
                + inner.name()
                + "': must be given by a node of the file's own graph to be masked in the file, got"
                + " one inside of a function or a branch; choose a layer around it, or export the"
                + " network without functions");
  }

  @Test
  void weightsBesideTheFile_areCopiedUnlessOthersAreThere() throws IOException {
    OnnxWriter weights =
        OnnxWriter.tensor("w", 1, 12, 2)
            .message(13, new OnnxWriter().text(1, "location").text(2, "m.data"))
            .number(14, 1);
    Path file = folder.resolve("m.onnx");
    Files.write(file, OnnxWriter.model(17, graph(weights)));
    Files.write(folder.resolve("m.data"), new byte[96]);
    OnnxSurgery surgery =
        new OnnxSurgery(OnnxModel.read("m.onnx", ByteSource.of(file), file), Map.of());
    Plan plan = Plan.of(SHAPE, new int[] {2}, Replacement.zero());
    OnnxSurgery.Result result =
        surgery.mask(surgery.program().layer("relu"), plan, Optional.empty());
    Path other = Files.createDirectory(folder.resolve("other"));

    result.network().save(folder.resolve("beside.onnx"));
    result.network().save(other.resolve("far.onnx"));

    assertThat(other.resolve("m.data")).hasSameBinaryContentAs(folder.resolve("m.data"));
    Files.write(other.resolve("m.data"), new byte[95]);
    assertThatThrownBy(() -> result.network().save(other.resolve("again.onnx")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be where the weights of the network can lie beside it, got");
    try (Stream<Path> left = Files.list(other)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("far.onnx", "m.data");
    }
  }
}
