package org.conductance4j.model.onnx;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A small network of tokens: embeddings of words and types are added, attend to each other where
 * the mask allows it, and their mean gives the logits of two classes.
 */
public final class TokenNetwork {

  /** Words that the embedding knows. */
  public static final int WORDS = 7;

  /** Length of a token's vector. */
  public static final int WIDTH = 3;

  private static final int INT64 = 7;

  private TokenNetwork() {}

  /** The file, whose inputs are {@code ids}, {@code mask} and {@code types} of any length. */
  public static byte[] file() {
    return file("mask", "ids", "types");
  }

  /** The same with other names of its inputs. */
  public static byte[] file(String mask, String ids, String types) {
    SplittableRandom random = new SplittableRandom(5);
    OnnxWriter graph = new OnnxWriter();
    node(graph, "Gather", "/words/Gather", List.of("words", ids), "vectors");
    node(graph, "Gather", "/kinds/Gather", List.of("kinds", types), "shifts");
    node(graph, "Add", "/embedded/Add", List.of("vectors", "shifts"), "x");
    graph.message(
        1,
        OnnxWriter.node("Cast", "/Cast", List.of(mask), "seen")
            .message(5, OnnxWriter.integer("to", 1)));
    node(graph, "Sub", "/Sub", List.of("seen", "one"), "hidden");
    node(graph, "Mul", "/Mul", List.of("hidden", "far"), "bias");
    graph.message(
        1,
        OnnxWriter.node("Transpose", "/Transpose", List.of("x"), "turned")
            .message(5, OnnxWriter.integers("perm", 0, 2, 1)));
    node(graph, "MatMul", "/MatMul", List.of("x", "turned"), "scores");
    node(graph, "Add", "/Add", List.of("scores", "bias"), "masked");
    node(graph, "Softmax", "/Softmax", List.of("masked"), "shares");
    node(graph, "MatMul", "/attention/MatMul", List.of("shares", "x"), "attended");
    graph.message(
        1,
        OnnxWriter.node("ReduceMean", "/ReduceMean", List.of("attended"), "mean")
            .message(5, OnnxWriter.integers("axes", 1))
            .message(5, OnnxWriter.integer("keepdims", 0)));
    node(graph, "MatMul", "/head/MatMul", List.of("mean", "head"), "logits");
    graph
        .message(5, weights(random, "words", WORDS, WIDTH))
        .message(5, weights(random, "kinds", 2, WIDTH))
        .message(5, weights(random, "head", WIDTH, 2))
        .message(5, OnnxWriter.floats("one", new int[0], 1))
        .message(5, OnnxWriter.floats("far", new int[0], 1e4f))
        .message(11, OnnxWriter.value(INT64, mask, 0, 0))
        .message(11, OnnxWriter.value(INT64, ids, 0, 0))
        .message(11, OnnxWriter.value(INT64, types, 0, 0))
        .message(12, OnnxWriter.value("logits", 0, 2));
    return OnnxWriter.model(13, graph);
  }

  private static void node(
      OnnxWriter graph, String op, String name, List<String> inputs, String output) {
    graph.message(1, OnnxWriter.node(op, name, inputs, output));
  }

  private static OnnxWriter weights(SplittableRandom random, String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return OnnxWriter.floats(name, new int[] {rows, columns}, values);
  }
}
