package org.conductance4j.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ReferenceForward;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkLoweringTest {

  @TempDir private Path folder;

  private LoadedNetwork onnx(OnnxWriter graph) throws IOException {
    Path file = Files.write(folder.resolve("m.onnx"), OnnxWriter.model(17, graph));
    return NetworkFile.load(file.toString(), Optional.empty());
  }

  /** The sum of two pictures, rectified. */
  private static OnnxWriter sum(int... shape) {
    return new OnnxWriter()
        .message(1, OnnxWriter.node("Add", "", List.of("a", "b"), "sum"))
        .message(1, OnnxWriter.node("Relu", "", List.of("sum"), "y"))
        .message(11, OnnxWriter.value("a", shape))
        .message(11, OnnxWriter.value("b", shape))
        .message(12, OnnxWriter.value("y", shape));
  }

  private static OnnxWriter rectifier(int... shape) {
    return new OnnxWriter()
        .message(1, OnnxWriter.node("Relu", "", List.of("x"), "y"))
        .message(11, OnnxWriter.value("x", shape))
        .message(12, OnnxWriter.value("y", shape));
  }

  @Test
  void onnxFile_isLoweredByItsFrontEnd() throws IOException {
    LoadedNetwork network = onnx(rectifier(0, 3, 4, 5));

    Program program = NetworkLowering.lower(network, Precision.FLOAT64, 3, 4, 5);

    assertThat(program.inputShape()).containsExactly(3, 4, 5);
    ReferenceForward reference = NetworkLowering.reference(network, program, Map.of());
    assertThat(reference.name()).startsWith("ONNX Runtime 1.");
  }

  @Test
  void onnxFileWithoutOnnxRuntime_isComparedWithNothing() throws IOException {
    OnnxModel model = onnx(rectifier(0, 3)).onnx().orElseThrow();

    ReferenceForward reference = NetworkLowering.reference(model, Map.of(), false);

    assertThat(reference.name()).isEqualTo("nothing");
    assertThat(reference.reason())
        .isEqualTo("put com.microsoft.onnxruntime:onnxruntime on the class path for that");
  }

  @Test
  void severalInputs_areLoweredByNameOnly() throws IOException {
    LoadedNetwork network = onnx(sum(0, 3));

    Program program = NetworkLowering.lowerNamed(network, Precision.FLOAT64, Map.of());

    assertThat(program.inputs()).hasSize(2);
    assertThatThrownBy(() -> NetworkLowering.lower(network, Precision.FLOAT64))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "network: must have one input for this, got [a, b]; give several inputs by name");
  }

  @Test
  void orderOfAxes_isReadFromTheFile() throws IOException {
    OnnxWriter turned =
        new OnnxWriter()
            .message(
                1,
                OnnxWriter.node("Transpose", "", List.of("x"), "y")
                    .message(5, OnnxWriter.integers("perm", 0, 3, 1, 2)))
            .message(11, OnnxWriter.value("x", 0, 4, 5, 3))
            .message(12, OnnxWriter.value("y", 0, 3, 4, 5));

    assertThat(NetworkLowering.readsChannelsLast(onnx(rectifier(0, 3)))).isFalse();
    assertThat(NetworkLowering.readsChannelsLast(onnx(rectifier(0, 3, 4, 5)))).isFalse();
    assertThat(NetworkLowering.readsChannelsLast(onnx(turned))).isTrue();
  }

  @Test
  void networkOfDl4j_isComparedWithDl4j() {
    LoadedNetwork network = NetworkFile.random("resnet18", 1);

    Program program = NetworkLowering.lower(network, Precision.FLOAT32, 3, 32, 32);

    assertThat(program.inputShape()).containsExactly(3, 32, 32);
    assertThat(NetworkLowering.reference(network, program, Map.of()).name())
        .isNotEqualTo("nothing");
    assertThat(NetworkLowering.readsChannelsLast(network)).isFalse();
  }
}
