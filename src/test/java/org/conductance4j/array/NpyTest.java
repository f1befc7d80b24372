package org.conductance4j.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden files were written by NumPy with make_arrays.py, which is in their folder. */
class NpyTest {

  @TempDir Path folder;

  @Test
  void numpysFloats_read_giveTheValues() {
    assertThat(golden("float32")).isEqualTo(counted(i -> i * 0.5));
    assertThat(golden("float32-big-endian")).isEqualTo(counted(i -> i * 0.5));
  }

  @Test
  void fortranOrder_read_becomesRowMajor() {
    assertThat(golden("float64-fortran")).isEqualTo(counted(i -> i * 0.1));
  }

  @Test
  void integersAndBooleans_read_giveTheValues() {
    assertThat(golden("int16")).isEqualTo(counted(i -> i - 12));
    assertThat(golden("int64-version-2")).isEqualTo(counted(i -> i - 12));
    assertThat(golden("uint8-version-3")).isEqualTo(counted(i -> i + 230));
    assertThat(golden("bool")).isEqualTo(counted(i -> i % 2));
    assertThat(golden("uint64").toArray()).containsExactly(0, 0x1p63, 0x1p64);
  }

  @Test
  void scalar_read_hasNoAxes() {
    Tensor scalar = golden("scalar");
    assertThat(scalar.shape()).isEmpty();
    assertThat(scalar.toArray()).containsExactly(2.5);
  }

  @Test
  void written_readAgain_isTheSameInFloat64() {
    Tensor tensor = counted(i -> Math.sqrt(i) - 1e-300);
    Path file = folder.resolve("a.npy");
    Npy.write(file, tensor, Precision.FLOAT64);
    assertThat(Npy.read(file)).isEqualTo(tensor);
    assertThat(file.toFile().length()).isEqualTo(128 + 24 * 8);
  }

  @Test
  void written_byDefault_isNumpysFloat32File() throws IOException, URISyntaxException {
    Path file = folder.resolve("a.npy");
    Npy.write(file, counted(i -> i * 0.5));
    assertThat(file).hasSameBinaryContentAs(resource("float32"));
    assertThat(Npy.read(file)).isEqualTo(counted(i -> i * 0.5));
  }

  @Test
  void shapesOfNoneAndOneAxis_written_areReadAgain() {
    for (Tensor tensor :
        new Tensor[] {
          Tensor.of(new int[0], new double[] {7}),
          Tensor.of(new int[] {2}, new double[] {1, Double.NaN}),
          Tensor.zeros(0, 3)
        }) {
      Path file = folder.resolve("a.npy");
      Npy.write(file, tensor);
      assertThat(Npy.read(file)).isEqualTo(tensor);
    }
  }

  @Test
  void written_leavesNoOtherFile() throws IOException {
    Npy.write(folder.resolve("a.npy"), Tensor.zeros(3));
    Npy.write(folder.resolve("a.npy"), Tensor.zeros(4));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("a.npy"));
    }
  }

  @Test
  void contentThatFails_written_leavesTheOldFile() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.writeString(file, "old");
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write('n');
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file
                + ": must be writable, got disk full; check that its folder"
                + " exists and has room");
    assertThat(file).hasContent("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 9, 40, 127, 128, 223})
  void cutFile_read_isRefusedInOneLine(int length) throws IOException, URISyntaxException {
    Path file = folder.resolve("cut.npy");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(resource("float32")), length));
    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ": must ")
        .message()
        .hasLineCount(1);
  }

  @Test
  void cutData_read_saysHowMuchIsMissing() throws IOException, URISyntaxException {
    Path file = folder.resolve("cut.npy");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(resource("float32")), 223));
    assertThatThrownBy(() -> Npy.read(file))
        .hasMessage(
            file
                + ": must hold 96 bytes of data as its header says, got 95 bytes; the file is"
                + " truncated, write it again");
  }

  @Test
  void hugeShape_read_isRefusedBeforeMemoryIsTaken() throws IOException {
    assertThatThrownBy(() -> Npy.read(headed("'<f4'", "(2000000000,)")))
        .hasMessageContaining("must hold 8000000000 bytes of data as its header says, got 0 bytes");
    assertThatThrownBy(() -> Npy.read(headed("'<f4'", "(70000, 70000)")))
        .hasMessageContaining("must hold at most 2147483647 values, got shape (70000, 70000)");
    assertThatThrownBy(() -> Npy.read(headed("'<f4'", "(99999999999,)")))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void foreignElements_read_areRefused() throws IOException {
    assertThatThrownBy(() -> golden("complex64"))
        .hasMessageEndingWith(
            "elements must be float32, float64, integers or booleans, got '<c8'; convert with"
                + " array.astype('float32')");
    assertThatThrownBy(() -> Npy.read(headed("[('x', '<f4')]", "(1,)")))
        .hasMessageContaining("got records or objects; convert");
    assertThatThrownBy(() -> Npy.read(headed("'|O'", "(1,)")))
        .hasMessageContaining("got '|O'; convert");
  }

  @Test
  void foreignFile_read_isRefused() throws IOException {
    Path file = folder.resolve("text.npy");
    Files.writeString(file, "hello, this is no array");
    assertThatThrownBy(() -> Npy.read(file))
        .hasMessage(
            file
                + ": must be a NumPy array file (.npy), got other first bytes than \\x93NUMPY;"
                + " write it with numpy.save or choose another file");
    assertThatThrownBy(() -> Npy.read(folder.resolve("none.npy")))
        .hasMessage(folder.resolve("none.npy") + ": must exist, got no such file; check the path");
    assertThatThrownBy(() -> Npy.read(folder)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void notANumber_readFinite_isRefusedWithItsIndex() {
    Path file = folder.resolve("a.npy");
    Npy.write(file, Tensor.of(new int[] {2, 2}, new double[] {1, 2, Double.NaN, 4}));
    assertThatThrownBy(() -> Npy.readFinite(file))
        .hasMessage(file + ": must hold finite values, got NaN at [1, 0]; repair the array");
    Npy.write(file, Tensor.zeros(2));
    assertThat(Npy.readFinite(file)).isEqualTo(Tensor.zeros(2));
  }

  private Path headed(String description, String shape) throws IOException {
    String header =
        "{'descr': " + description + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
    byte[] bytes = ("?NUMPY??" + "??" + header).getBytes(StandardCharsets.ISO_8859_1);
    bytes[0] = (byte) 0x93;
    bytes[6] = 1;
    bytes[7] = 0;
    bytes[8] = (byte) header.length();
    bytes[9] = 0;
    return Files.write(folder.resolve("headed.npy"), bytes);
  }

  private static Tensor counted(IntToDoubleFunction value) {
    return Tensor.of(new int[] {2, 3, 4}, IntStream.range(0, 24).mapToDouble(value).toArray());
  }

  private static Tensor golden(String name) {
    try {
      return Npy.read(resource(name));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(NpyTest.class.getResource(name + ".npy").toURI());
  }
}
