package org.conductance4j.model.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of an ONNX file.
 *
 * <p>Source: ONNX, onnx.proto, whose numbers of fields stand here.
 */
final class OnnxReader {

  private static final Pattern QUOTED = Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'|\"([^\"]*)\"");
  private static final int MOST_AXES = 32;
  private static final int LONGEST_TEXT = 80;

  private final String path;
  private final ByteSource content;
  private final @Nullable Path file;
  private final ExternalData external;
  private Map<String, Integer> versions = Map.of();

  private OnnxReader(String path, ByteSource content, @Nullable Path file, ExternalData external) {
    this.path = path;
    this.content = content;
    this.file = file;
    this.external = external;
  }

  static OnnxModel read(String path, ByteSource source, @Nullable Path file) {
    ExternalData external = new ExternalData(path, file);
    return new OnnxReader(path, source, file, external).model(WireReader.of(path, source));
  }

  /** A text of the file in a message of one line. */
  static String shown(String text) {
    String line = WireReader.escaped(text);
    return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) + "…" : line;
  }

  /** The graph needs the versions of the operations, which may come after it. */
  private OnnxModel model(WireReader reader) {
    Map<String, Integer> imports = new LinkedHashMap<>();
    List<WireReader> functions = new ArrayList<>();
    WireReader graph = null;
    String producer = "";
    boolean hasVersion = false;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> hasVersion = reader.varint() > 0;
        case 2 -> producer = reader.text();
        case 7 -> graph = reader.message();
        case 8 -> version(reader.message(), imports);
        case 25 -> functions.add(reader.message());
        default -> reader.skip();
      }
    }
    if (graph == null || !hasVersion) {
      throw InvalidInputException.of(
          path, "must be an ONNX model", "a file without a graph", "export it again");
    }
    imports.putIfAbsent("", 1);
    versions = imports;
    OnnxGraph read = graph(graph);
    List<OnnxFunction> known = new ArrayList<>();
    for (WireReader function : functions) {
      known.add(function(function, imports));
    }
    OnnxGraph inlined = new FunctionInliner(path, known).inline(read);
    OnnxOrder.check(path, inlined);
    return new OnnxModel(path, content, file, producer, imports, inlined, external.files());
  }

  private static void version(WireReader reader, Map<String, Integer> imports) {
    String domain = "";
    long version = 1;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> domain = reader.name();
        case 2 -> version = reader.varint();
        default -> reader.skip();
      }
    }
    imports.put(own(domain), (int) Math.max(1, Math.min(version, Integer.MAX_VALUE)));
  }

  /** ONNX's own domain has two names. */
  private static String own(String domain) {
    return domain.equals("ai.onnx") ? "" : domain;
  }

  private OnnxFunction function(WireReader reader, Map<String, Integer> outer) {
    String name = "";
    String domain = "";
    String overload = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<OnnxAttribute> defaults = new ArrayList<>();
    List<WireReader> nodes = new ArrayList<>();
    Map<String, Integer> imports = new LinkedHashMap<>(outer);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.name();
        case 4 -> inputs.add(reader.name());
        case 5 -> outputs.add(reader.name());
        case 7 -> nodes.add(reader.message());
        case 9 -> version(reader.message(), imports);
        case 10 -> domain = own(reader.name());
        case 11 -> defaults.add(attribute(reader.message()));
        case 13 -> overload = reader.name();
        default -> reader.skip();
      }
    }
    versions = imports;
    List<OnnxNode> read = new ArrayList<>();
    nodes.forEach(node -> read.add(node(node)));
    versions = outer;
    return new OnnxFunction(
        OnnxFunction.key(domain, name, overload), inputs, outputs, defaults, read);
  }

  private OnnxGraph graph(WireReader reader) {
    List<OnnxNode> nodes = new ArrayList<>();
    Map<String, OnnxTensor> initialisers = new LinkedHashMap<>();
    List<OnnxValue> inputs = new ArrayList<>();
    List<OnnxValue> outputs = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> nodes.add(node(reader.message()));
        case 5 -> {
          OnnxTensor tensor = tensor(reader.message());
          if (initialisers.put(tensor.name(), tensor) != null) {
            throw OnnxOrder.twice(path, tensor.name());
          }
        }
        case 11 -> inputs.add(value(reader.message()));
        case 12 -> outputs.add(value(reader.message()));
        case 15 ->
            throw InvalidInputException.of(
                path, "cannot have sparse weights", "some", "export it with dense ones");
        default -> reader.skip();
      }
    }
    inputs.removeIf(input -> initialisers.containsKey(input.name()));
    return new OnnxGraph(nodes, initialisers, inputs, outputs);
  }

  private OnnxNode node(WireReader reader) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    Map<String, Span> metadata = new LinkedHashMap<>();
    String name = "";
    String op = "";
    String domain = "";
    String overload = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> inputs.add(reader.name());
        case 2 -> outputs.add(reader.name());
        case 3 -> name = reader.name();
        case 4 -> op = reader.name();
        case 5 -> {
          OnnxAttribute attribute = attribute(reader.message());
          attributes.put(attribute.name(), attribute);
        }
        case 7 -> domain = own(reader.name());
        case 8 -> overload = reader.name();
        case 9 -> entry(reader.message(), metadata);
        default -> reader.skip();
      }
    }
    Span rule = metadata.get("pkg.onnxscript.rewriter.rule_name");
    return new OnnxNode(
        overload.isEmpty() ? op : op + ":" + overload,
        domain,
        versions.getOrDefault(domain, 1),
        name,
        inputs,
        outputs,
        attributes,
        scopes(metadata),
        rule != null && text(rule).contains("FuseBatchNorm"));
  }

  /** A pair of texts, of which the second is read only if somebody asks for it. */
  private static void entry(WireReader reader, Map<String, Span> into) {
    String key = "";
    Span value = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.text();
        case 2 -> value = reader.bytes();
        default -> reader.skip();
      }
    }
    if (value != null) {
      into.put(key, value);
    }
  }

  private static String text(Span span) {
    return span.length() > 1 << 16 ? "" : span.text();
  }

  /** Modules that PyTorch's exporter names: a list in Python's notation whose last is the node. */
  private static List<String> scopes(Map<String, Span> metadata) {
    Span names = metadata.get("pkg.torch.onnx.name_scopes");
    Span namespace = metadata.get("namespace");
    List<String> scopes = new ArrayList<>();
    if (names != null) {
      Matcher quoted = QUOTED.matcher(WireReader.escaped(text(names)));
      while (quoted.find()) {
        scopes.add(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
      }
    } else if (namespace != null) {
      for (String part : WireReader.escaped(text(namespace)).split("/", -1)) {
        scopes.add(part.split(":", 2)[0].strip());
      }
    }
    List<String> modules = new ArrayList<>(scopes.subList(0, Math.max(0, scopes.size() - 1)));
    modules.removeIf(String::isEmpty);
    return modules;
  }

  private OnnxAttribute attribute(WireReader reader) {
    String name = "";
    String reference = "";
    Object value = null;
    List<Object> list = new ArrayList<>();
    boolean isList = false;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.name();
        case 2 -> value = (double) reader.real();
        case 3 -> value = reader.varint();
        case 4 -> value = reader.text();
        case 5 -> value = tensor(reader.message());
        case 6 -> value = graph(reader.message());
        case 7 -> {
          Span span = reader.fixed(Float.BYTES);
          ByteBuffer numbers = span.read(0, Math.toIntExact(span.length()));
          while (numbers.hasRemaining()) {
            reader.count();
            list.add((double) numbers.getFloat());
          }
        }
        case 8 ->
            reader.varints(
                one -> {
                  reader.count();
                  list.add(one);
                });
        case 9 -> list.add(reader.text());
        case 20 -> isList = reader.varint() > 5;
        case 21 -> reference = reader.name();
        default -> reader.skip();
      }
    }
    if (!reference.isEmpty()) {
      return OnnxAttribute.referring(name, reference);
    }
    return OnnxAttribute.of(name, isList || value == null ? list : value);
  }

  static OnnxValue value(WireReader reader) {
    String name = "";
    OnnxType type = null;
    List<OnnxValue.Axis> axes = null;
    while (reader.next()) {
      if (reader.field() == 1) {
        name = reader.name();
        continue;
      }
      if (reader.field() != 2) {
        reader.skip();
        continue;
      }
      WireReader kind = reader.message();
      while (kind.next()) {
        if (kind.field() != 1) {
          kind.skip();
          continue;
        }
        WireReader tensor = kind.message();
        while (tensor.next()) {
          switch (tensor.field()) {
            case 1 -> type = typeOrNull(tensor.varint());
            case 2 -> axes = axes(tensor.message());
            default -> tensor.skip();
          }
        }
      }
    }
    return new OnnxValue(name, type, axes);
  }

  private static @Nullable OnnxType typeOrNull(long code) {
    try {
      return OnnxType.of(code);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<OnnxValue.Axis> axes(WireReader reader) {
    List<OnnxValue.Axis> axes = new ArrayList<>();
    while (reader.next()) {
      if (reader.field() != 1) {
        reader.skip();
        continue;
      }
      WireReader axis = reader.message();
      long extent = -1;
      String symbol = "";
      while (axis.next()) {
        switch (axis.field()) {
          case 1 -> extent = axis.varint();
          case 2 -> symbol = axis.name();
          default -> axis.skip();
        }
      }
      axes.add(new OnnxValue.Axis(extent, symbol));
    }
    return axes;
  }

  /** A tensor in a file of its own, as the test data of ONNX has them. */
  static OnnxTensor tensor(String path, ByteSource source) {
    return new OnnxReader(path, source, null, new ExternalData(path, null))
        .tensor(WireReader.of(path, source));
  }

  private OnnxTensor tensor(WireReader reader) {
    List<Long> dims = new ArrayList<>();
    List<Span> fixed = new ArrayList<>();
    LongList integers = new LongList();
    Map<String, Span> place = new LinkedHashMap<>();
    String name = "";
    long code = 0;
    Span raw = null;
    boolean isExternal = false;
    boolean odd = false;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 ->
            reader.varints(
                extent -> {
                  reader.count();
                  dims.add(extent);
                });
        case 2 -> code = reader.varint();
        case 4 -> fixed.add(reader.fixed(Float.BYTES));
        case 5, 7, 11 -> reader.varints(integers::add);
        case 3, 6 -> {
          odd = true;
          reader.skip();
        }
        case 8 -> name = reader.name();
        case 9 -> raw = reader.bytes();
        case 10 -> fixed.add(reader.fixed(Double.BYTES));
        case 13 -> entry(reader.message(), place);
        case 14 -> isExternal = reader.varint() == 1;
        default -> reader.skip();
      }
    }
    int[] shape = shape(name, dims);
    OnnxType type = typeOrNull(code);
    if (type == null || odd) {
      return unknown(name, code);
    }
    long length = 1;
    for (int extent : shape) {
      length *= extent;
    }
    long bytes = length * type.bytes();
    if (isExternal) {
      Map<String, String> entries = new LinkedHashMap<>();
      place.forEach((key, span) -> entries.put(key, text(span)));
      return OnnxTensor.of(name, type, shape, external.find(shown(name), entries, bytes), type);
    }
    if (raw != null) {
      requireLength(name, dims, raw.length(), bytes, "bytes");
      return OnnxTensor.of(name, type, shape, raw, type);
    }
    if (!fixed.isEmpty()) {
      Span all = fixed.size() == 1 ? fixed.get(0) : joined(fixed);
      OnnxType stored = type == OnnxType.DOUBLE ? type : OnnxType.FLOAT;
      requireLength(name, dims, all.length(), length * stored.bytes(), "bytes");
      return OnnxTensor.of(name, type, shape, all, stored);
    }
    long[] values = integers.toArray();
    requireLength(name, dims, values.length, length, "numbers");
    if (type == OnnxType.FLOAT || type == OnnxType.DOUBLE) {
      return OnnxTensor.of(name, type, shape, new Span(ByteSource.of(), 0, 0), type);
    }
    return OnnxTensor.of(name, type, shape, values);
  }

  private void requireLength(String name, Object dims, long found, long needed, String unit) {
    if (found != needed) {
      throw WireReader.damaged(
          path,
          "tensor '"
              + shown(name)
              + "' of the shape "
              + dims
              + " with "
              + found
              + " "
              + unit
              + " in place of "
              + needed);
    }
  }

  private InvalidInputException tooLarge(String name) {
    return InvalidInputException.of(
        path,
        "must have tensors under 2³¹ numbers of at most " + MOST_AXES + " axes",
        "'" + shown(name) + "'",
        "use a smaller network");
  }

  private int[] shape(String name, List<Long> dims) {
    long length = 1;
    int[] shape = new int[dims.size()];
    if (shape.length > MOST_AXES) {
      throw tooLarge(name);
    }
    for (int axis = 0; axis < shape.length; axis++) {
      long extent = dims.get(axis);
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw tooLarge(name);
      }
      shape[axis] = (int) extent;
      length *= Math.max(1, extent);
      if (length > Integer.MAX_VALUE) {
        throw tooLarge(name);
      }
    }
    return shape;
  }

  private OnnxTensor unknown(String name, long code) {
    throw InvalidInputException.of(
        path,
        "must have weights of numbers",
        "'" + shown(name) + "' of the element type " + code,
        "export it with float32 weights");
  }

  private static Span joined(List<Span> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Span part : parts) {
      byte[] bytes = part.read(0, Math.toIntExact(part.length())).array();
      all.write(bytes, 0, bytes.length);
    }
    return new Span(ByteSource.of(all.toByteArray()), 0, all.size());
  }

  /** Integers without a box around each. */
  private static final class LongList {
    private long[] values = new long[0];
    private int count;

    void add(long value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, Math.max(16, 2 * count));
      }
      values[count++] = value;
    }

    long[] toArray() {
      return Arrays.copyOf(values, count);
    }
  }
}
