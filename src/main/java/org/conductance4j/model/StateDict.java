package org.conductance4j.model;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tensors of a checkpoint by name. Names are those of PyTorch without the leading underscores
 * of a module's name, and without the prefix {@code module.} of a parallel wrapper.
 */
final class StateDict {

  private final SortedMap<String, StoredTensor> tensors = new TreeMap<>();

  /**
   * Adds a tensor.
   *
   * @return whether its canonical name was new
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
