package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.Embedding;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramIo;
import org.conductance4j.engine.kernel.AxisOrder;
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

  /** Operations that leave their first input as it is. */
  private static final Set<String> UNCHANGING = Set.of("Cast", "Identity", "Dropout");

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
   * Lowers a model without values of its inputs: those of integers that are not explained are ones.
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
    requireNames(model, shapes.keySet());
    OnnxInputs inputs = new OnnxInputs(model);
    List<String> explained = inputs.explained(Set.of(), Set.of());
    return new OnnxLowering(model, precision).lower(explained, shapes, inputs.ones(shapes));
  }

  /**
   * Values for the inputs that need some, where only their extents count.
   *
   * @param model the model
   * @param shapes as for {@link #lower(OnnxModel, Precision, Map)}
   * @return one example of each, with all of the file's axes, by name
   * @throws InvalidInputException if a shape is missing or does not fit
   */
  public static Map<String, Tensor> anyValues(OnnxModel model, Map<String, int[]> shapes) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    new OnnxInputs(model)
        .ones(shapes)
        .forEach((name, array) -> values.put(name, Tensor.of(array.dims(), array.reals())));
    return values;
  }

  /**
   * Lowers a model of which some inputs are given. A program holds for these values.
   *
   * @param model the model
   * @param precision what to compute in
   * @param shapes of the explained inputs by name, of one example, without or with the file's
   *     leading 1
   * @param values one example of each input that is not explained, and of those whose numbers are
   *     looked up, by name; not modified
   * @return the program, up to the first output
   * @throws InvalidInputException as for {@link #lower(OnnxModel, Precision, Map)}, or if a value
   *     does not fit its input
   */
  public static Program lowerGiven(
      OnnxModel model, Precision precision, Map<String, int[]> shapes, Map<String, Tensor> values) {
    requireNames(model, shapes.keySet());
    requireNames(model, values.keySet());
    return new OnnxLowering(model, precision)
        .lower(List.copyOf(shapes.keySet()), shapes, new OnnxInputs(model).arrays(values));
  }

  /**
   * Lowers a model of which some inputs are held as they are, and all others explained.
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
    List<String> explained =
        model.inputNames().stream().filter(name -> !held.containsKey(name)).toList();
    return new OnnxLowering(model, precision).lower(explained, shapes, held);
  }

  /**
   * Which inputs are explained: real numbers, pictures of bytes, and of the inputs whose numbers
   * are looked up the one with the largest embedding, unless others are asked for.
   *
   * @param model the model
   * @param held names of inputs that must not be
   * @param asked names of inputs that must be, if they can
   * @return their names in the file's order
   * @throws InvalidInputException if one that is asked for cannot be explained, or none is left
   */
  public static List<String> explained(OnnxModel model, Set<String> held, Set<String> asked) {
    return new OnnxInputs(model).explained(held, asked);
  }

  /**
   * Whether the numbers of an input are looked up in an embedding.
   *
   * @param model the model
   * @param input its name
   * @return true if the explained input is then what was looked up
   */
  public static boolean looksUp(OnnxModel model, String input) {
    return TokenLookup.of(model.graph(), input) != null;
  }

  private static void requireNames(OnnxModel model, Set<String> given) {
    List<String> names = model.inputNames();
    for (String name : given) {
      if (!names.contains(name)) {
        throw NearMatches.unknown("input", name, names);
      }
    }
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
    Map<String, OnnxNode> readers = readers(model);
    String name = input;
    for (int step = 0; step < model.graph().nodes().size(); step++) {
      OnnxNode reader = readers.get(name);
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

  /** The first node that reads each tensor's values. */
  private static Map<String, OnnxNode> readers(OnnxModel model) {
    Map<String, OnnxNode> readers = new HashMap<>();
    for (OnnxNode node : model.graph().nodes()) {
      if (!node.op().equals("Shape")) {
        node.inputs().forEach(name -> readers.putIfAbsent(name, node));
      }
    }
    return readers;
  }

  private Program lower(
      List<String> explained, Map<String, int[]> shapes, Map<String, HostArray> values) {
    try {
      return lowered(explained, shapes, values);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw Failure.at(builder, e);
    }
  }

  private Program lowered(
      List<String> explained, Map<String, int[]> shapes, Map<String, HostArray> values) {
    DroppedPrograms.collect();
    OnnxInputs inputs = new OnnxInputs(model);
    List<ProgramIo.Part> parts = new ArrayList<>();
    Map<String, int[]> extents = new LinkedHashMap<>();
    Map<String, TokenLookup> lookups = new HashMap<>();
    for (OnnxValue input : model.graph().inputs()) {
      String name = input.name();
      if (!explained.contains(name)) {
        continue;
      }
      TokenLookup lookup = values.containsKey(name) ? inputs.lookup(name) : null;
      if (lookup != null) {
        lookups.put(name, lookup);
        extents.put(name, lookup.dims(values));
        Value value = tokensValue(lookup.dims(values));
        parts.add(
            new ProgramIo.Part(
                name, value, new Embedding("", value, ids -> lookup.vectors(values, ids))));
      } else {
        inputs.requireReal(input);
        int[] dims = inputs.dims(input, shapes);
        Shapes.room(dims);
        extents.put(name, dims);
        parts.add(new ProgramIo.Part(name, value(input, dims), null));
      }
    }
    if (parts.isEmpty()) {
      throw InvalidInputException.of(
          model.path(), "must have an input of real numbers", "none", "choose another network");
    }
    Value input = joined(parts);
    Tensors tensors = new Tensors(builder, input);
    GraphWalk walk = new GraphWalk(model.graph(), layers.outputsOfModules(), builder, tensors);
    values.forEach(walk::define);
    for (ProgramIo.Part part : parts) {
      int[] dims = Objects.requireNonNull(extents.get(part.name()));
      TokenLookup lookup = lookups.get(part.name());
      if (lookup == null) {
        walk.define(part.name(), Data.of(part.value(), dims));
      } else {
        Data looked = Data.of(tensors.relabelled(part.value(), Tensors.rowsValue(dims)), dims);
        lookup.outputs().forEach(output -> walk.start(output, looked));
      }
    }
    walk.walk();
    return program(walk, input, parts);
  }

  private Value value(OnnxValue input, int... dims) {
    boolean channels = Tensors.hasChannels(dims) && channelsFirst(model, input.name(), dims.length);
    return channels ? Tensors.channelsValue(dims) : Tensors.rowsValue(dims);
  }

  /** What was looked up, (token, feature): without an axis of examples, which need not be first. */
  private static Value tokensValue(int... dims) {
    return dims.length == 3 && Math.min(dims[0], dims[1]) == 1
        ? new Value(new int[] {dims[0] * dims[1], dims[2]}, AxisOrder.CHANNELS_LAST)
        : Tensors.rowsValue(dims);
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
        outputs.put(output.name(), end(settled.base(), isProduct(walk, output.name())));
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

  /** Whether an output is a product of the last activation and weights, as logits are. */
  private boolean isProduct(GraphWalk walk, String output) {
    Map<String, OnnxNode> makers = new HashMap<>();
    model.graph().nodes().forEach(node -> node.outputs().forEach(o -> makers.put(o, node)));
    String name = output;
    for (OnnxNode node = makers.get(name); node != null; node = makers.get(name)) {
      if (Set.of("Gemm", "MatMul").contains(node.kind())) {
        return walk.isFixed(node.input(1));
      }
      if (node.kind().equals("LogSoftmax")) {
        return true;
      }
      boolean bias = node.kind().equals("Add") && walk.isFixed(node.input(1));
      boolean swapped = node.kind().equals("Add") && walk.isFixed(node.input(0));
      if (!bias && !swapped && !Movements.are(node) && !UNCHANGING.contains(node.kind())) {
        return false;
      }
      name = node.input(swapped ? 1 : 0);
    }
    return false;
  }

  private ProgramIo.End end(Value output, boolean product) {
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
    boolean classes = product && output.rank() <= 2 && output.channels() > 1;
    return new ProgramIo.End(
        logits,
        output,
        head,
        classes && head == OutputActivation.IDENTITY
            ? OutputActivation.SOFTMAX
            : OutputActivation.IDENTITY);
  }
}
