package org.conductance4j.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.api.AbstractThrowableAssert;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxReaderTest {

  @TempDir private Path folder;

  private static OnnxModel read(byte... content) {
    return OnnxModel.read("m.onnx", ByteSource.of(content), null);
  }

  private static OnnxWriter graph(OnnxWriter... initialisers) {
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Relu", "/body/act/Relu", List.of("x"), "y"))
            .message(11, OnnxWriter.value("x", 0, 3))
            .message(12, OnnxWriter.value("y", 0, 3));
    for (OnnxWriter tensor : initialisers) {
      graph.message(5, tensor);
    }
    return graph;
  }

  private static OnnxTensor weights(OnnxWriter tensor) {
    OnnxModel model = read(OnnxWriter.model(17, graph(tensor)));
    return Objects.requireNonNull(model.graph().initialisers().get("w"));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(byte... content) {
    return assertThatThrownBy(() -> read(content)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void model_read_hasGraphInputsAndVersions() {
    OnnxModel model = read(OnnxWriter.model(17, graph()));

    assertThat(model.inputNames()).containsExactly("x");
    assertThat(model.versions()).containsEntry("", 17);
    assertThat(model.graph().nodes()).singleElement().extracting(OnnxNode::op).isEqualTo("Relu");
    assertThat(model.graph().inputs().get(0).axes())
        .containsExactly(new OnnxValue.Axis(-1, "batch"), new OnnxValue.Axis(3, ""));
    assertThat(model.layers().namesOf("y")).containsExactly("body", "body.act");
  }

  @Test
  void tensors_ofEveryStorage_areWidened() {
    int[] two = {2};
    assertThat(weights(OnnxWriter.floats("w", two, 1.5f, -2)).reals()).containsExactly(1.5, -2);
    assertThat(
            weights(
                    OnnxWriter.tensor("w", 10, two)
                        .bytes(9, (byte) 0, (byte) 0x3e, (byte) 0, (byte) 0x3e))
                .reals())
        .containsExactly(1.5, 1.5);
    assertThat(weights(OnnxWriter.tensor("w", 10, two).number(5, 0x3c00).number(5, 0xc000)).reals())
        .containsExactly(1, -2);
    assertThat(weights(OnnxWriter.tensor("w", 16, two).number(5, 0x3f80).number(5, 0x4000)).reals())
        .containsExactly(1, 2);
    assertThat(weights(OnnxWriter.tensor("w", 7, two).number(7, -3).number(7, 4)).integers())
        .containsExactly(-3, 4);
    assertThat(weights(OnnxWriter.tensor("w", 3, two).bytes(9, (byte) -1, (byte) 2)).integers())
        .containsExactly(-1, 2);
    assertThat(weights(OnnxWriter.tensor("w", 9, two).bytes(9, (byte) 1, (byte) 0)).integers())
        .containsExactly(1, 0);
    assertThat(weights(OnnxWriter.tensor("w", 1, two).bytes(4, new byte[8])).floats())
        .containsExactly(0, 0);
  }

  @Test
  void initialiser_listedAsInput_isNoInput() {
    OnnxWriter graph =
        graph(OnnxWriter.floats("w", new int[] {1}, 1)).message(11, OnnxWriter.value("w", 1));

    assertThat(read(OnnxWriter.model(9, graph)).inputNames()).containsExactly("x");
  }

  @Test
  void function_called_isInlined() {
    OnnxWriter function =
        new OnnxWriter()
            .text(1, "Twice")
            .text(4, "a")
            .text(5, "b")
            .message(7, OnnxWriter.node("Relu", "first", List.of("a"), "middle"))
            .message(7, OnnxWriter.node("Relu", "second", List.of("middle"), "b"))
            .text(10, "mine");
    OnnxWriter call = OnnxWriter.node("Twice", "call", List.of("x"), "y").text(7, "mine");
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, call)
            .message(11, OnnxWriter.value("x", 1, 3))
            .message(12, OnnxWriter.value("y", 1, 3));
    byte[] model =
        new OnnxWriter().raw(OnnxWriter.model(17, graph)).message(25, function).toBytes();

    List<OnnxNode> nodes = read(model).graph().nodes();

    assertThat(nodes).extracting(OnnxNode::op).containsExactly("Relu", "Relu");
    assertThat(nodes.get(0).inputs()).containsExactly("x");
    assertThat(nodes.get(1).inputs()).isEqualTo(nodes.get(0).outputs());
    assertThat(nodes.get(1).outputs()).containsExactly("y");
  }

  @Test
  void function_thatCallsItself_isRefused() {
    OnnxWriter function =
        new OnnxWriter()
            .text(1, "Twice")
            .text(4, "a")
            .text(5, "b")
            .message(7, OnnxWriter.node("Twice", "again", List.of("a"), "b").text(7, "mine"))
            .text(10, "mine");
    OnnxWriter graph =
        graph().message(1, OnnxWriter.node("Twice", "call", List.of("x"), "z").text(7, "mine"));
    byte[] model =
        new OnnxWriter().raw(OnnxWriter.model(17, graph)).message(25, function).toBytes();

    refused(model)
        .hasMessage(
            "m.onnx: must have functions that end, got 'mine:Twice' that calls others without end;"
                + " export it again");
  }

  @Test
  void function_thatCallsItselfInABody_isRefused() {
    OnnxWriter call = OnnxWriter.node("Twice", "again", List.of("a"), "b").text(7, "mine");
    OnnxWriter body = new OnnxWriter().message(1, call);
    OnnxWriter branch = new OnnxWriter().text(1, "then_branch").message(6, body).number(20, 5);
    OnnxWriter function =
        new OnnxWriter()
            .text(1, "Twice")
            .text(4, "a")
            .text(5, "b")
            .message(7, OnnxWriter.node("If", "choice", List.of("a"), "b").message(5, branch))
            .text(10, "mine");
    OnnxWriter graph =
        graph().message(1, OnnxWriter.node("Twice", "call", List.of("x"), "z").text(7, "mine"));

    refused(new OnnxWriter().raw(OnnxWriter.model(17, graph)).message(25, function).toBytes())
        .hasMessageContaining("must have functions that end");
  }

  @Test
  void functions_thatGrowWithEachCall_areBounded() {
    OnnxWriter file = new OnnxWriter();
    for (int level = 0; level < 30; level++) {
      OnnxWriter function = new OnnxWriter().text(1, "F" + level).text(4, "a").text(5, "b");
      String inner = "F" + (level + 1);
      for (int k = 0; k < 10; k++) {
        function.message(
            7, OnnxWriter.node(inner, "", List.of("a"), k == 0 ? "b" : "c" + k).text(7, "mine"));
      }
      file.message(25, function.text(10, "mine"));
    }
    OnnxWriter graph =
        graph().message(1, OnnxWriter.node("F0", "call", List.of("x"), "z").text(7, "mine"));

    refused(file.raw(OnnxWriter.model(17, graph)).toBytes())
        .hasMessageContaining("must fit the heap with its functions inlined");
  }

  @Test
  void names_ofControlCharacters_areEscaped() {
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Relu", "", List.of("x\u001b[2J"), "y\n\u202e"))
            .message(11, OnnxWriter.value("x\u001b[2J", 0, 3))
            .message(12, OnnxWriter.value("y\n\u202e", 0, 3));

    OnnxModel model = read(OnnxWriter.model(17, graph));

    assertThat(model.inputNames()).containsExactly("x\\u001b[2J");
    assertThat(model.graph().outputs().get(0).name()).isEqualTo("y\\u000a\\u202e");
  }

  @Test
  void truncatedFile_isRefusedInOneLine() {
    byte[] whole = OnnxWriter.model(17, graph(OnnxWriter.floats("w", new int[] {3}, 1, 2, 3)));
    for (int length = 1; length < whole.length - 6; length++) {
      refused(Arrays.copyOf(whole, length)).message().startsWith("m.onnx: ").doesNotContain("\n");
    }
  }

  @Test
  void mutatedFiles_areReadOrRefused() {
    byte[] whole = OnnxWriter.model(17, graph(OnnxWriter.floats("w", new int[] {3}, 1, 2, 3)));
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < 5000; n++) {
      byte[] bad = whole.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        read(bad).layers();
      } catch (InvalidInputException e) {
        assertThat(e).message().startsWith("m.onnx: ").doesNotContain("\n");
      }
    }
  }

  @Test
  void tensorOfAnotherSize_isRefused() {
    refused(OnnxWriter.model(17, graph(OnnxWriter.floats("w", new int[] {3}, 1, 2))))
        .hasMessage(
            "m.onnx: must be a whole ONNX file, got tensor 'w' of the shape [3] with 8 bytes in place"
                + " of 12; export it again");
    refused(
            OnnxWriter.model(
                17, graph(OnnxWriter.tensor("w", 1, 1 << 20, 1 << 20).bytes(9, new byte[4]))))
        .hasMessageContaining("must have tensors under 2³¹ numbers");
  }

  @Test
  void messagesInEachOther_areBounded() {
    OnnxWriter inner = graph();
    for (int depth = 0; depth < 100; depth++) {
      OnnxWriter attribute = new OnnxWriter().text(1, "body").message(6, inner);
      inner =
          graph().message(1, OnnxWriter.node("If", "", List.of("x"), "z").message(5, attribute));
    }

    refused(OnnxWriter.model(17, inner)).hasMessageContaining("in each other more than 64 deep");
  }

  private OnnxModel external(String location) throws IOException {
    OnnxWriter tensor =
        OnnxWriter.tensor("w", 1, 2)
            .message(13, new OnnxWriter().text(1, "location").text(2, location))
            .message(13, new OnnxWriter().text(1, "offset").text(2, "4"))
            .number(14, 1);
    Path model = folder.resolve("m.onnx");
    Files.write(model, OnnxWriter.model(17, graph(tensor)));
    return OnnxModel.read("m.onnx", ByteSource.of(model), model);
  }

  @Test
  void externalData_besideTheModel_isRead() throws IOException {
    byte[] data = new byte[12];
    data[7] = 0x40;
    Files.write(folder.resolve("m.data"), data);

    OnnxModel model = external("m.data");

    assertThat(model.external().values()).containsExactly(folder.toRealPath().resolve("m.data"));
    assertThat(Objects.requireNonNull(model.graph().initialisers().get("w")).reals())
        .containsExactly(2, 0);
  }

  @Test
  void externalData_thatIsMissingShortOrOutside_isRefused() throws IOException {
    assertThatThrownBy(() -> external("absent.data"))
        .hasMessageContaining("absent.data: must be there with the weights of m.onnx");
    assertThatThrownBy(() -> external("../m.data"))
        .hasMessage(
            "m.onnx: must have its weights in its own folder, got '../m.data' for 'w'; export it"
                + " again");
    assertThatThrownBy(() -> external("/etc/passwd")).hasMessageContaining("its own folder");
    Files.write(folder.resolve("short.data"), new byte[8]);
    assertThatThrownBy(() -> external("short.data"))
        .hasMessageContaining("must hold 8 bytes of 'w' from 4 on, got 8 bytes in all");
    Path link = folder.resolve("link.data");
    Files.createSymbolicLink(link, Path.of("/etc/hostname"));
    assertThatThrownBy(() -> external("link.data")).hasMessageContaining("its own folder");
  }

  @Test
  void fileOfAnotherKind_isToldFromAModel() {
    assertThat(OnnxModel.is("x", OnnxWriter.model(17, graph()))).isTrue();
    assertThat(OnnxModel.is("x", (byte) 'P', (byte) 'K', (byte) 3)).isFalse();
    refused()
        .hasMessage("m.onnx: must be an ONNX model, got a file without a graph; export it again");
  }
}
