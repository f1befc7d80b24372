package org.conductance4j.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies overrides, {@code KEY=VALUE}, to a config's tree. */
final class Overrides {

  private Overrides() {}

  static void apply(ConfigNode root, String override, Problems problems) {
    int equals = override.indexOf('=');
    String target = equals < 0 ? "" : override.substring(0, equals).strip();
    if (target.isEmpty() || List.of(target.split("\\.", -1)).contains("")) {
      throw new InvalidInputException(
          "override: must be KEY=VALUE, got '"
              + override
              + "'; KEY is a dotted path of the config, such as input.image");
    }
    Position position = new Position.Option(target);
    String value = override.substring(equals + 1);
    ConfigNode replacement =
        value.isEmpty() ? null : new TreeReader(problems).value(value, position, target);
    place(root, target, replacement, position, problems);
  }

  private static void place(
      ConfigNode root,
      String target,
      @Nullable ConfigNode value,
      Position position,
      Problems problems) {
    String[] names = target.split("\\.", -1);
    ConfigNode node = root;
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < names.length - 1; i++) {
      path.append(i == 0 ? "" : ".").append(names[i]);
      ConfigNode next = child(node, names[i], target);
      if (next == null || !next.isPresent()) {
        next = ConfigNode.map(problems, position, path.toString());
        put(node, names[i], next, target);
      }
      node = next;
    }
    put(node, names[names.length - 1], value, target);
  }

  private static @Nullable ConfigNode child(ConfigNode node, String name, String target) {
    return node.isList() ? node.rawItems().get(index(node, name, target)) : node.raw(name);
  }

  private static void put(ConfigNode node, String name, @Nullable ConfigNode value, String target) {
    if (node.isScalar()) {
      throw new InvalidInputException(
          "override " + target + ": must lead through maps, but " + node.where() + " is one value");
    }
    if (node.isList()) {
      int index = index(node, name, target);
      if (value == null) {
        node.rawItems().remove(index);
      } else {
        node.replace(index, value);
      }
    } else if (value == null) {
      node.remove(name);
    } else {
      node.put(name, value);
    }
  }

  private static int index(ConfigNode list, String name, String target) {
    int size = list.rawItems().size();
    if (!name.matches("\\d{1,6}") || Integer.parseInt(name) >= size) {
      throw new InvalidInputException(
          "override %s: '%s' must be the index of an item, from 0 to %s, since %s is a list"
              .formatted(target, name, size - 1, list.where()));
    }
    return Integer.parseInt(name);
  }
}
