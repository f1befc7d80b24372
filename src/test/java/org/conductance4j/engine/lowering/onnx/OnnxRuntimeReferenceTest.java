package org.conductance4j.engine.lowering.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Tensor;
import org.conductance4j.model.onnx.ByteSource;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRuntimeReferenceTest {

  private static final int HALF = 10;
  private static final int INTEGER = 7;

  @TempDir private Path folder;

  private static OnnxWriter value(String name, int type, int... dims) {
    OnnxWriter shape = new OnnxWriter();
    for (int extent : dims) {
      shape.message(1, new OnnxWriter().number(1, extent));
    }
    OnnxWriter tensor = new OnnxWriter().number(1, type).message(2, shape);
    return new OnnxWriter().text(1, name).message(2, new OnnxWriter().message(1, tensor));
  }

  private static OnnxModel model(OnnxWriter graph) {
    return OnnxModel.read("m.onnx", ByteSource.of(OnnxWriter.model(17, graph)), null);
  }

  /** Twice x, of which the columns that an input of integers names are taken. */
  private static OnnxWriter columns() {
    return new OnnxWriter()
        .message(1, OnnxWriter.node("Add", "/double/Add", List.of("x", "x"), "twice"))
        .message(
            1,
            OnnxWriter.node("Gather", "/pick/Gather", List.of("twice", "places"), "y")
                .message(5, OnnxWriter.integer("axis", 1)))
        .message(11, OnnxWriter.value("x", 0, 3))
        .message(11, value("places", INTEGER, 2))
        .message(12, OnnxWriter.value("y", 0, 2));
  }

  private static final Map<String, Tensor> PLACES =
      Map.of("places", Tensor.of(new int[] {2}, new double[] {2, 0}));

  private static final List<Tensor> EXAMPLE =
      List.of(Tensor.of(new int[] {3}, new double[] {1, -2, 5}));

  @Test
  void output_withAHeldInput_isOnnxRuntimes() {
    OnnxRuntimeReference reference = new OnnxRuntimeReference(model(columns()), PLACES);

    assertThat(reference.output("y", EXAMPLE)).get().isEqualTo(new double[] {10, 2});
    assertThat(reference.activation("double", EXAMPLE)).get().isEqualTo(new double[] {2, -4, 10});
    assertThat(reference.activation("other", EXAMPLE)).isEmpty();
    assertThat(reference.name()).startsWith("ONNX Runtime 1.");
    assertThat(reference.probes()).isPositive();
    assertThat(reference.rounding()).isZero();
    reference.release();
    assertThat(reference.output("y", EXAMPLE)).get().isEqualTo(new double[] {10, 2});
  }

  @Test
  void weightsBesideTheFile_areFound() throws IOException {
    OnnxWriter beside =
        OnnxWriter.tensor("w", 1, 3)
            .message(13, new OnnxWriter().text(1, "location").text(2, "m.data"))
            .number(14, 1);
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Mul", "/scale/Mul", List.of("x", "w"), "scaled"))
            .message(1, OnnxWriter.node("Relu", "/act/Relu", List.of("scaled"), "y"))
            .message(5, beside)
            .message(11, OnnxWriter.value("x", 0, 3))
            .message(12, OnnxWriter.value("y", 0, 3));
    Path file = Files.write(folder.resolve("m.onnx"), OnnxWriter.model(17, graph));
    Files.write(folder.resolve("m.data"), new byte[] {0, 0, 0, 64, 0, 0, 0, 64, 0, 0, 0, 64});
    OnnxModel model = OnnxModel.read(file.toString(), ByteSource.of(file), file);
    OnnxRuntimeReference reference = new OnnxRuntimeReference(model, Map.of());

    assertThat(reference.output("y", EXAMPLE)).get().isEqualTo(new double[] {2, 0, 10});
    assertThat(reference.activation("scale", EXAMPLE)).get().isEqualTo(new double[] {2, -4, 10});
    reference.release();
  }

  @Test
  void halfPrecision_isRunAndSaid() {
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Relu", "", List.of("x"), "y"))
            .message(11, value("x", HALF, 1, 3))
            .message(12, value("y", HALF, 1, 3));
    OnnxRuntimeReference reference = new OnnxRuntimeReference(model(graph), Map.of());

    assertThat(reference.output("y", EXAMPLE)).get().isEqualTo(new double[] {1, 0, 5});
    assertThat(reference.rounding()).isPositive();
    reference.release();
  }

  @Test
  void fileThatOnnxRuntimeRefuses_givesNothingAndTheReason() {
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Chaos", "", List.of("x"), "y"))
            .message(11, OnnxWriter.value("x", 0, 3))
            .message(12, OnnxWriter.value("y", 0, 3));
    OnnxRuntimeReference reference = new OnnxRuntimeReference(model(graph), Map.of());

    assertThat(reference.output("y", EXAMPLE)).isEmpty();
    assertThat(reference.activation("y", EXAMPLE)).isEmpty();
    assertThat(reference.reason()).startsWith("ONNX Runtime cannot run it: ").doesNotContain("\n");
  }
}
