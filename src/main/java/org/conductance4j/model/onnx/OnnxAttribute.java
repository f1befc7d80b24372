package org.conductance4j.model.onnx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of a node: a number, a text, a tensor, a graph, or a list of one of the first two.
 */
public final class OnnxAttribute {

  private final String name;
  private final @Nullable String reference;
  private final @Nullable Object value;

  private OnnxAttribute(String name, @Nullable String reference, @Nullable Object value) {
    this.name = name;
    this.reference = reference;
    this.value = value;
  }

  /** An attribute of a function's node that takes the value of one of the function's own. */
  static OnnxAttribute referring(String name, String reference) {
    return new OnnxAttribute(name, reference, null);
  }

  static OnnxAttribute of(String name, @Nullable Object value) {
    return new OnnxAttribute(name, null, value);
  }

  String name() {
    return name;
  }

  /** The function's attribute whose value it takes, or null. */
  @Nullable String reference() {
    return reference;
  }

  /** The same value under another name. */
  OnnxAttribute renamed(String other) {
    return new OnnxAttribute(other, reference, value);
  }

  /** The same with another graph in it. */
  OnnxAttribute withGraph(OnnxGraph graph) {
    return new OnnxAttribute(name, reference, graph);
  }

  /** {@return the number, or null if it is something else} */
  public @Nullable Long integer() {
    return value instanceof Long number ? number : null;
  }

  /** {@return the number, or null if it is none} */
  public @Nullable Double real() {
    return value instanceof Number number ? (Double) number.doubleValue() : null;
  }

  /** {@return the text, or null if it is something else} */
  public @Nullable String text() {
    return value instanceof String text ? text : null;
  }

  /** {@return the tensor, or null if it is something else} */
  public @Nullable OnnxTensor tensor() {
    return value instanceof OnnxTensor tensor ? tensor : null;
  }

  /** {@return the graph, or null if it is something else} */
  public @Nullable OnnxGraph graph() {
    return value instanceof OnnxGraph graph ? graph : null;
  }

  /** {@return the integers of a list; empty if it is none} */
  public List<Long> integers() {
    return list(Long.class);
  }

  /** {@return the numbers of a list; empty if it is none} */
  public List<Double> reals() {
    return list(Double.class);
  }

  /** {@return the texts of a list; empty if it is none} */
  public List<String> texts() {
    return list(String.class);
  }

  private <T> List<T> list(Class<T> type) {
    List<T> found = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object one : list) {
        if (type.isInstance(one)) {
          found.add(type.cast(one));
        }
      }
    }
    return found;
  }
}
