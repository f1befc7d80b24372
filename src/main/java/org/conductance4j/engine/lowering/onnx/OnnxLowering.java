package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramIo;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Pointwise;
import org.conductance4j.engine.kernel.Reshaping;
import org.conductance4j.engine.kernel.Softmax;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.DroppedPrograms;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.model.onnx.OnnxLayers;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxValue;
import org.jspecify.annotations.Nullable;

/**
 * The front end of ONNX files: lowers a model to a program. One example has all axes of the file's
 * inputs but a leading 1; the engine's batch stands in front of them.
 */
public final class OnnxLowering {

  /** Operations that have channels on axis 1, so that these lie last. */
  private static final Set<String> CHANNELS =
      Set.of(
          "Conv",
          "ConvTranspose",
          "MaxPool",
          "AveragePool",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "BatchNormalization",
          "InstanceNormalization",
          "LRN");

  /** Operations through which channels are looked for. */
  private static final Set<String> ELEMENTS =
      Set.of("Sub", "Add", "Mul", "Div", "Cast", "Identity", "Clip", "Pad", "Dropout");

  private final OnnxModel model;
  private final OnnxLayers layers;
  private final ProgramBuilder builder;
  private final Precision precision;

  private OnnxLowering(OnnxModel model, Precision precision) {
    this.model = model;
    this.layers = model.layers();
    this.precision = precision;
    this.builder = new ProgramBuilder(precision);
  }

  /**
   * Lowers a model whose inputs are all explained.
   *
   * @param model the model
   * @param precision what to compute in
   * @param shapes by the input's name, of one example, without or with the file's leading 1; those
   *     may be left out that the file says
   * @return the program, up to the first output
   * @throws InvalidInputException if an operation cannot be lowered, or a shape is missing or does
   *     not fit
   */
  public static Program lower(OnnxModel model, Precision precision, Map<String, int[]> shapes) {
    return lower(model, precision, shapes, Map.of());
  }

  /**
   * Lowers a model of which some inputs are held as they are.
   *
   * @param model the model
   * @param precision what to compute in
   * @param shapes by the input's name
   * @param held values of inputs that are not explained, with all of the file's axes
   * @return the program, up to the first output
   * @throws InvalidInputException as for {@link #lower(OnnxModel, Precision, Map)}
   */
  static Program lower(
      OnnxModel model,
      Precision precision,
      Map<String, int[]> shapes,
      Map<String, HostArray> held) {
    DroppedPrograms.collect();
    List<String> names = inputNames(model);
    for (String name : shapes.keySet()) {
      if (!names.contains(name)) {
        throw NearMatches.unknown("input", name, names);
      }
    }
    OnnxLowering lowering = new OnnxLowering(model, precision);
    try {
      return lowering.lower(shapes, held);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw Failure.at(lowering.builder, e);
    }
  }

  private static List<String> inputNames(OnnxModel model) {
    return model.graph().inputs().stream().map(OnnxValue::name).toList();
  }

  /**
   * Whether the first input is a picture of shape (row, column, channel).
   *
   * @param model the model
   * @return true if so, as in networks from Keras
   */
  public static boolean readsChannelsLast(OnnxModel model) {
    List<OnnxValue> inputs = model.graph().inputs();
    if (inputs.isEmpty()) {
      return false;
    }
    List<OnnxValue.Axis> axes = inputs.get(0).axes();
    return axes != null && axes.size() == 4 && !channelsFirst(model, inputs.get(0).name(), 4);
  }

  private static boolean channelsFirst(OnnxModel model, String input, int rank) {
    String name = input;
    for (int step = 0; step < model.graph().nodes().size(); step++) {
      OnnxNode reader = reader(model, name);
      if (reader == null) {
        break;
      }
      if (CHANNELS.contains(reader.op())) {
        return true;
      }
      if (reader.op().equals("Transpose")) {
        int[] order = reader.integers("perm");
        return order == null || rank < 4 || order[1] != rank - 1;
      }
      if (!ELEMENTS.contains(reader.op())) {
        break;
      }
      name = reader.output();
    }
    return rank > 3;
  }

  private static @Nullable OnnxNode reader(OnnxModel model, String name) {
    return model.graph().nodes().stream()
        .filter(node -> node.inputs().contains(name))
        .filter(node -> !node.op().equals("Shape"))
        .findFirst()
        .orElse(null);
  }

  private Program lower(Map<String, int[]> shapes, Map<String, HostArray> held) {
    List<ProgramIo.Part> parts = new ArrayList<>();
    Map<String, Data> explained = new LinkedHashMap<>();
    for (OnnxValue input : model.graph().inputs()) {
      if (held.containsKey(input.name())) {
        continue;
      }
      requireReal(input);
      int[] dims = dims(input, shapes.get(input.name()));
      boolean channels =
          Tensors.hasChannels(dims) && channelsFirst(model, input.name(), dims.length);
      Shapes.room(dims);
      Value value = channels ? Tensors.channelsValue(dims) : Tensors.rowsValue(dims);
      parts.add(new ProgramIo.Part(input.name(), value, null));
      explained.put(input.name(), Data.of(value, dims));
    }
    if (parts.isEmpty()) {
      throw InvalidInputException.of(
          model.path(), "must have an input of real numbers", "none", "choose another network");
    }
    Value input = joined(parts);
    GraphWalk walk =
        new GraphWalk(
            model.graph(), layers.outputsOfModules(), builder, new Tensors(builder, input));
    explained.forEach(walk::define);
    held.forEach(walk::define);
    walk.walk();
    return program(walk, input, parts);
  }

  private void requireReal(OnnxValue input) {
    if (input.type() == null || !input.type().isReal()) {
      throw InvalidInputException.of(
          "input '" + input.name() + "'",
          "must be of real numbers to be explained",
          String.valueOf(input.type()),
          "token networks cannot be explained from ONNX files yet");
    }
  }

  private int[] dims(OnnxValue input, int @Nullable [] given) {
    List<OnnxValue.Axis> axes = input.axes();
    if (axes == null) {
      if (given == null) {
        throw needsShape(input, "no shape in the file");
      }
      return Shapes.joined(new int[] {1}, given);
    }
    int rank = axes.size();
    int[] dims = new int[rank];
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
      } else if (axis == 0 && extent <= 0) {
        dims[axis] = 1;
      } else if (extent <= 0 || extent > Integer.MAX_VALUE) {
        String symbol = axes.get(axis).symbol();
        throw needsShape(
            input,
            "an axis " + axis + (symbol.isEmpty() ? "" : " '" + symbol + "'") + " of any size");
      } else {
        dims[axis] = (int) extent;
      }
    }
    return dims;
  }

  private static InvalidInputException misfit(OnnxValue input, int[] given) {
    return InvalidInputException.of(
        "input '" + input.name() + "'",
        "needs the shape "
            + Objects.requireNonNull(input.axes()).stream()
                .map(axis -> axis.extent() > 0 ? String.valueOf(axis.extent()) : "any")
                .toList(),
        Arrays.toString(given),
        "give one example as the network takes it");
  }

  private InvalidInputException needsShape(OnnxValue input, String found) {
    return InvalidInputException.of(
        model.graph().inputs().size() == 1 ? "network" : "input '" + input.name() + "'",
        "needs the shape of its input",
        found,
        "give the extents of one example");
  }

  private Value joined(List<ProgramIo.Part> parts) {
    if (parts.size() == 1) {
      return parts.get(0).value();
    }
    Value all = Value.flat(parts.stream().mapToInt(part -> part.value().length()).sum());
    int start = 0;
    for (ProgramIo.Part part : parts) {
      builder.add(Reshaping.part(all, start, part.value()));
      start += part.value().length();
    }
    return all;
  }

  private Program program(GraphWalk walk, Value input, List<ProgramIo.Part> parts) {
    Map<String, ProgramIo.End> outputs = new LinkedHashMap<>();
    Map<String, Data> tensors = new HashMap<>(walk.lowered());
    Tensors arranging = new Tensors(builder, input);
    for (OnnxValue output : model.graph().outputs()) {
      if (walk.value(output.name()) instanceof Data data) {
        Data settled = arranging.settled(data);
        tensors.put(output.name(), settled);
        outputs.put(output.name(), end(settled.base()));
      }
    }
    if (outputs.isEmpty()) {
      throw InvalidInputException.of(
          model.path(),
          "must have an output that depends on its input",
          "none",
          "choose another network");
    }
    builder.finish();
    Map<String, Value> values = new LinkedHashMap<>();
    Map<String, String> types = new HashMap<>();
    for (String tensor : walk.lowered().keySet()) {
      Data data = tensors.getOrDefault(tensor, walk.lowered().get(tensor));
      if (data == null || !data.isSettled() || data.base() == input) {
        continue;
      }
      for (String name : layers.namesOf(tensor)) {
        values.put(name, data.base());
        types.put(name, walk.operation(tensor));
      }
    }
    String first = outputs.keySet().iterator().next();
    ProgramIo.End end = Objects.requireNonNull(outputs.get(first));
    ProgramIo ends = new ProgramIo(input, parts, first, end, outputs);
    return new Program(precision, ends, builder.operations(), values, types);
  }

  private ProgramIo.End end(Value output) {
    Operation last = null;
    for (Operation operation : builder.operations()) {
      last = operation.output() == output ? operation : last;
    }
    OutputActivation head = OutputActivation.IDENTITY;
    if (last instanceof Softmax softmax && !softmax.isAtPositions()) {
      head = OutputActivation.SOFTMAX;
    } else if (last instanceof Pointwise pointwise && pointwise.isSigmoid()) {
      head = OutputActivation.SIGMOID;
    }
    Value logits = head == OutputActivation.IDENTITY || last == null ? output : last.input();
    return new ProgramIo.End(logits, output, head);
  }
}
