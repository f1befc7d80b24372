package org.conductance4j.model.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One layer of a small transformer, named as PyTorch's exporter does: an attention of two heads, a
 * projection beside a skip connection, a perceptron, and two classes of the tokens' mean.
 */
public final class HeadsNetwork {

  /** Tokens of an input. */
  public static final int TOKENS = 4;

  /** Length of a token's vector. */
  public static final int WIDTH = 6;

  /** Heads of the attention. */
  public static final int HEADS = 2;

  /** Neurons of the perceptron. */
  public static final int HIDDEN = 5;

  private final SplittableRandom random = new SplittableRandom(23);
  private final OnnxWriter graph = new OnnxWriter();

  private HeadsNetwork() {}

  /** The file, whose input is {@code x} of one example. */
  public static byte[] file() {
    float[] ones = new float[TOKENS * WIDTH];
    Arrays.fill(ones, 1);
    return file(ones);
  }

  /**
   * The same network with its joined heads multiplied by a constant.
   *
   * @param mask (token, width)
   */
  public static byte[] file(float... mask) {
    return new HeadsNetwork().made(mask);
  }

  private byte[] made(float... mask) {
    long[] order = {0, 2, 1, 3};
    projected("query");
    projected("key");
    projected("value");
    moved("/attention/self/Transpose", "querys", "q", order);
    moved("/attention/self/Transpose_1", "keys", "k", 0, 2, 3, 1);
    moved("/attention/self/Transpose_2", "values", "v", order);
    node("MatMul", "/attention/self/MatMul", List.of("q", "k"), "products");
    node("Softmax", "/attention/self/Softmax", List.of("products"), "shares");
    node("MatMul", "/attention/self/MatMul_1", List.of("shares", "v"), "heads");
    moved("/attention/self/Transpose_3", "heads", "beside", order);
    node("Reshape", "/attention/self/Reshape_3", List.of("beside", "whole"), "joined");
    node("Mul", "/mask/Mul", List.of("joined", "mask"), "masked");
    node("MatMul", "/attention/output/MatMul", List.of("masked", "output"), "projected");
    node("Add", "/Add", List.of("projected", "x"), "sum");
    node("MatMul", "/intermediate/MatMul", List.of("sum", "up"), "high");
    node("Relu", "/intermediate/Relu", List.of("high"), "active");
    node("MatMul", "/output/MatMul", List.of("active", "down"), "low");
    graph.message(
        1,
        OnnxWriter.node("ReduceMean", "/ReduceMean", List.of("low"), "mean")
            .message(5, OnnxWriter.integers("axes", 1))
            .message(5, OnnxWriter.integer("keepdims", 0)));
    node("MatMul", "/classes/MatMul", List.of("mean", "classes"), "logits");
    weights("output", WIDTH, WIDTH);
    weights("up", WIDTH, HIDDEN);
    weights("down", HIDDEN, WIDTH);
    weights("classes", WIDTH, 2);
    graph
        .message(5, OnnxWriter.longs("split", new int[] {4}, 0, 0, HEADS, WIDTH / HEADS))
        .message(5, OnnxWriter.longs("whole", new int[] {3}, 1, TOKENS, WIDTH))
        .message(5, OnnxWriter.floats("mask", new int[] {TOKENS, WIDTH}, mask))
        .message(11, OnnxWriter.value("x", 1, TOKENS, WIDTH))
        .message(12, OnnxWriter.value("logits", 1, 2));
    return OnnxWriter.model(13, graph);
  }

  private void projected(String name) {
    String module = "/attention/self/" + name;
    node("MatMul", module + "/MatMul", List.of("x", name), name + "-flat");
    node("Reshape", "/attention/self/Reshape" + name, List.of(name + "-flat", "split"), name + "s");
    weights(name, WIDTH, WIDTH);
  }

  private void moved(String name, String input, String output, long... order) {
    graph.message(
        1,
        OnnxWriter.node("Transpose", name, List.of(input), output)
            .message(5, OnnxWriter.integers("perm", order)));
  }

  private void node(String op, String name, List<String> inputs, String output) {
    graph.message(1, OnnxWriter.node(op, name, inputs, output));
  }

  private void weights(String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    graph.message(5, OnnxWriter.floats(name, new int[] {rows, columns}, values));
  }
}
