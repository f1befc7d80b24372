package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxType;
import org.conductance4j.model.onnx.OnnxValue;
import org.jspecify.annotations.Nullable;

/** Types and extents of a model's inputs, and which of them can be explained. */
final class OnnxInputs {

  private final OnnxModel model;

  OnnxInputs(OnnxModel model) {
    this.model = model;
  }

  @Nullable TokenLookup lookup(String input) {
    return TokenLookup.of(model.graph(), input);
  }

  /** The inputs to explain, of which some are asked for by name and others are held. */
  List<String> explained(Set<String> held, Set<String> asked) {
    List<String> names = new ArrayList<>();
    boolean tokensAsked = false;
    String main = "";
    int most = 0;
    for (OnnxValue input : model.graph().inputs()) {
      String name = input.name();
      if (held.contains(name)) {
        continue;
      }
      TokenLookup lookup = lookup(name);
      if (lookup == null ? isReal(input) : asked.contains(name)) {
        names.add(name);
        tokensAsked |= lookup != null;
      } else if (lookup != null && lookup.tokens() > most) {
        main = name;
        most = lookup.tokens();
      } else if (lookup == null && asked.contains(name)) {
        requireReal(input);
      }
    }
    if (most > 0 && !tokensAsked) {
      names.add(main);
    }
    if (names.isEmpty()) {
      throw InvalidInputException.of(
          "network",
          "needs an input that can be explained: real numbers, a picture of bytes, or tokens that"
              + " an embedding looks up",
          held.isEmpty() ? "none" : "none but the held " + held,
          held.isEmpty() ? "choose another network" : "hold fewer inputs");
    }
    return model.inputNames().stream().filter(names::contains).toList();
  }

  void requireReal(OnnxValue input) {
    if (!isReal(input)) {
      throw InvalidInputException.of(
          where(input),
          "must be real numbers, a picture of bytes, or tokens that an embedding looks up, to be"
              + " explained",
          String.valueOf(input.type()),
          "hold it, or leave its baseline out");
    }
  }

  private boolean isReal(OnnxValue input) {
    return (input.type() != null && input.type().isReal()) || isBytePicture(input);
  }

  /** Whether an input is a picture of bytes that become real numbers before anything else. */
  private boolean isBytePicture(OnnxValue input) {
    if (input.type() != OnnxType.UINT8) {
      return false;
    }
    Set<String> bytes = new HashSet<>(Set.of(input.name()));
    boolean cast = false;
    for (OnnxNode node : model.graph().nodes()) {
      if (node.reads().stream().noneMatch(bytes::contains) || node.kind().equals("Shape")) {
        continue;
      }
      if (node.kind().equals("Identity") || Movements.are(node)) {
        bytes.addAll(node.outputs());
      } else if (node.kind().equals("Cast") && OnnxType.of(node.integer("to", 1)).isReal()) {
        cast = true;
      } else {
        return false;
      }
    }
    return cast;
  }

  private static String where(OnnxValue input) {
    return "input '" + input.name() + "'";
  }

  /** Ones for all inputs that need a value, where only the extents count. */
  Map<String, HostArray> ones(Map<String, int[]> shapes) {
    Map<String, HostArray> values = new LinkedHashMap<>();
    for (OnnxValue input : model.graph().inputs()) {
      OnnxType type = input.type();
      TokenLookup lookup = lookup(input.name());
      if (type == null || (lookup == null && isReal(input))) {
        continue;
      }
      int one = lookup != null && lookup.tokens() == 1 ? 0 : 1;
      int[] dims = dims(input, shapes);
      values.put(
          input.name(),
          type.isReal()
              ? HostArray.reals(type, dims, i -> one)
              : HostArray.integers(type, dims, i -> one));
    }
    return values;
  }

  /** Examples as the file's inputs have them. */
  Map<String, HostArray> arrays(Map<String, Tensor> values) {
    Map<String, int[]> shapes = new HashMap<>();
    values.forEach((name, value) -> shapes.put(name, value.shape()));
    Map<String, HostArray> arrays = new LinkedHashMap<>();
    for (OnnxValue input : model.graph().inputs()) {
      Tensor value = values.get(input.name());
      if (value != null) {
        arrays.put(input.name(), array(input, value, dims(input, shapes)));
      }
    }
    return arrays;
  }

  private static HostArray array(OnnxValue input, Tensor value, int... dims) {
    OnnxType type = input.type();
    if (type == null) {
      throw InvalidInputException.of(
          where(input), "must be a tensor of numbers", "another type", "choose another network");
    }
    if (type.isReal()) {
      return HostArray.of(type, dims, value.toArray());
    }
    for (int i = 0; i < value.length(); i++) {
      double number = value.get(i);
      if (number != Math.rint(number) || type.wrapped((long) number) != (long) number) {
        throw InvalidInputException.of(
            where(input),
            "needs numbers of the type " + type,
            number + " at element " + i,
            "give what the network was trained on");
      }
    }
    return HostArray.integers(type, dims, i -> (long) value.get(i));
  }

  /** The file's extents of an input, filled in from one example's, and from those of others. */
  int[] dims(OnnxValue input, Map<String, int[]> shapes) {
    int[] given = shapes.get(input.name());
    List<OnnxValue.Axis> axes = input.axes();
    if (axes == null) {
      if (given == null) {
        throw needsShape(input, "no shape in the file");
      }
      return Shapes.joined(new int[] {1}, given);
    }
    int rank = axes.size();
    int[] dims = new int[rank];
    if (given != null && rank == 0 && Shapes.length(given) == 1) {
      return dims;
    }
    if (given != null && given.length != rank && given.length != rank - 1) {
      throw misfit(input, given);
    }
    for (int axis = 0; axis < rank; axis++) {
      long extent = axes.get(axis).extent();
      int at = given == null ? -1 : axis - (rank - given.length);
      if (at >= 0 && given != null) {
        dims[axis] = given[at];
        if (extent > 0 && extent != given[at]) {
          throw misfit(input, given);
        }
      } else if (extent > 0 && extent <= Integer.MAX_VALUE) {
        dims[axis] = (int) extent;
      } else {
        dims[axis] = axis == 0 ? 1 : named(input, axes.get(axis).symbol(), axis, shapes);
      }
    }
    return dims;
  }

  /** The extent that another input gives to a free axis of the same name. */
  private int named(OnnxValue asking, String symbol, int axis, Map<String, int[]> shapes) {
    for (OnnxValue input : model.graph().inputs()) {
      int[] given = shapes.get(input.name());
      List<OnnxValue.Axis> axes = input.axes();
      for (int k = 1; given != null && axes != null && k < axes.size(); k++) {
        int at = k - (axes.size() - given.length);
        if (!symbol.isEmpty() && axes.get(k).symbol().equals(symbol) && at >= 0) {
          return given[at];
        }
      }
    }
    throw needsShape(
        asking, "an axis " + axis + (symbol.isEmpty() ? "" : " '" + symbol + "'") + " of any size");
  }

  private static InvalidInputException misfit(OnnxValue input, int[] given) {
    return InvalidInputException.of(
        where(input),
        "needs the shape "
            + Objects.requireNonNull(input.axes()).stream()
                .map(axis -> axis.extent() > 0 ? String.valueOf(axis.extent()) : "any")
                .toList(),
        Arrays.toString(given),
        "give one example as the network takes it");
  }

  private InvalidInputException needsShape(OnnxValue input, String found) {
    return InvalidInputException.of(
        model.graph().inputs().size() == 1 ? "network" : where(input),
        "needs the shape of its input",
        found,
        "give the extents of one example");
  }
}
