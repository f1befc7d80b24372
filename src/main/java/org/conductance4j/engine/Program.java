package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Pointwise;
import org.conductance4j.engine.kernel.Slice;
import org.conductance4j.engine.kernel.Softmax;
import org.conductance4j.engine.kernel.Value;
import org.jspecify.annotations.Nullable;

/**
 * A trained network in inference mode, lowered to a list of operations. Immutable: it copies the
 * weights and never touches the network again.
 */
public final class Program {

  private final Precision precision;
  private final ProgramIo ends;
  private final Wiring wiring;
  private final Map<String, Value> layerValues;
  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final Map<Cut, Split> splits = new LastSplits();

  public Program(
      Precision precision,
      ProgramIo ends,
      List<Operation> operations,
      Map<String, Value> layerValues,
      Map<String, String> layerTypes) {
    this.precision = precision;
    this.ends = ends;
    this.wiring = new Wiring(operations);
    this.layerValues = Collections.unmodifiableMap(new LinkedHashMap<>(layerValues));
    Set<Value> cuts = wiring.cuts(ends.output());
    layerValues.forEach(
        (name, value) -> {
          List<Integer> shape = new ArrayList<>();
          for (int extent : value.externalDims()) {
            shape.add(extent);
          }
          String type = layerTypes.getOrDefault(name, "");
          layers.put(name, new Layer(name, type, shape, cuts.contains(value)));
        });
  }

  /**
   * The floating-point type that this program computes in.
   *
   * @return the precision
   */
  public Precision precision() {
    return precision;
  }

  /**
   * Shape of one example of the input.
   *
   * @return a copy, as DL4J has it: (channel, row, column) or (features)
   */
  public int[] inputShape() {
    return ends.input().externalDims();
  }

  /**
   * Whether the input is a picture of shape (row, column, channel), as in networks from Keras.
   *
   * @return true if so, false for (channel, row, column) and for anything but a picture
   */
  public boolean readsChannelsLast() {
    return ends.input().rank() == 3 && ends.input().external() == AxisOrder.CHANNELS_LAST;
  }

  /**
   * The network's inputs. Of a network with several of them the input of this program is all of
   * them flattened, one behind the other.
   *
   * @return in the network's order
   */
  public List<ProgramInput> inputs() {
    return ends.inputs();
  }

  /**
   * Whether the network looks its only input up by number: then the input of this program is what
   * was looked up, the activation of the embedding layer.
   *
   * @return true for a network that begins with an embedding
   */
  public boolean embeds() {
    return ends.embeds();
  }

  /**
   * Looks up the input of this program.
   *
   * @param tokens (batch × time) numbers of words and the like, not modified
   * @return the embedding layer's activation, (batch × shape of one example of the input)
   * @throws InvalidInputException if the network has no embedding or does not know a token
   */
  public double[] embed(double... tokens) {
    return ends.embed(tokens);
  }

  /**
   * What this program takes of one of the network's inputs: what is looked up, where the network
   * looks it up by number.
   *
   * @param input its place in {@link #inputs}
   * @param values one example as DL4J takes it, or what was looked up
   * @return of the input's shape
   * @throws InvalidInputException if the shape does not fit
   */
  public Tensor lookUp(int input, Tensor values) {
    return ends.lookUp(input, values);
  }

  /**
   * Whether the output is a softmax at each of several positions, as of a network that tells the
   * class of each pixel. A class is then an element of the output, counted as DL4J has it, and its
   * probability the only thing that can be asked for.
   *
   * @return false for other outputs, also for those over time, which are read at one step
   */
  public boolean hasSoftmaxAtPositions() {
    Operation last =
        wiring.operations().stream()
            .filter(o -> o.output() == ends.output())
            .findFirst()
            .orElse(null);
    return hasSoftmaxAtPositions(ends.output(), last);
  }

  /** Whether an operation is a softmax at each of several positions of an output. */
  public static boolean hasSoftmaxAtPositions(Value output, @Nullable Operation last) {
    return last instanceof Softmax && output.rank() > 2 && output.positions() > 1;
  }

  /** Whether some activation jumps, so that no change is the integral of a gradient. */
  public boolean jumps() {
    return wiring.operations().stream()
        .anyMatch(operation -> operation instanceof Pointwise pointwise && pointwise.jumps());
  }

  /** Whether DL4J could run these examples: nothing in them was looked up already. */
  public boolean canRun(List<Tensor> examples) {
    return ends.canRun(examples);
  }

  /**
   * One example of all inputs as this program takes it.
   *
   * @param values one tensor for each of {@link #inputs}, as {@link #lookUp} takes it
   * @return of this program's input shape
   * @throws InvalidInputException if a shape does not fit
   */
  public Tensor assemble(List<Tensor> values) {
    return ends.assemble(values);
  }

  /**
   * The network's outputs.
   *
   * @return their names, in the network's order
   */
  public List<String> outputs() {
    return List.copyOf(ends.outputs().keySet());
  }

  /**
   * The output that this program ends in, the first one unless {@link #atOutput} chose another.
   *
   * @return its name, or an empty text in a part of a network
   */
  public String output() {
    return ends.name();
  }

  /**
   * The network up to another of its outputs.
   *
   * @param name of the output
   * @return a program with the same inputs and layers
   * @throws InvalidInputException if there is no such output; near matches are shown
   */
  public Program atOutput(String name) {
    return new Program(precision, ends.at(name), wiring.operations(), layerValues, types());
  }

  /**
   * Shape of one example of the output.
   *
   * @return a copy, as DL4J has it
   */
  public int[] outputShape() {
    return ends.output().externalDims();
  }

  /**
   * Number of time steps of the output.
   *
   * @return the steps, or 0 where the output has no time
   */
  public int steps() {
    return ends.output().rank() == 2 ? ends.output().dim(0) : 0;
  }

  /**
   * Number of classes or other scalars of the output, at each time step where it has time.
   *
   * @return the count
   */
  public int classes() {
    return steps() > 0 ? ends.output().channels() : ends.output().length();
  }

  /**
   * The network up to one time step of its output: a program whose output has no time.
   *
   * @param step the time step, from 0
   * @return the program, with the same layers
   * @throws InvalidInputException if the output has no such time step
   */
  public Program atStep(int step) {
    if (step < 0 || step >= steps()) {
      throw InvalidInputException.of(
          "objective",
          "no such time step",
          step,
          steps() == 0
              ? "the outputs have no time, leave it out"
              : "choose one from 0 to " + (steps() - 1));
    }
    List<Operation> longer = new ArrayList<>(wiring.operations());
    Value logits = step(ends.logits(), step, longer);
    boolean same = ends.logits() == ends.output();
    Value output = same ? logits : step(ends.output(), step, longer);
    ProgramIo atStep = ends.with(logits, output, ends.head());
    return new Program(precision, atStep, longer, layerValues, types());
  }

  private static Value step(Value sequence, int step, List<Operation> operations) {
    Value out = Value.flat(sequence.channels());
    operations.add(new Slice(sequence, out, step * sequence.channels()));
    return out;
  }

  /**
   * The function between logits and output.
   *
   * @return the head
   */
  public OutputActivation head() {
    return ends.head();
  }

  /**
   * All named layers.
   *
   * @return in topological order
   */
  public List<Layer> layers() {
    return List.copyOf(layers.values());
  }

  /**
   * A layer by its name.
   *
   * @param name the vertex's name
   * @return the layer
   * @throws InvalidInputException if there is none; near matches are shown
   */
  public Layer layer(String name) {
    Layer layer = layers.get(name);
    if (layer == null) {
      throw NearMatches.unknown("layer", name, layers.keySet());
    }
    return layer;
  }

  /**
   * Which axis of a layer's shape counts its channels.
   *
   * @param layer a layer of this program
   * @return 0 for (channel, row, column) and the like, the last for (row, column, channel)
   */
  public int channelAxis(Layer layer) {
    Value value = value(layer);
    return value.external() == AxisOrder.CHANNELS_FIRST ? 0 : value.rank() - 1;
  }

  /**
   * Names of the axes of a layer's shape.
   *
   * @param layer a layer of this program
   * @return such as [channel, row, column]; empty for more than four axes
   */
  public List<String> axes(Layer layer) {
    return axes(value(layer));
  }

  /** {@return the names of the axes of {@link #inputShape}; empty for more than four axes} */
  public List<String> inputAxes() {
    return axes(ends.input());
  }

  private static List<String> axes(Value value) {
    boolean first = value.external() == AxisOrder.CHANNELS_FIRST;
    return switch (value.rank()) {
      case 1 -> List.of("feature");
      case 2 -> first ? List.of("feature", "time") : List.of("time", "feature");
      case 3 -> first ? List.of("channel", "row", "column") : List.of("row", "column", "channel");
      case 4 ->
          first
              ? List.of("channel", "depth", "row", "column")
              : List.of("depth", "row", "column", "channel");
      default -> List.of();
    };
  }

  /**
   * The whole network.
   *
   * @param target which end is asked for
   * @return the section from the input to it
   */
  public Section whole(OutputStage target) {
    return section(List.of(ends.input()), List.of(end(target)));
  }

  /**
   * The network split at a layer.
   *
   * @param layer a layer of this program
   * @param target which end is asked for
   * @return both parts
   * @throws InvalidInputException if the layer does not lie before the target
   */
  public Split split(Layer layer, OutputStage target) {
    synchronized (splits) {
      return splits.computeIfAbsent(new Cut(layer.name(), target), this::split);
    }
  }

  private Split split(Cut cut) {
    Value value = value(layer(cut.layer()));
    OutputStage target = cut.target();
    List<Value> frontier = wiring.frontier(value, end(target));
    return new Split(
        section(List.of(ends.input()), frontier), section(frontier, List.of(end(target))));
  }

  /**
   * The network cut at several layers, one after the other.
   *
   * @param cuts different layers of this program that lie before the target, in its own order
   * @param target which end is asked for
   * @return one section more than layers; where two of them meet, value 0 is the layer's activation
   *     and further values, if any, are those that go around it
   * @throws IllegalArgumentException if the layers are not in the program's order
   */
  public List<Section> chain(List<Layer> cuts, OutputStage target) {
    List<Value> from = List.of(ends.input());
    List<Section> sections = new ArrayList<>();
    int before = -1;
    for (Layer layer : cuts) {
      int place = wiring.place(value(layer));
      if (place <= before) {
        throw new IllegalArgumentException("chain: layers must be in the program's order");
      }
      List<Value> frontier = wiring.crossing(place, end(target));
      sections.add(section(from, frontier));
      from = frontier;
      before = place;
    }
    sections.add(section(from, List.of(end(target))));
    return List.copyOf(sections);
  }

  private record Cut(String layer, OutputStage target) {}

  /** Keeps the last splits, as each has weights of its own: with normalisation folded in. */
  private static final class LastSplits extends LinkedHashMap<Cut, Split> {

    private static final int KEPT = 2;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Cut, Split> eldest) {
      return size() > KEPT;
    }
  }

  /**
   * Layers whose jvp is a difference instead of a derivative ({@link
   * LayerFunction#withDifferences}).
   *
   * @return their names, in topological order; empty where every derivative is exact
   */
  public List<String> approximations() {
    return wiring.operations().stream()
        .filter(operation -> operation instanceof UserOperation custom && custom.isApproximate())
        .map(operation -> ((UserOperation) operation).layer())
        .toList();
  }

  /**
   * This program with a function behind a layer; whatever reads the layer reads its result.
   *
   * @param guard runs before each pass; throws where none is allowed
   */
  Program with(Layer layer, LayerFunction function, Runnable guard) {
    return with("layer '" + layer.name() + "'", layer.name(), value(layer), function, guard);
  }

  /** This program with a function before everything that reads its input. */
  Program withInput(LayerFunction function, Runnable guard) {
    return with("input", "input", ends.input(), function, guard);
  }

  private Program with(
      String where, String name, Value raw, LayerFunction function, Runnable guard) {
    int[] shape = function.outputShape(raw.externalDims());
    if (!Arrays.equals(shape, raw.externalDims())) {
      throw InvalidInputException.of(
          where,
          "needs a function that keeps its shape " + Arrays.toString(raw.externalDims()),
          Arrays.toString(shape),
          "return what has the activation's shape");
    }
    Value changed = raw.alike();
    Operation custom = new UserOperation(name, function, guard, raw, changed);
    UnaryOperator<Value> replacement = value -> value == raw ? changed : value;
    List<Operation> hooked = wiring.with(custom, raw, replacement);
    Map<String, Value> values = new LinkedHashMap<>(layerValues);
    values.replaceAll((key, value) -> replacement.apply(value));
    ProgramIo newEnds = ends.replacing(replacement);
    return new Program(precision, newEnds, hooked, values, types());
  }

  ProgramIo ends() {
    return ends;
  }

  Wiring wiring() {
    return wiring;
  }

  Map<String, Value> layerValues() {
    return layerValues;
  }

  Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    layers.forEach((name, layer) -> types.put(name, layer.type()));
    return types;
  }

  Value value(Layer layer) {
    Value value = layerValues.get(layer.name());
    if (value == null) {
      throw NearMatches.unknown("layer", layer.name(), layers.keySet());
    }
    return value;
  }

  Value end(OutputStage target) {
    return target == OutputStage.LOGITS ? ends.logits() : ends.output();
  }

  private Section section(List<Value> sources, List<Value> targets) {
    return new Section(precision, sources, targets, wiring.needed(sources, targets));
  }
}
