package org.conductance4j.engine;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Partition;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Heads;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Value;
import org.jspecify.annotations.Nullable;

/** What the axes of activations count, in the source's order. */
final class Axes {

  private Axes() {}

  /** The attention heads of named activations, by name. */
  static Map<String, Partition> heads(List<Operation> operations, Map<String, Value> named) {
    Map<Value, Partition> found = Heads.of(operations);
    Map<String, Partition> heads = new LinkedHashMap<>(named.size());
    named.forEach(
        (name, value) -> {
          Partition partition = found.get(value);
          if (partition != null) {
            heads.put(name, partition);
          }
        });
    return heads;
  }

  /** The axis that counts channels. */
  static int channel(Value value) {
    return value.external() == AxisOrder.CHANNELS_FIRST ? 0 : value.rank() - 1;
  }

  /** The units of an activation, of which the heads are known. */
  static Map<Unit, Partition> units(Value value, @Nullable Partition heads) {
    int[] shape = value.externalDims();
    Map<Unit, Partition> units = new EnumMap<>(Unit.class);
    units.put(Unit.NEURON, new Partition(value.length(), value.length(), 1));
    units.put(Unit.CHANNEL, Partition.along(channel(value), shape));
    if (heads != null) {
      units.put(Unit.HEAD, heads);
    }
    if (shape.length == 2) {
      units.put(Unit.TOKEN, Partition.along(1 - channel(value), shape));
    }
    return units;
  }

  /** Names such as [channel, row, column]; empty for more than four axes. */
  static List<String> names(Value value, @Nullable Partition heads) {
    boolean first = value.external() == AxisOrder.CHANNELS_FIRST;
    return switch (value.rank()) {
      case 1 -> List.of("feature");
      case 2 -> first ? List.of("feature", "time") : List.of("time", "feature");
      case 3 -> ofThree(first, value.externalDims(), heads);
      case 4 ->
          first
              ? List.of("channel", "depth", "row", "column")
              : List.of("depth", "row", "column", "channel");
      default -> List.of();
    };
  }

  private static List<String> ofThree(boolean first, int[] shape, @Nullable Partition heads) {
    if (heads != null && heads.equals(Partition.along(0, shape))) {
      return List.of("head", "token", "feature");
    }
    if (heads != null && heads.equals(Partition.along(1, shape))) {
      return List.of("token", "head", "feature");
    }
    return first ? List.of("channel", "row", "column") : List.of("row", "column", "channel");
  }
}
