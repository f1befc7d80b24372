package org.conductance4j.model;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weights by name, as a checkpoint holds them. Names are PyTorch's without the underscores that
 * begin a module's name, and without the prefix {@code module.} of a parallel wrapper.
 */
final class StateDict {

  private final SortedMap<String, StoredTensor> tensors = new TreeMap<>();

  /**
   * Adds a tensor.
   *
   * @return whether there was none under its canonical name before
   */
  boolean add(String name, StoredTensor tensor) {
    return tensors.putIfAbsent(canonical(name), tensor) == null;
  }

  Collection<String> names() {
    return tensors.keySet();
  }

  Optional<StoredTensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  static String canonical(String name) {
    String bare = name.startsWith("module.") ? name.substring("module.".length()) : name;
    return bare.replaceAll("(^|\\.)_+(?=[^_.])", "$1");
  }
}
