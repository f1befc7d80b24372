package org.conductance4j.model.onnx;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * A network of an ONNX file. Immutable; its weights stay in the file.
 *
 * @param path the file, as messages name it
 * @param content its bytes
 * @param file where it lies; null for an entry of an archive
 * @param producer the tool that wrote it, may be empty
 * @param versions of the operations that it counts on, by domain
 * @param graph with its functions inlined
 * @param external files in which it keeps weights beside itself, by the names that it has for them
 */
public record OnnxModel(
    String path,
    ByteSource content,
    @Nullable Path file,
    String producer,
    Map<String, Integer> versions,
    OnnxGraph graph,
    Map<String, Path> external) {

  /** The first byte: the version of the format. */
  private static final int VERSION_TAG = 0x08;

  /** What exporters write behind the version. */
  private static final Set<Integer> NEXT_TAGS =
      Set.of(0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72);

  /** Copies the collections. */
  public OnnxModel {
    versions = Map.copyOf(versions);
    external = Collections.unmodifiableMap(new LinkedHashMap<>(external));
  }

  /**
   * Whether a file is of this format by its first bytes or, if it is of no other, by its name.
   *
   * @param path the file's
   * @param first its first bytes, at least three unless it is shorter
   * @return true if so
   */
  public static boolean is(String path, byte... first) {
    boolean begins =
        first.length > 2
            && first[0] == VERSION_TAG
            && first[1] > 0
            && NEXT_TAGS.contains((int) first[2]);
    return begins || path.toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  /**
   * Reads a model.
   *
   * @param path what messages name
   * @param source the file's bytes; read again when weights are asked for
   * @param file where it lies, beside which its external data is; null for an entry of an archive
   * @return the model
   * @throws InvalidInputException if it is damaged, or its external data is missing or outside
   */
  public static OnnxModel read(String path, ByteSource source, @Nullable Path file) {
    return OnnxReader.read(path, source, file);
  }

  /** {@return the names of its layers} */
  public OnnxLayers layers() {
    return OnnxLayers.of(graph);
  }

  /** {@return the names of its inputs, in the file's order} */
  public List<String> inputNames() {
    return graph.inputs().stream().map(OnnxValue::name).toList();
  }

  /**
   * {@return the axes of an input; null if there is no such input, or the file does not say them}
   *
   * @param input its name
   */
  public @Nullable List<OnnxValue.Axis> axes(String input) {
    return graph.inputs().stream()
        .filter(value -> value.name().equals(input))
        .findFirst()
        .map(OnnxValue::axes)
        .orElse(null);
  }
}
