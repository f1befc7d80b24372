package org.conductance4j.model.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.conductance4j.array.Tensor;
import org.conductance4j.array.WholeFile;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * A model with y ↦ m ⊙ y + r behind one of its tensors: a Mul node and, where r is not 0, an Add.
 * They give the tensor under its old name, so that all that reads it reads the masked one. The rest
 * of the file stays byte for byte, whatever it means.
 */
public final class MaskedModel {

  private static final int CHUNK = 1 << 20;

  /** The first version whose CastLike gives a constant another tensor's type. */
  private static final int CAST_LIKE = 15;

  /** The first version whose arithmetic broadcasts as numpy does. */
  private static final int BROADCASTS = 7;

  private final OnnxModel model;
  private final String tensor;
  private final OnnxMask mask;
  private final ByteSource content;

  private MaskedModel(OnnxModel model, String tensor, OnnxMask mask) {
    this.model = model;
    this.tensor = tensor;
    this.mask = version() < BROADCASTS ? mask : mask.compact();
    this.content = Joined.of(pieces());
  }

  /**
   * Puts a mask behind a tensor.
   *
   * @param model the model, not modified
   * @param tensor the name of a tensor that a node of the file's own graph gives
   * @param mask of the tensor's extents, without the batch axis
   * @return the masked model
   * @throws InvalidInputException if no such node gives the tensor
   */
  public static MaskedModel of(OnnxModel model, String tensor, OnnxMask mask) {
    return new MaskedModel(model, tensor, mask);
  }

  /** {@return the model as it is read from the bytes that are saved} */
  public OnnxModel reread() {
    return OnnxModel.read(model.path(), content, model.file());
  }

  /**
   * Saves the model, and beside it the files that hold its weights, if they are not there already.
   *
   * @param file replaced if it exists
   * @throws InvalidInputException if it cannot be written, or other weights are in the way
   */
  public void save(Path file) {
    for (Map.Entry<String, Path> data : model.external().entrySet()) {
      Path copy = file.toAbsolutePath().resolveSibling(data.getKey());
      if (!isSame(data.getValue(), copy)) {
        requireNone(file, copy);
        WholeFile.write(copy, out -> Files.copy(data.getValue(), out));
      }
    }
    WholeFile.write(file, this::writeTo);
  }

  private static boolean isSame(Path data, Path copy) {
    try {
      return Files.exists(copy) && (Files.isSameFile(data, copy) || Files.mismatch(data, copy) < 0);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(copy, e);
    }
  }

  private static void requireNone(Path file, Path copy) {
    if (Files.exists(copy)) {
      throw InvalidInputException.of(
          file.toString(),
          "must be where the weights of the network can lie beside it",
          "another file '" + copy.getFileName() + "'",
          "choose another folder");
    }
    try {
      Path folder = copy.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw WholeFile.failure(copy, e);
    }
  }

  private void writeTo(OutputStream out) throws IOException {
    long length = content.length();
    for (long at = 0; at < length; at += CHUNK) {
      ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, length - at));
      content.read(at, chunk);
      out.write(chunk.array());
    }
  }

  /** Where in the file the node is that gives the tensor, and the name of the tensor in it. */
  private record Place(
      long graphTag, long graph, long graphEnd, long nodeTag, long node, long nodeEnd, Part name) {}

  /** A field: from its tag on to behind its last byte. */
  private record Part(long start, long end, String text) {}

  private List<Span> pieces() {
    Place at = find();
    String raw = fresh(at.name().text());
    WireWriter node = new WireWriter();
    node.raw(bytes(at.node(), at.name().start()))
        .text(2, raw)
        .raw(bytes(at.name().end(), at.nodeEnd()));
    byte[] nodes = new WireWriter().message(1, node).raw(nodes(at.name().text(), raw)).toBytes();
    long length = at.nodeTag() - at.graph() + nodes.length + at.graphEnd() - at.nodeEnd();
    return List.of(
        span(0, at.graphTag()),
        span(new WireWriter().begin(7, length).toBytes()),
        span(at.graph(), at.nodeTag()),
        span(nodes),
        span(at.nodeEnd(), at.graphEnd()),
        span(at.graphEnd(), model.content().length()));
  }

  private Span span(long start, long end) {
    return new Span(model.content(), start, end - start);
  }

  private static Span span(byte... bytes) {
    return new Span(ByteSource.of(bytes), 0, bytes.length);
  }

  private byte[] bytes(long start, long end) {
    return span(start, end).read(0, Math.toIntExact(end - start)).array();
  }

  private Place find() {
    WireReader file = WireReader.of(model.path(), model.content());
    for (long tag = 0; file.next(); tag = file.at()) {
      if (file.field() != 7) {
        file.skip();
        continue;
      }
      WireReader graph = file.message();
      long start = graph.at();
      for (long nodeTag = start; graph.next(); nodeTag = graph.at()) {
        if (graph.field() != 1) {
          graph.skip();
          continue;
        }
        WireReader node = graph.message();
        long nodeStart = node.at();
        Part name = output(node);
        if (name != null) {
          return new Place(tag, start, file.at(), nodeTag, nodeStart, graph.at(), name);
        }
      }
    }
    throw InvalidInputException.of(
        "layer '" + tensor + "'",
        "must be given by a node of the file's own graph to be masked in the file",
        "one inside of a function or a branch",
        "choose a layer around it, or export the network without functions");
  }

  private @Nullable Part output(WireReader node) {
    for (long tag = node.at(); node.next(); tag = node.at()) {
      if (node.field() != 2) {
        node.skip();
        continue;
      }
      String text = node.bytes().text();
      if (WireReader.escaped(text).equals(tensor)) {
        return new Part(tag, node.at(), text);
      }
    }
    return null;
  }

  /** A name for the tensor as it was; those of the constants begin with it. */
  private String fresh(String name) {
    Set<String> used = new HashSet<>(model.graph().initialisers().keySet());
    for (OnnxNode node : model.graph().nodes()) {
      used.addAll(node.inputs());
      used.addAll(node.outputs());
    }
    String fresh = name + "/unpruned";
    for (int count = 2; used.contains(WireReader.escaped(fresh)); count++) {
      fresh = name + "/unpruned" + count;
    }
    return fresh;
  }

  private byte[] nodes(String name, String raw) {
    OnnxType type = type();
    List<WireWriter> nodes = new ArrayList<>();
    nodes.add(constant(raw + "/mask", mask.factors(), type));
    String factor = typed(nodes, raw + "/mask", raw, type);
    Tensor added = mask.added();
    String product = added == null ? name : raw + "/masked";
    nodes.add(arithmetic("Mul", raw, raw, factor, product));
    if (added != null) {
      nodes.add(constant(raw + "/replacement", added, type));
      String term = typed(nodes, raw + "/replacement", raw, type);
      nodes.add(arithmetic("Add", raw, product, term, name));
    }
    WireWriter all = new WireWriter();
    nodes.forEach(node -> all.message(1, node));
    return all.toBytes();
  }

  private WireWriter arithmetic(String op, String raw, String a, String b, String output) {
    WireWriter node = node(op, raw + "/" + op, output, a, b);
    return version() < BROADCASTS
        ? node.message(5, new WireWriter().text(1, "broadcast").number(3, 1).number(20, 2))
        : node;
  }

  private static WireWriter node(String op, String name, String output, String... inputs) {
    WireWriter node = new WireWriter();
    for (String input : inputs) {
      node.text(1, input);
    }
    return node.text(2, output).text(3, name).text(4, op);
  }

  /** The name of a constant in the tensor's type; where that needs a node, it is added. */
  private String typed(
      List<WireWriter> nodes, String constant, String raw, @Nullable OnnxType type) {
    if (type == OnnxType.FLOAT || type == OnnxType.DOUBLE) {
      return constant;
    }
    String typed = constant + "/typed";
    nodes.add(
        type == null
            ? node("CastLike", typed, typed, constant, raw)
            : node("Cast", typed, typed, constant)
                .message(5, new WireWriter().text(1, "to").number(3, type.code()).number(20, 2)));
    return typed;
  }

  private int version() {
    return model.versions().getOrDefault("", 1);
  }

  /** The tensor's type, if the file says it or has only one; null where CastLike finds it out. */
  private @Nullable OnnxType type() {
    OnnxType said = saidType();
    if (said != null) {
      return said;
    }
    List<OnnxType> types =
        Stream.concat(
                model.graph().initialisers().values().stream().map(OnnxTensor::type),
                model.graph().inputs().stream().map(OnnxValue::type))
            .filter(type -> type != null && type.isReal())
            .distinct()
            .toList();
    if (types.size() == 1) {
      return types.get(0);
    }
    if (version() < CAST_LIKE && !types.isEmpty()) {
      throw InvalidInputException.of(
          "layer '" + tensor + "'",
          "needs a file that says the types of its tensors, or has one for all",
          types,
          "export the network with opset " + CAST_LIKE + " or newer");
    }
    return types.isEmpty() ? OnnxType.FLOAT : null;
  }

  private @Nullable OnnxType saidType() {
    WireReader file = WireReader.of(model.path(), model.content());
    while (file.next()) {
      if (file.field() != 7) {
        file.skip();
        continue;
      }
      WireReader graph = file.message();
      while (graph.next()) {
        if (graph.field() != 12 && graph.field() != 13) {
          graph.skip();
          continue;
        }
        OnnxValue value = OnnxReader.value(graph.message());
        if (value.name().equals(tensor)) {
          return value.type();
        }
      }
    }
    return null;
  }

  /** A node rather than an initialiser, which in old files would have to be an input as well. */
  private static WireWriter constant(String name, Tensor numbers, @Nullable OnnxType type) {
    boolean isDouble = type == OnnxType.DOUBLE;
    int width = isDouble ? Double.BYTES : Float.BYTES;
    ByteBuffer raw =
        ByteBuffer.allocate(Math.multiplyExact(width, numbers.length()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers.toArray()) {
      if (isDouble) {
        raw.putDouble(number);
      } else {
        raw.putFloat((float) number);
      }
    }
    WireWriter tensorOf = new WireWriter();
    for (int extent : numbers.shape()) {
      tensorOf.number(1, extent);
    }
    OnnxType stored = isDouble ? OnnxType.DOUBLE : OnnxType.FLOAT;
    tensorOf.number(2, stored.code()).text(8, name).bytes(9, raw.array());
    return node("Constant", name, name)
        .message(5, new WireWriter().text(1, "value").message(5, tensorOf).number(20, 4));
  }

  /** Pieces of several sources, one after the other. */
  private record Joined(List<Span> pieces, long length) implements ByteSource {

    static Joined of(List<Span> pieces) {
      return new Joined(pieces, pieces.stream().mapToLong(Span::length).sum());
    }

    @Override
    public void read(long position, ByteBuffer into) {
      int end = into.limit();
      long at = position;
      long start = 0;
      for (Span piece : pieces) {
        long within = at - start;
        if (into.position() < end && within < piece.length()) {
          int count = (int) Math.min(piece.length() - within, end - into.position());
          into.limit(into.position() + count);
          piece.source().read(piece.start() + within, into);
          into.limit(end);
          at += count;
        }
        start += piece.length();
      }
    }
  }
}
