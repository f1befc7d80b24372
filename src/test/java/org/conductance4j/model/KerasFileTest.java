package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.audit.Audit;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.engine.lowering.dl4j.NetworkOracle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The golden files were written by Keras with make_keras.py, which is in their folder. */
class KerasFileTest {

  /** Largest difference measured 6e-8, in float32. */
  private static final double TOLERANCE = 1e-6;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"keras-sequential", "keras-functional"})
  void convolutionalNetwork_loaded_hasKerasOutputs(String name) {
    LoadedNetwork network = load(Golden.file(name + ".h5"));
    assertThat(network.format()).isEqualTo(LoadedNetwork.Format.KERAS);
    assertThat(network.inputShape()).hasValue(new int[] {9, 8, 3});
    assertOutputs(network, name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras-sequential", "keras-functional"})
  void network_savedAsZip_isTheSame(String name) {
    Path zip = folder.resolve("net.zip");
    NetworkFile.save(load(Golden.file(name + ".h5")).graph(), zip);
    assertOutputs(load(zip), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras-sequential", "keras-functional"})
  void network_lowered_passesTheAudit(String name) {
    LoadedNetwork network = load(Golden.file(name + ".h5"));
    Program program = Dl4jLowering.lower(network.graph(), Precision.FLOAT32, 9, 8, 3);
    Audit.Findings found = NetworkOracle.audit(network.graph(), program, Audit.probe(9, 8, 3));
    assertThat(found.forward()).isLessThan(1e-5);
    assertThat(program.layers()).extracting("name").contains("classes", "pool");
  }

  @Test
  void sequentialNetwork_loaded_namesItsLayersByIndexToo() {
    LoadedNetwork network = load(Golden.file("keras-sequential.h5"));
    assertThat(network.layerName("1")).isEqualTo("norm");
    assertThat(network.layerName("norm")).isEqualTo("norm");
  }

  @Test
  void renamedFileAndEntryOfAnArchive_loaded_areRecognised() throws IOException {
    byte[] bytes = Files.readAllBytes(Golden.file("keras-sequential.h5"));
    assertOutputs(load(Files.write(folder.resolve("net.zip"), bytes)), "keras-sequential");
    Path archive = folder.resolve("all.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry("models/net.h5"));
      zip.write(bytes);
    }
    assertOutputs(
        NetworkFile.load(archive + "!/models/net.h5", Optional.empty()), "keras-sequential");
  }

  @Test
  void unsupportedLayer_loaded_isRefusedByItsClass() throws IOException {
    Path file = edited("\"class_name\": \"ReLU\"", "\"class_name\": \"GeLU\"");
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file
                + ": layer 'clip' must be of a kind that DL4J's import keeps whole, got 'GeLU';"
                + " export the network to ONNX, which keeps it");
  }

  @Test
  void anotherKindOfModel_loaded_isRefused() throws IOException {
    Path file = edited("{\"class_name\": \"Sequential\"", "{\"class_name\": \"SelfDefine\"");
    assertThatThrownBy(() -> load(file))
        .hasMessage(
            file
                + ": must hold a sequential or functional model, got 'SelfDefine'; rebuild it from"
                + " layers and save it again");
  }

  @Test
  void cutFile_loaded_isRefusedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.file("keras-functional.h5"));
    for (int length : new int[] {8, 100, 2000, whole.length / 2, whole.length - 100}) {
      Path file = Files.write(folder.resolve("cut.h5"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> load(file))
          .as("%s bytes", length)
          .isInstanceOf(InvalidInputException.class)
          .message()
          .startsWith(file + ": must ")
          .hasLineCount(1);
    }
  }

  @Test
  void architectureOrArchiveOfKeras3_isRefused() throws IOException {
    Path golden = Golden.file("keras-sequential.h5");
    assertThatThrownBy(() -> NetworkFile.load(golden.toString(), Optional.of("resnet18")))
        .hasMessage(
            golden
                + ": a Keras file holds its own structure and takes no architecture, got"
                + " 'resnet18'; leave the architecture out");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("config.json"));
      zip.putNextEntry(new ZipEntry("model.weights.h5"));
    }
    Path file = Files.write(folder.resolve("net.keras"), bytes.toByteArray());
    assertThatThrownBy(() -> load(file))
        .hasMessage(
            file
                + ": must be a Keras file in HDF5, got an archive of Keras 3 (.keras); save it in"
                + " Keras 2 with model.save('model.h5')");
  }

  /**
   * The sequential golden file with a text in its configuration replaced by one of equal length.
   */
  private Path edited(String from, String to) throws IOException {
    String text =
        new String(
            Files.readAllBytes(Golden.file("keras-sequential.h5")), StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    assertThat(to).hasSameSizeAs(from);
    byte[] changed = text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    return Files.write(folder.resolve("edited.h5"), changed);
  }

  private static void assertOutputs(LoadedNetwork network, String name) {
    Tensor x = Npy.read(Golden.file(name + "-input.npy"));
    Tensor expected = Npy.read(Golden.file(name + "-output.npy"));
    INDArray input =
        Nd4j.createFromArray(x.toArray())
            .castTo(network.graph().getConfiguration().getDataType())
            .reshape(2, 9, 8, 3);
    double[] actual = network.graph().outputSingle(input).dup('c').data().asDouble();
    assertThat(actual).containsExactly(expected.toArray(), within(TOLERANCE));
  }

  private static LoadedNetwork load(Path file) {
    return NetworkFile.load(file.toString(), Optional.empty());
  }
}
