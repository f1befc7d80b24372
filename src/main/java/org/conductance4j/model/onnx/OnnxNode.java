package org.conductance4j.model.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a graph.
 *
 * @param op its kind
 * @param domain of the kind, empty for ONNX's own
 * @param version of the domain's operations that the file counts on
 * @param name may be empty
 * @param inputs names of tensors; empty for one that is left out
 * @param outputs names of tensors; empty for one that is not needed
 * @param attributes by name
 * @param scopes modules that it lies in, from the outside in, where the exporter of PyTorch says it
 * @param rewritten whether that exporter made it by folding a batch normalisation into it
 */
public record OnnxNode(
    String op,
    String domain,
    int version,
    String name,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes,
    List<String> scopes,
    boolean rewritten) {

  /** Copies the lists. */
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
    scopes = List.copyOf(scopes);
  }

  /** {@return the kind with its domain, as messages name it} */
  public String kind() {
    return domain.isEmpty() ? op : domain + ":" + op;
  }

  /**
   * An attribute.
   *
   * @param key its name
   * @return the attribute, or null if there is none
   */
  public @Nullable OnnxAttribute attribute(String key) {
    return attributes.get(key);
  }

  /**
   * An integer.
   *
   * @param key the attribute's name
   * @param otherwise what it is where it is left out
   * @return its value
   */
  public long integer(String key, long otherwise) {
    OnnxAttribute attribute = attributes.get(key);
    Long value = attribute == null ? null : attribute.integer();
    return value == null ? otherwise : value;
  }

  /**
   * A real number.
   *
   * @param key the attribute's name
   * @param otherwise what it is where it is left out
   * @return its value
   */
  public double real(String key, double otherwise) {
    OnnxAttribute attribute = attributes.get(key);
    Double value = attribute == null ? null : attribute.real();
    return value == null ? otherwise : value;
  }

  /**
   * A text.
   *
   * @param key the attribute's name
   * @param otherwise what it is where it is left out
   * @return its value
   */
  public String text(String key, String otherwise) {
    OnnxAttribute attribute = attributes.get(key);
    String value = attribute == null ? null : attribute.text();
    return value == null ? otherwise : value;
  }

  /**
   * A list of integers.
   *
   * @param key the attribute's name
   * @return a new array, or null if there is no such list
   */
  public int @Nullable [] integers(String key) {
    OnnxAttribute attribute = attributes.get(key);
    return attribute == null
        ? null
        : attribute.integers().stream().mapToInt(Math::toIntExact).toArray();
  }

  /**
   * An input.
   *
   * @param index its place
   * @return the tensor's name, empty where it is left out
   */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /** {@return the first output's name} */
  public String output() {
    return outputs.isEmpty() ? "" : outputs.get(0);
  }

  /** {@return names of all tensors that it reads, those that its bodies take from outside too} */
  public Set<String> reads() {
    Set<String> names = new LinkedHashSet<>(inputs);
    names.remove("");
    for (OnnxAttribute attribute : attributes.values()) {
      OnnxGraph body = attribute.graph();
      if (body != null) {
        names.addAll(outer(body));
      }
    }
    return names;
  }

  private static List<String> outer(OnnxGraph body) {
    Set<String> own = new HashSet<>(body.initialisers().keySet());
    body.inputs().forEach(input -> own.add(input.name()));
    body.nodes().forEach(node -> own.addAll(node.outputs()));
    List<String> names = new ArrayList<>();
    body.nodes().forEach(node -> names.addAll(node.reads()));
    body.outputs().forEach(output -> names.add(output.name()));
    names.removeIf(own::contains);
    return names;
  }
}
