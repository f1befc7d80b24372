package org.conductance4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.model.onnx.OnnxWriter;

/** Small networks of many kinds, as ONNX files: what {@link OnnxMutations} damages. */
final class OnnxSeeds {

  /** The file beside them that one of them has its weights in. */
  static final String WEIGHTS = "weights.data";

  private final SplittableRandom random = new SplittableRandom(1);

  private OnnxSeeds() {}

  static List<byte[]> all() {
    OnnxSeeds seeds = new OnnxSeeds();
    return List.of(
        seeds.convolutions(),
        seeds.attention(),
        seeds.shapes(),
        seeds.pieces(),
        seeds.function(),
        seeds.branch(),
        seeds.weightsBeside(),
        seeds.smallTypes(),
        seeds.windows(),
        seeds.elements());
  }

  /** The numbers of {@link #WEIGHTS}. */
  static byte[] weightsFile() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i += 4) {
      bytes[i + 2] = (byte) i;
      bytes[i + 3] = 0x3e;
    }
    return bytes;
  }

  private OnnxWriter weights(String name, int... dims) {
    int length = 1;
    for (int extent : dims) {
      length *= extent;
    }
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-0.5, 0.5);
    }
    return OnnxWriter.floats(name, dims, values);
  }

  /** Collects a graph. */
  private static final class Graph {
    private final OnnxWriter graph = new OnnxWriter();
    private final List<String> names = new ArrayList<>();

    Graph node(String op, String output, String inputs, OnnxWriter... attributes) {
      OnnxWriter node =
          OnnxWriter.node(
              op, "/part" + names.size() + "/" + op, List.of(inputs.split(",")), output);
      names.add(output);
      for (OnnxWriter attribute : attributes) {
        node.message(5, attribute);
      }
      graph.message(1, node);
      return this;
    }

    Graph weights(OnnxWriter... tensors) {
      for (OnnxWriter tensor : tensors) {
        graph.message(5, tensor);
      }
      return this;
    }

    OnnxWriter ends(int[] input, int[] output) {
      return graph
          .message(11, OnnxWriter.value("x", input))
          .message(12, OnnxWriter.value("y", output));
    }

    byte[] model(int[] input, int[] output) {
      return OnnxWriter.model(18, ends(input, output));
    }
  }

  private static int[] dims(int... dims) {
    return dims;
  }

  private byte[] convolutions() {
    return new Graph()
        .node("Conv", "conv", "x,w,b", OnnxWriter.integers("pads", 1, 1, 1, 1))
        .node("BatchNormalization", "normal", "conv,b,b,b,one")
        .node("Relu", "relu", "normal")
        .node(
            "MaxPool",
            "pool",
            "relu",
            OnnxWriter.integers("kernel_shape", 2, 2),
            OnnxWriter.integers("strides", 2, 2))
        .node("GlobalAveragePool", "mean", "pool")
        .node("Sigmoid", "gate", "mean")
        .node("Mul", "scaled", "pool,gate")
        .node("Flatten", "flat", "scaled", OnnxWriter.integer("axis", 1))
        .node("Gemm", "logits", "flat,fc,c", OnnxWriter.integer("transB", 1))
        .node("Softmax", "y", "logits", OnnxWriter.integer("axis", -1))
        .weights(weights("w", 4, 3, 3, 3), weights("b", 4), weights("c", 5))
        .weights(OnnxWriter.floats("one", dims(4), 1, 1, 1, 1), weights("fc", 5, 4 * 3 * 3))
        .model(dims(0, 3, 6, 6), dims(0, 5));
  }

  private byte[] attention() {
    return new Graph()
        .node("LayerNormalization", "rows", "x,g,h", OnnxWriter.real("epsilon", 1e-5f))
        .node("MatMul", "qkv", "rows,w")
        .node("Reshape", "heads", "qkv,shape")
        .node("Transpose", "turned", "heads", OnnxWriter.integers("perm", 2, 0, 3, 1, 4))
        .node("Gather", "q", "turned,zero", OnnxWriter.integer("axis", 0))
        .node("Gather", "k", "turned,unit", OnnxWriter.integer("axis", 0))
        .node("Gather", "v", "turned,two", OnnxWriter.integer("axis", 0))
        .node("Transpose", "kt", "k", OnnxWriter.integers("perm", 0, 1, 3, 2))
        .node("MatMul", "scores", "q,kt")
        .node("Softmax", "shares", "scores", OnnxWriter.integer("axis", -1))
        .node("MatMul", "mixed", "shares,v")
        .node("Transpose", "back", "mixed", OnnxWriter.integers("perm", 0, 2, 1, 3))
        .node("Reshape", "flat", "back,rest")
        .node("Gelu", "act", "flat")
        .node("Add", "sum", "act,x")
        .node("ReduceMean", "y", "sum,one", OnnxWriter.integer("keepdims", 0))
        .weights(weights("g", 4), weights("h", 4), weights("w", 4, 12))
        .weights(
            OnnxWriter.longs("shape", dims(5), 0, 3, 3, 2, 2),
            OnnxWriter.longs("rest", dims(3), 1, -1, 4),
            OnnxWriter.longs("zero", dims(), 0),
            OnnxWriter.longs("one", dims(1), 1),
            OnnxWriter.longs("unit", dims(), 1),
            OnnxWriter.longs("two", dims(), 2))
        .model(dims(1, 3, 4), dims(1, 4));
  }

  /** Arithmetic on extents, as TorchScript's exporter writes it. */
  private byte[] shapes() {
    OnnxWriter two = OnnxWriter.longs("", dims(), 2);
    return new Graph()
        .node("Shape", "shape", "x")
        .node(
            "Constant", "two", "", new OnnxWriter().text(1, "value").message(5, two).number(20, 4))
        .node("Gather", "width", "shape,two", OnnxWriter.integer("axis", 0))
        .node("Unsqueeze", "width1", "width,at")
        .node("Concat", "to", "lead,width1", OnnxWriter.integer("axis", 0))
        .node("Expand", "wide", "x,to")
        .node("ConstantOfShape", "zeros", "to")
        .node("Range", "steps", "none,width,step")
        .node("Cast", "real", "steps", OnnxWriter.integer("to", 1))
        .node("Mul", "ramp", "wide,real")
        .node("Add", "moved", "ramp,zeros")
        .node("Greater", "mask", "real,limit")
        .node("Where", "y", "mask,moved,wide")
        .weights(
            OnnxWriter.longs("at", dims(1), 0),
            OnnxWriter.longs("lead", dims(2), 2, 3),
            OnnxWriter.longs("none", dims(), 0),
            OnnxWriter.longs("step", dims(), 1),
            OnnxWriter.floats("limit", dims(), 1.5f))
        .model(dims(1, 3, 4), dims(2, 3, 4));
  }

  private byte[] pieces() {
    return new Graph()
        .node("Split", "a", "x,parts", OnnxWriter.integer("axis", 1))
        .node("Slice", "b", "x,from,to,axes,by")
        .node("Pad", "c", "b,pads")
        .node("Concat", "d", "x,c,x", OnnxWriter.integer("axis", 1))
        .node("Tile", "e", "d,times")
        .node("ReduceMax", "f", "e,axes", OnnxWriter.integer("keepdims", 1))
        .node("Squeeze", "g", "f,axes")
        .node("CumSum", "order", "parts,none")
        .node("GatherElements", "h", "d,index", OnnxWriter.integer("axis", 2))
        .node("ReduceSum", "i", "h,axes", OnnxWriter.integer("keepdims", 0))
        .node("MatMul", "y", "i,square")
        .weights(weights("square", 5, 5))
        .weights(
            OnnxWriter.longs("parts", dims(2), 2, 3),
            OnnxWriter.longs("from", dims(1), 0),
            OnnxWriter.longs("to", dims(1), 3),
            OnnxWriter.longs("axes", dims(1), 2),
            OnnxWriter.longs("by", dims(1), 1),
            OnnxWriter.longs("pads", dims(6), 0, 0, 0, 0, 0, 3),
            OnnxWriter.longs("times", dims(3), 1, 1, 2),
            OnnxWriter.longs("none", dims(), 0),
            OnnxWriter.longs("index", dims(1, 5, 2), 0, 1, 2, 3, 0, 1, 2, 3, 1, 2))
        .model(dims(1, 5, 6), dims(1, 5));
  }

  private byte[] function() {
    OnnxWriter function =
        new OnnxWriter()
            .text(1, "Block")
            .text(4, "a")
            .text(5, "c")
            .message(
                7,
                OnnxWriter.node("LeakyRelu", "inner", List.of("a"), "b")
                    .message(5, new OnnxWriter().text(1, "alpha").text(21, "slope").number(20, 1)))
            .message(7, OnnxWriter.node("Add", "sum", List.of("a", "b"), "c"))
            .message(11, OnnxWriter.real("slope", 0.25f))
            .text(10, "mine");
    OnnxWriter graph =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Block", "first", List.of("x"), "m").text(7, "mine"))
            .message(1, OnnxWriter.node("MatMul", "product", List.of("m", "w"), "n"))
            .message(1, OnnxWriter.node("Block", "second", List.of("n"), "y").text(7, "mine"))
            .message(5, weights("w", 4, 3))
            .message(11, OnnxWriter.value("x", 0, 4))
            .message(12, OnnxWriter.value("y", 0, 3));
    return new OnnxWriter()
        .raw(OnnxWriter.model(17, graph))
        .message(25, function)
        .message(8, new OnnxWriter().text(1, "mine").number(2, 1))
        .toBytes();
  }

  private byte[] branch() {
    OnnxWriter then =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Tanh", "then", List.of("x"), "t"))
            .message(12, OnnxWriter.value("t", 1, 4));
    OnnxWriter otherwise =
        new OnnxWriter()
            .message(1, OnnxWriter.node("Neg", "else", List.of("x"), "e"))
            .message(5, weights("unused", 2))
            .message(12, OnnxWriter.value("e", 1, 4));
    return new Graph()
        .node("Size", "size", "x")
        .node("Equal", "same", "size,four")
        .node(
            "If",
            "z",
            "same",
            new OnnxWriter().text(1, "then_branch").message(6, then).number(20, 5),
            new OnnxWriter().text(1, "else_branch").message(6, otherwise).number(20, 5))
        .node("Softmax", "y", "z", OnnxWriter.integer("axis", 1))
        .weights(OnnxWriter.longs("four", dims(), 4))
        .model(dims(0, 4), dims(0, 4));
  }

  private byte[] weightsBeside() {
    OnnxWriter beside =
        OnnxWriter.tensor("w", 1, 4, 6)
            .message(13, new OnnxWriter().text(1, "location").text(2, WEIGHTS))
            .message(13, new OnnxWriter().text(1, "offset").text(2, "16"))
            .message(13, new OnnxWriter().text(1, "length").text(2, "96"))
            .number(14, 1);
    return new Graph()
        .node("MatMul", "product", "x,w")
        .node("Elu", "act", "product", OnnxWriter.real("alpha", 0.5f))
        .node("Gemm", "y", "act,v", OnnxWriter.real("alpha", 0.5f))
        .weights(beside, weights("v", 6, 3))
        .model(dims(0, 4), dims(0, 3));
  }

  private byte[] smallTypes() {
    OnnxWriter half = OnnxWriter.tensor("half", 10, 4, 3);
    OnnxWriter upper = OnnxWriter.tensor("upper", 16, 3);
    for (int i = 0; i < 12; i++) {
      half.number(5, 0x3800 + 64 * i);
    }
    for (int i = 0; i < 3; i++) {
      upper.number(5, 0x3f00 + 16 * i);
    }
    byte[] numbers = new byte[9];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (byte) (40 * i);
    }
    return new Graph()
        .node("MatMul", "product", "x,half")
        .node("Add", "sum", "product,upper")
        .node("Cast", "wide", "bytes", OnnxWriter.integer("to", 1))
        .node("Mul", "scaled", "wide,scale")
        .node("MatMul", "y", "sum,scaled")
        .weights(half, upper, OnnxWriter.tensor("bytes", 3, 3, 3).bytes(9, numbers))
        .weights(OnnxWriter.floats("scale", dims(), 0.01f))
        .model(dims(0, 4), dims(0, 3));
  }

  private byte[] windows() {
    return new Graph()
        .node(
            "Conv",
            "narrow",
            "x,w",
            OnnxWriter.integer("group", 2),
            OnnxWriter.integers("dilations", 1, 2),
            OnnxWriter.word("auto_pad", "SAME_UPPER"))
        .node(
            "ConvTranspose",
            "large",
            "narrow,v",
            OnnxWriter.integers("strides", 2, 2),
            OnnxWriter.integers("output_padding", 1, 1))
        .node(
            "AveragePool",
            "pool",
            "large",
            OnnxWriter.integers("kernel_shape", 3, 3),
            OnnxWriter.integers("pads", 1, 1, 1, 1),
            OnnxWriter.integer("ceil_mode", 1),
            OnnxWriter.integer("count_include_pad", 1))
        .node("Resize", "resized", "pool,,scales", OnnxWriter.word("mode", "nearest"))
        .node("InstanceNormalization", "normal", "resized,g,g")
        .node("DepthToSpace", "y", "normal", OnnxWriter.integer("blocksize", 2))
        .weights(weights("w", 4, 1, 3, 3), weights("v", 4, 4, 2, 2), weights("g", 4))
        .weights(OnnxWriter.floats("scales", dims(4), 1, 1, 2, 2))
        .model(dims(0, 2, 4, 4), dims(0, 1, 36, 36));
  }

  private byte[] elements() {
    return new Graph()
        .node("Clip", "a", "x,low,high")
        .node("HardSigmoid", "b", "a", OnnxWriter.real("alpha", 0.2f))
        .node("Pow", "c", "b,two")
        .node("Sqrt", "d", "c")
        .node("Erf", "e", "d")
        .node("Sub", "f", "e,x")
        .node("Div", "g", "f,high")
        .node("PRelu", "h", "g,slope")
        .node("HardSwish", "i", "h")
        .node("Max", "j", "i,x,low")
        .node("ReduceL2", "k", "j", OnnxWriter.integer("keepdims", 1))
        .node("Softplus", "l", "k")
        .node("Sum", "y", "j,l,x")
        .weights(
            OnnxWriter.floats("low", dims(), -1),
            OnnxWriter.floats("high", dims(), 2),
            OnnxWriter.floats("two", dims(), 2),
            weights("slope", 3))
        .model(dims(0, 3), dims(0, 3));
  }
}
