package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The golden file was written by the safetensors package with make_checkpoints.py, in its folder.
 */
class SafetensorsTest {

  private static final String TWO =
      "{\"__metadata__\":{\"format\":\"pt\"},"
          + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
          + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";

  @TempDir Path folder;

  @Test
  void goldenFile_read_givesEveryTensor() {
    StateDict weights = read(Golden.file("golden.safetensors"));
    assertThat(weights.names())
        .containsExactly(
            "bfloat16", "bn.num_batches_tracked", "float16", "float32", "float64", "int64");
    assertTensor(
        weights, "float32", List.of(3L, 4L), 0, .5f, 1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4.5f, 5, 5.5f);
    assertTensor(weights, "float64", List.of(3L), 0, .25f, .5f);
    assertTensor(weights, "float16", List.of(4L), 1.5f, -.25f, 65504, 0x1p-24f);
    assertTensor(weights, "bfloat16", List.of(3L), 1.5f, -.25f, 0x1p100f);
    assertTensor(weights, "int64", List.of(2L), -3, 7);
    assertTensor(weights, "bn.num_batches_tracked", List.of(), 5);
  }

  @Test
  void file_read_isRecognisedWhateverItsName() throws IOException {
    Path file = write("weights.pth", TWO, 12);
    assertThat(Safetensors.is(FileContent.open(file.toString(), ""))).isTrue();
    assertThatThrownBy(() -> NetworkFile.load(file.toString(), Optional.of("resnet18")))
        .hasMessageStartingWith(file + ": must hold the weights of resnet18, got 104 differences: ")
        .hasMessageContaining("conv1.weight is missing, bn1.weight is missing")
        .hasMessageContaining(" more like it, a is surplus, b is surplus; choose");
  }

  @Test
  void anotherFormatNamedSafetensors_loaded_isRecognised() throws IOException {
    byte[] checkpoint = Files.readAllBytes(Golden.file("zip.pth"));
    Path file = Files.write(folder.resolve("a.safetensors"), checkpoint);
    assertThatThrownBy(() -> NetworkFile.load(file.toString(), Optional.of("resnet18")))
        .hasMessageContaining("must hold the weights of resnet18")
        .hasMessageContaining("every_third is surplus");
    Path text = Files.writeString(folder.resolve("b.safetensors"), "no tensors in here");
    assertThatThrownBy(() -> NetworkFile.load(text.toString(), Optional.of("resnet18")))
        .hasMessageStartingWith(text + ": must be a whole safetensors file, got a header of ");
  }

  @Test
  void headerLongerThanTheFile_read_isRefusedWithoutMemory() throws IOException {
    for (long length : new long[] {0, 1, 1L << 25, 1L << 40, Long.MAX_VALUE, -1}) {
      byte[] bytes = Files.readAllBytes(write("a.safetensors", TWO, 12));
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
      Path file = Files.write(folder.resolve("a.safetensors"), bytes);
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              file
                  + ": must be a whole safetensors file, got a header of "
                  + Long.toUnsignedString(length)
                  + " bytes; get it again");
    }
  }

  @Test
  void cutFile_read_isRefusedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(write("a.safetensors", TWO, 12));
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(file))
          .as("%s bytes", length)
          .isInstanceOf(InvalidInputException.class)
          .message()
          .startsWith(file + ": must be a whole safetensors file, got ")
          .hasLineCount(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,8|4,8|a file in which tensor 'b' overlaps tensor 'a'",
        "0,8|12,16|a file in which tensor 'b' leaves a gap after tensor 'a'",
        "4,12|0,4|4 bytes that belong to no tensor",
        "8,16|0,4|a file in which tensor 'a' leaves a gap after tensor 'b'",
        "0,8|8,13|tensor 'b' with 5 bytes for a shape of 4 bytes",
        "0,8|12,8|tensor 'b' without a place",
        "0,8|-8,-4|tensor 'b' without a place",
        "0,8|8,1e3|tensor 'b' without a place",
        "0,8|8|tensor 'b' without a place",
        "0,8|9223372036854775803,9223372036854775807|tensor 'b' beyond the end of the file, so a"
            + " truncated one"
      })
  void badOffsets_read_areRefused(String a, String b, String found) throws IOException {
    String header = TWO.replace("[0,8]", "[" + a + "]").replace("[8,12]", "[" + b + "]");
    assertRefused(write("a.safetensors", header, 16), found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]|[4294967296,4294967296,4294967296]|tensor 'b' of an impossible shape",
        "[1]|[-1]|tensor 'b' without a shape",
        "[1]|[1.5]|tensor 'b' without a shape",
        "[1]|7|tensor 'b' without a shape",
        "[1],|[1],\"more\":0,|3 bytes that belong to no tensor",
        "\"F32\",\"shape\":[1]|\"F8_E4M3\",\"shape\":[4]|tensor 'b' of the element type 'F8_E4M3'",
        "\"b\"|\"a\"|a header that is no JSON (Duplicate field 'a')",
        "\"b\"|\"module.a\"|the tensor 'module.a' twice",
        "}}|}}}|a header that is no JSON",
        "12]}}|12]}|a header that is no JSON"
      })
  void badHeader_read_isRefused(String from, String to, String found) throws IOException {
    int extra = to.contains("more") ? 3 : 0;
    assertRefused(write("a.safetensors", TWO.replace(from, to), 12 + extra), found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "3", "{}", "{\"__metadata__\":{}}"})
  void headerWithoutTensors_read_isRefused(String header) throws IOException {
    Path file = write("a.safetensors", header + " ", 0);
    assertThatThrownBy(() -> read(file)).hasMessageStartingWith(file + ": must ");
  }

  private void assertRefused(Path file, String found) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .startsWith(file + ": must be a whole safetensors file, got " + found)
        .endsWith("; get it again")
        .hasLineCount(1);
  }

  private Path write(String name, String header, int length) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    return Files.write(folder.resolve(name), bytes.array());
  }

  private static StateDict read(Path file) {
    return Safetensors.read(FileContent.open(file.toString(), "check the path"));
  }

  private static void assertTensor(
      StateDict weights, String name, List<Long> shape, float... values) {
    StoredTensor tensor = weights.tensor(name).orElseThrow();
    assertThat(tensor.shape()).isEqualTo(shape);
    assertThat(tensor.read()).containsExactly(values);
  }
}
