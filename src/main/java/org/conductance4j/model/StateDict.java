package org.conductance4j.model;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.conductance4j.config.InvalidInputException;

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

  /**
   * The same tensors under an architecture's names: without what wrappers put before them, such as
   * {@code model.}, and with a classifier that is the only linear layer of a sequence.
   *
   * @param path what messages name
   * @param wanted the architecture's names; its first tensor tells the prefix
   * @param classifier the name of its last layer
   * @throws InvalidInputException if there are several networks in the file
   */
  StateDict fitted(String path, List<String> wanted, String classifier) {
    String prefix = prefix(path, wanted);
    StateDict fitted = new StateDict();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            fitted.tensors.put(name.substring(prefix.length()), tensor);
          }
        });
    fitted.unwrap(classifier);
    return fitted;
  }

  private String prefix(String path, List<String> wanted) {
    String first = wanted.get(0);
    List<String> prefixes =
        tensors.keySet().stream()
            .filter(name -> name.equals(first) || name.endsWith("." + first))
            .map(name -> name.substring(0, name.length() - first.length()))
            .toList();
    ToLongFunction<String> fits =
        prefix -> wanted.stream().filter(name -> tensors.containsKey(prefix + name)).count();
    long most = prefixes.stream().mapToLong(fits).max().orElse(0);
    List<String> best =
        prefixes.stream().filter(prefix -> fits.applyAsLong(prefix) == most).toList();
    if (best.size() > 1) {
      throw InvalidInputException.of(
          path,
          "must hold one network",
          "names that begin with " + best.stream().map(ForeignText::of).toList(),
          "save the state_dict of one of them");
    }
    return best.isEmpty() ? "" : best.get(0);
  }

  /** Renames the only layer of a classifier that is a sequence, as fc.1.weight to fc.weight. */
  private void unwrap(String classifier) {
    Pattern inner = Pattern.compile(Pattern.quote(classifier) + "\\.(\\d+)\\.(weight|bias)");
    List<String> names =
        List.copyOf(tensors.tailMap(classifier + ".").keySet()).stream()
            .filter(name -> name.startsWith(classifier + "."))
            .toList();
    List<MatchResult> layers =
        names.stream()
            .map(inner::matcher)
            .filter(Matcher::matches)
            .map(Matcher::toMatchResult)
            .toList();
    boolean single =
        layers.size() == names.size()
            && layers.stream().map(layer -> layer.group(1)).distinct().count() == 1;
    if (single) {
      layers.forEach(
          layer ->
              tensors.put(
                  classifier + "." + layer.group(2),
                  Objects.requireNonNull(tensors.remove(layer.group()))));
    }
  }
}
