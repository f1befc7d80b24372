package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.conductance4j.cli.Ended.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.conductance4j.model.onnx.OnnxWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX files that cannot be explained: one line, exit code 2. */
class BadOnnxFilesTest {

  private static final Map<String, String> LINES =
      Map.of(
          "absent.data",
          "absent.data: must be there with the weights of m.onnx, got no such file; keep both in one"
              + " folder",
          "../outside.data",
          "m.onnx: must have its weights in its own folder, got '../outside.data' for 'w'; export it"
              + " again",
          "/etc/hostname",
          "m.onnx: must have its weights in its own folder, got '/etc/hostname' for 'w'; export it"
              + " again",
          "short.data",
          "short.data: must hold 36 bytes of 'w' from 0 on, got 8 bytes in all; get the whole file"
              + " that belongs to m.onnx",
          "",
          "m.onnx: must have its weights in its own folder, got '' for 'w'; export it again");

  @TempDir private Path folder = Path.of("");

  private static OnnxWriter graph(OnnxWriter... nodes) {
    OnnxWriter graph = new OnnxWriter();
    for (OnnxWriter node : nodes) {
      graph.message(1, node);
    }
    return graph.message(11, OnnxWriter.value("x", 0, 3)).message(12, OnnxWriter.value("y", 0, 3));
  }

  private static OnnxWriter node(String op, String inputs, String output) {
    return OnnxWriter.node(op, "", List.of(inputs.split(",")), output);
  }

  private static OnnxWriter product() {
    return node("MatMul", "x,w", "y");
  }

  private static OnnxWriter weights() {
    return OnnxWriter.floats("w", new int[] {3, 3}, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  private Path write(OnnxWriter graph) throws IOException {
    return write(OnnxWriter.model(17, graph));
  }

  private Path write(byte... content) throws IOException {
    return Files.write(folder.resolve("m.onnx"), content);
  }

  /** The line without the folder's name. */
  private String refused(Path file) {
    Ended ended = run("layers", file.toString());
    assertThat(ended.code()).as(ended.err()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines()).hasSize(1);
    return ended.err().strip().replace(folder + "/", "");
  }

  @Test
  void truncatedFile_isRefused() throws IOException {
    byte[] whole = OnnxWriter.model(17, graph(product()).message(5, weights()));

    assertThat(refused(write(Arrays.copyOf(whole, 40))))
        .isEqualTo(
            "m.onnx: must be a whole ONNX file, got a part of 122 bytes where 36 are left, so a truncated one; export it again");
  }

  @Test
  void foreignFile_isRefused() throws IOException {
    byte[] table = "class,length\n1,2\n".getBytes(StandardCharsets.UTF_8);

    assertThat(refused(write(table)))
        .isEqualTo(
            "m.onnx: must be a whole ONNX file, got a field of the wire type 3; export it again");
  }

  private OnnxWriter beside(String location) {
    return OnnxWriter.tensor("w", 1, 3, 3)
        .message(13, new OnnxWriter().text(1, "location").text(2, location))
        .number(14, 1);
  }

  @Test
  void externalData_thatIsMissingShortOrOutside_isRefused() throws IOException {
    Files.write(folder.resolve("short.data"), new byte[8]);
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.write(folder.resolve("outside.data"), new byte[36]);
    Path inside = elsewhere.resolve("m.onnx");

    for (String location : LINES.keySet()) {
      write(graph(product()).message(5, beside(location)));
      assertThat(refused(folder.resolve("m.onnx"))).as(location).isEqualTo(LINES.get(location));
    }
    Files.createSymbolicLink(elsewhere.resolve("link.data"), folder.resolve("outside.data"));
    Files.write(inside, OnnxWriter.model(17, graph(product()).message(5, beside("link.data"))));
    assertThat(refused(inside))
        .isEqualTo(
            "elsewhere/m.onnx: must have its weights in its own folder, got 'link.data' for 'w'; export it again");
  }

  @Test
  void externalData_thatALinkNames_isReadWhereTheCacheKeepsIt() throws IOException {
    Path blobs = Files.createDirectories(folder.resolve("blobs"));
    Path snapshot = Files.createDirectories(folder.resolve("snapshots").resolve("1"));
    Files.write(
        blobs.resolve("aa"), OnnxWriter.model(17, graph(product()).message(5, beside("m.data"))));
    Files.write(blobs.resolve("bb"), new byte[36]);
    Files.createSymbolicLink(snapshot.resolve("m.onnx"), Path.of("../../blobs/aa"));
    Files.createSymbolicLink(snapshot.resolve("m.data"), Path.of("../../blobs/bb"));

    assertThat(run("layers", snapshot.resolve("m.onnx").toString()).code()).isZero();
  }

  @Test
  void graph_thatIsNone_isRefused() throws IOException {
    assertThat(refused(write(graph(node("Add", "x,z", "y"), node("Relu", "y", "z")))))
        .isEqualTo(
            "m.onnx: must have each node behind those that it reads, got 'y' (Add) that reads 'z' of a later node; export it again; a cycle cannot be computed");
    assertThat(refused(write(graph(node("Add", "x,z", "y")))))
        .isEqualTo(
            "m.onnx: layer 'y (Add)': must read tensors of the nodes before it, got 'z', which there is not; export the network again");
    assertThat(refused(write(graph(node("Relu", "x", "y"), node("Tanh", "x", "y")))))
        .isEqualTo(
            "m.onnx: must give each tensor a name of its own, got two of 'y'; export it again");
    assertThat(refused(write(graph(product()).message(5, weights()).message(5, weights()))))
        .isEqualTo(
            "m.onnx: must give each tensor a name of its own, got two of 'w'; export it again");
  }

  @Test
  void operations_thatNobodyKnows_areRefused() throws IOException {
    assertThat(refused(write(graph(node("Loop", "x", "z"), node("Chaos", "z", "y")))))
        .isEqualTo(
            "m.onnx: network: must consist of operations that the engine knows, got Chaos (1 node), Loop (1 node); export the network with fixed extents and its loops unrolled");
    assertThat(refused(write(graph(node("Attention", "x", "y").text(7, "com.microsoft")))))
        .isEqualTo(
            "m.onnx: network: must consist of operations that the engine knows, got com.microsoft:Attention (1 node); take the file before a runtime optimised it");
    assertThat(refused(write(graph(node("TreeEnsembleRegressor", "x", "y").text(7, "ai.onnx.ml")))))
        .isEqualTo(
            "m.onnx: network: must consist of operations that the engine knows, got ai.onnx.ml:TreeEnsembleRegressor (1 node); export the network alone: trees and tables of ai.onnx.ml have no derivative");
    assertThat(refused(write(graph(node("Mine", "x", "y").text(7, "mine")))))
        .isEqualTo(
            "m.onnx: network: must consist of operations that the engine knows, got mine:Mine (1 node); export the network without them");
    assertThat(
            refused(
                write(
                    graph(
                        node("DynamicQuantizeLinear", "x", "q"),
                        node("MatMulInteger", "q,w", "y")))))
        .isEqualTo(
            "m.onnx: network: must consist of operations that the engine knows, got DynamicQuantizeLinear (1 node), MatMulInteger (1 node); take the file of the network before it was quantised, in float32");
  }

  @Test
  void condition_thatDependsOnTheInput_isRefused() throws IOException {
    OnnxWriter body =
        new OnnxWriter()
            .message(1, node("Relu", "x", "t"))
            .message(12, OnnxWriter.value("t", 0, 3));
    OnnxWriter choice =
        node("If", "x", "y")
            .message(5, new OnnxWriter().text(1, "then_branch").message(6, body).number(20, 5));

    assertThat(refused(write(graph(choice))))
        .isEqualTo(
            "m.onnx: layer 'y (If)': needs a condition that does not depend on the explained input, got one that does; export the network for one of its branches");
  }

  @Test
  void freeAxis_needsASize() throws IOException {
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, node("Relu", "x", "y"))
            .message(11, OnnxWriter.value("x", 1, 3, 0))
            .message(12, OnnxWriter.value("y", 1, 3, 0));

    assertThat(refused(write(graph)))
        .isEqualTo(
            "m.onnx: network: needs the shape of its input, got an axis 2 'batch' of any size; give the extents of one example with --input-shape, such as 3,224,224");
  }

  @Test
  void weights_ofAnotherSizeOrNotFinite_areRefused() throws IOException {
    OnnxWriter few = OnnxWriter.floats("w", new int[] {3, 3}, 1, 2);
    assertThat(refused(write(graph(product()).message(5, few))))
        .isEqualTo(
            "m.onnx: must be a whole ONNX file, got tensor 'w' of the shape [3, 3] with 8 bytes in place of 36; export it again");
    OnnxWriter odd = OnnxWriter.floats("w", new int[] {3, 3}, 1, 2, 3, Float.NaN, 5, 6, 7, 8, 9);
    assertThat(refused(write(graph(product()).message(5, odd))))
        .isEqualTo(
            "m.onnx: layer 'y (MatMul)': needs finite weights, got NaN or infinity; train the network again");
  }

  @Test
  void controlCharacters_inNames_areEscaped() throws IOException {
    OnnxWriter graph = graph(OnnxWriter.node("Ch\u001b[2Jaos\n", "", List.of("x"), "y\u202e"));

    assertThat(refused(write(graph)))
        .isEqualTo(
            "m.onnx: network: must consist of operations that the engine knows, got Ch\\u001b[2Jaos\\u000a (1 node); export the network without them");
  }

  @Test
  void tensor_thatTheHeapHasNoRoomFor_isRefused() throws IOException {
    OnnxWriter graph =
        graph(node("Expand", "x,to", "y"))
            .message(5, OnnxWriter.longs("to", new int[] {3}, 60_000, 10_000, 3));

    assertThat(refused(write(graph)).replaceAll("[0-9]+ MB", "N MB"))
        .isEqualTo(
            "m.onnx: layer 'y (Expand)': needs more memory, got N MB of heap for a tensor of the shape [60000, 10000, 3]; give the JVM more with JAVA_OPTS=-Xmx4g, or a smaller input");
  }
}
