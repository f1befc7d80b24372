package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden files were written by PyTorch with make_checkpoints.py, which is in their folder. */
class PyTorchCheckpointTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"zip.pth", "stream.pth", "training.pth"})
  void checkpoint_read_givesEveryTensor(String name) {
    StateDict weights = read(Golden.file(name));
    assertThat(weights.names())
        .containsExactly(
            "bfloat16",
            "bn.num_batches_tracked",
            "every_third",
            "float16",
            "float32",
            "float64",
            "int64",
            "middle",
            "parameter",
            "transposed");
    assertTensor(
        weights, "float32", List.of(3L, 4L), 0, .5f, 1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4.5f, 5, 5.5f);
    assertTensor(weights, "transposed", List.of(4L, 3L), 0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
    assertTensor(weights, "middle", List.of(4L), 4, 5, 6, 7);
    assertTensor(weights, "every_third", List.of(4L), 1, 4, 7, 10);
    assertTensor(weights, "float64", List.of(3L), 0, .25f, .5f);
    assertTensor(weights, "float16", List.of(4L), 1.5f, -.25f, 65504, 0x1p-24f);
    assertTensor(weights, "bfloat16", List.of(3L), 1.5f, -.25f, 0x1p100f);
    assertTensor(weights, "int64", List.of(2L), -3, 7);
    assertTensor(weights, "bn.num_batches_tracked", List.of(), 5);
    assertTensor(weights, "parameter", List.of(1L, 2L), 2, -2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"module.pth", "module-stream.pth"})
  void wholeModule_read_isRefusedByItsClass(String name) {
    Path file = Golden.file(name);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file
                + ": must hold tensors by name and nothing else, got the class"
                + " torch.nn.modules.linear.Linear; save model.state_dict() with torch.save");
  }

  /** A malicious pickle calls a function of its own choice while it is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080\u0002cos\nsystem\nX\u0004\u0000\u0000\u0000echo\u0085R.",
        "\u0080\u0004\u008c\u0002os\u008c\u0006system\u0093\u008c\u0004echo\u0085R.",
        "\u0080\u0002c__builtin__\neval\nX\u0004\u0000\u0000\u0000echo\u0085R.",
        "\u0080\u0002cbuiltins\ncomplex\nK\u0001K\u0002\u0086R.",
        "\u0080\u0002cdecimal\nDecimal\nX\u0001\u0000\u0000\u00001\u0085R."
      })
  void pickleWithAnotherClass_read_isRefused(String pickle) throws IOException {
    Path stream =
        Files.write(folder.resolve("a.pth"), pickle.getBytes(StandardCharsets.ISO_8859_1));
    Path zip = zip("b.pth", pickle.getBytes(StandardCharsets.ISO_8859_1), "x/data/0", new byte[4]);
    for (Path file : List.of(stream, zip)) {
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageMatching(
              ".*must hold tensors by name and nothing else, got the class"
                  + " (os.system|__builtin__.eval|builtins.complex|decimal.Decimal);.*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"(ios\nsystem\n.", "(cos\nsystem\no.", "\u0082\u0001.", "U\u0001aQ."})
  void otherInstructions_read_areRefused(String pickle) throws IOException {
    byte[] bytes = ("\u0080\u0002" + pickle).getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("a.pth"), bytes);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .hasLineCount(1);
  }

  @Test
  void textOfImpossibleLength_read_takesNoMemory() throws IOException {
    byte[] bytes =
        "\u0080\u0002X\u00ff\u00ff\u00ff\u007fabc.".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("a.pth"), bytes);
    assertThatThrownBy(() -> read(file))
        .hasMessage(
            file
                + ": must be a whole PyTorch weights file, got a damaged one (a text longer than"
                + " the file); get it again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip.pth", "stream.pth"})
  void cutCheckpoint_read_isRefusedInOneLine(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Golden.file(name));
    for (int length = 16; length < whole.length; length += 161) {
      Path file = Files.write(folder.resolve(name), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(file))
          .as("%s bytes", length)
          .isInstanceOf(InvalidInputException.class)
          .message()
          .hasLineCount(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip.pth", "stream.pth"})
  void damagedCheckpoint_read_isRefusedInOneLine(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Golden.file(name));
    for (int at = 0; at < whole.length; at += 17) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0x55;
      Path file = Files.write(folder.resolve(name), damaged);
      try {
        read(file);
      } catch (InvalidInputException e) {
        assertThat(e.getMessage()).hasLineCount(1);
      }
    }
  }

  @Test
  void storageOfAnotherSize_read_isRefused() throws IOException {
    // {'w': a float32 storage '0' of 4 elements as a tensor of shape (4,)}
    byte[] pickle = tensorPickle(4);
    Path good = zip("good.pth", pickle, "x/data/0", new byte[16]);
    assertTensor(read(good), "w", List.of(4L), 0, 0, 0, 0);
    Path bad = zip("bad.pth", pickle, "x/data/0", new byte[12]);
    assertThatThrownBy(() -> read(bad))
        .hasMessageContaining("damaged one (storage 0 of another size than declared)");
    Path none = zip("none.pth", pickle, "x/data/1", new byte[16]);
    assertThatThrownBy(() -> read(none)).hasMessageContaining("must hold the entry 'x/data/0'");
  }

  @Test
  void tensorBeyondItsStorage_read_isRefused() throws IOException {
    Path file = zip("a.pth", tensorPickle(3), "x/data/0", new byte[12]);
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining("damaged one (elements beyond the end of its storage)");
  }

  @Test
  void noTensors_read_isRefused() throws IOException {
    Path file =
        zip("a.pth", "\u0080\u0002}.".getBytes(StandardCharsets.ISO_8859_1), "y", new byte[1]);
    assertThatThrownBy(() -> read(file))
        .hasMessage(file + ": must hold tensors by name, got none; save model.state_dict()");
  }

  private static byte[] tensorPickle(int storageLength) {
    String pickle =
        "\u0080\u0002}X\u0001\u0000\u0000\u0000wctorch._utils\n_rebuild_tensor_v2\n(("
            + "X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\nX\u0001\u0000\u0000\u00000"
            + "X\u0003\u0000\u0000\u0000cpuK"
            + (char) storageLength
            + "tQK\u0000K\u0004\u0085K\u0001\u0085\u0089}tRs.";
    return pickle.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Path zip(String name, byte[] pickle, String entry, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("x/data.pkl"));
      zip.write(pickle);
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(content);
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }

  private static StateDict read(Path file) {
    FileContent content = FileContent.open(file.toString(), "check the path");
    return Archive.startsLikeOne(content.bytes())
        ? PyTorchCheckpoint.read(content, Archive.open(content.path(), content.bytes()))
        : PyTorchCheckpoint.readStream(content);
  }

  private static void assertTensor(
      StateDict weights, String name, List<Long> shape, float... values) {
    StoredTensor tensor = weights.tensor(name).orElseThrow();
    assertThat(tensor.shape()).isEqualTo(shape);
    assertThat(tensor.read()).containsExactly(values);
  }
}
