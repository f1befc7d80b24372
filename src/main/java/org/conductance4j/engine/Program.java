package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.BackwardRule;
import org.conductance4j.engine.kernel.NativeFunction;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Pointwise;
import org.conductance4j.engine.kernel.RuledOperation;
import org.conductance4j.engine.kernel.Slice;
import org.conductance4j.engine.kernel.Softmax;
import org.conductance4j.engine.kernel.Value;

/**
 * A trained network in inference mode, lowered to a list of operations. Immutable: it copies the
 * weights, and it does not know what kind of network it was lowered from. Arrays and shapes have
 * the source's axis order, such as (channel, row, column).
 */
public final class Program {

  private final Precision precision;
  private final ProgramIo ends;
  private final Wiring wiring;
  private final Map<String, Value> layerValues;
  private final Map<String, String> layerTypes;
  private final Map<String, Partition> heads;
  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final UnaryOperator<Operation> backward;
  private final Splits splits;

  /**
   * Defines a program.
   *
   * @param precision what to compute in
   * @param ends where it begins and ends
   * @param operations in topological order
   * @param layerValues the activations that have a name, in topological order
   * @param layerTypes the source's class of layer, by the layer's name
   */
  public Program(
      Precision precision,
      ProgramIo ends,
      List<Operation> operations,
      Map<String, Value> layerValues,
      Map<String, String> layerTypes) {
    this(
        precision,
        ends,
        operations,
        layerValues,
        layerTypes,
        Axes.heads(operations, layerValues),
        UnaryOperator.identity());
  }

  private Program(
      Precision precision,
      ProgramIo ends,
      List<Operation> operations,
      Map<String, Value> layerValues,
      Map<String, String> layerTypes,
      Map<String, Partition> heads,
      UnaryOperator<Operation> backward) {
    this.precision = precision;
    this.ends = ends;
    this.wiring = new Wiring(operations);
    this.layerValues = Collections.unmodifiableMap(new LinkedHashMap<>(layerValues));
    this.layerTypes = Map.copyOf(layerTypes);
    this.heads = Map.copyOf(heads);
    this.backward = backward;
    this.splits = new Splits(precision, wiring, ends.input(), backward);
    Set<Value> cuts = wiring.cuts(ends.output());
    layerValues.forEach(
        (name, value) -> {
          String type = layerTypes.getOrDefault(name, "");
          layers.put(
              name,
              new Layer(
                  name,
                  type,
                  value.externalShape(),
                  cuts.contains(value),
                  Axes.units(value, heads.get(name))));
        });
  }

  /** This program with other ends, operations and named activations. */
  Program with(ProgramIo newEnds, List<Operation> operations, Map<String, Value> named) {
    return new Program(precision, newEnds, operations, named, layerTypes, heads, backward);
  }

  /** {@return the floating-point type that this program computes in} */
  public Precision precision() {
    return precision;
  }

  /** {@return a copy of the shape of one example of the input} */
  public int[] inputShape() {
    return ends.input().externalDims();
  }

  /** {@return whether the input is a picture of shape (row, column, channel)} */
  public boolean readsChannelsLast() {
    return ends.input().rank() == 3 && ends.input().external() == AxisOrder.CHANNELS_LAST;
  }

  /**
   * {@return the network's inputs, in its order; if there are several, the input of this program is
   * all of them, flattened and concatenated}
   */
  public List<ProgramInput> inputs() {
    return ends.inputs();
  }

  /**
   * {@return whether the network looks its only input up by number; then the input of this program
   * is what was looked up, the activation of the embedding layer}
   */
  public boolean embeds() {
    return ends.embeds();
  }

  /**
   * {@return whether what is looked up for an input has the shape (token, feature)}
   *
   * @param input its place in {@link #inputs}
   */
  public boolean hasTokensFirst(int input) {
    return ends.hasTokensFirst(input);
  }

  /**
   * {@return the embedding layer's activation, (batch × shape of one example of the input)}
   *
   * @param tokens (batch × time) numbers of words and the like, not modified
   * @throws InvalidInputException if the network has no embedding or does not know a token
   */
  public double[] embed(double... tokens) {
    return ends.embed(tokens);
  }

  /**
   * Converts one of the network's inputs to what this program takes of it. Only an input that the
   * network looks up by number changes.
   *
   * @param input its place in {@link #inputs}
   * @param values one example as the network takes it, or what was looked up
   * @return of the input's shape
   * @throws InvalidInputException if the shape does not fit
   */
  public Tensor lookUp(int input, Tensor values) {
    return ends.lookUp(input, values);
  }

  /**
   * {@return whether the network itself can run these examples: nothing in them was looked up}
   *
   * @param examples one for each of {@link #inputs}, as {@link #lookUp} takes it
   */
  public boolean canRun(List<Tensor> examples) {
    return ends.canRun(examples);
  }

  /**
   * {@return one example of all inputs as this program takes it, of its input shape}
   *
   * @param values one tensor for each of {@link #inputs}, as {@link #lookUp} takes it
   * @throws InvalidInputException if a shape does not fit
   */
  public Tensor assemble(List<Tensor> values) {
    return ends.assemble(values);
  }

  /**
   * {@return whether the output is a softmax at each of several positions, as in a network that
   * classifies each pixel; not so for outputs over time, which are read at one step} A class is
   * then an element of the output, and an objective can be its probability only.
   */
  public boolean hasSoftmaxAtPositions() {
    return wiring.operations().stream()
        .filter(operation -> operation.output() == ends.output())
        .anyMatch(last -> last instanceof Softmax softmax && softmax.isAtPositions());
  }

  /** {@return whether some activation jumps, so that no change is the integral of a gradient} */
  public boolean jumps() {
    return wiring.operations().stream()
        .anyMatch(operation -> operation instanceof Pointwise pointwise && pointwise.jumps());
  }

  /** {@return the names of the network's outputs, in the network's order} */
  public List<String> outputs() {
    return List.copyOf(ends.outputs().keySet());
  }

  /**
   * {@return the name of the output that this program ends in, the first one unless {@link
   * #atOutput} chose another; empty in a part of a network}
   */
  public String output() {
    return ends.name();
  }

  /**
   * {@return the network up to another of its outputs, with the same inputs and layers}
   *
   * @param name of the output
   * @throws InvalidInputException if there is no such output; near matches are shown
   */
  public Program atOutput(String name) {
    return with(ends.at(name), wiring.operations(), layerValues);
  }

  /** {@return a copy of the shape of one example of the output} */
  public int[] outputShape() {
    return ends.output().externalDims();
  }

  /** {@return the number of time steps of the output, or 0 where the output has no time} */
  public int steps() {
    return ends.output().rank() == 2 ? ends.output().dim(0) : 0;
  }

  /**
   * {@return the number of classes or other scalars of the output, at each time step where it has
   * time}
   */
  public int classes() {
    return steps() > 0 ? ends.output().channels() : ends.output().length();
  }

  /**
   * {@return the network up to one time step of its output, with an output that has no time}
   *
   * @param step the time step, from 0
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
    return with(ends.with(logits, output, ends.head()), longer, layerValues);
  }

  /**
   * {@return the function that makes probabilities of the output, where the network ends in numbers
   * of classes and leaves it out; else nothing}
   */
  public OutputActivation leftOut() {
    return ends.end().left();
  }

  /**
   * {@return this network with another function behind its linear output}
   *
   * @param head applied to the classes, at each time step where the output has time
   */
  public Program withHead(OutputActivation head) {
    Value logits = ends.output();
    Value output = logits.alike();
    List<Operation> longer = new ArrayList<>(wiring.operations());
    longer.add(
        head == OutputActivation.SOFTMAX
            ? new Softmax(logits, output)
            : new Pointwise(logits, output, new NativeFunction.Sigmoid()));
    return with(ends.with(logits, output, head), longer, layerValues);
  }

  private static Value step(Value sequence, int step, List<Operation> operations) {
    Value out = Value.flat(sequence.channels());
    operations.add(new Slice(sequence, out, step * sequence.channels()));
    return out;
  }

  /** {@return the function between logits and output} */
  public OutputActivation head() {
    return ends.head();
  }

  /** {@return all named layers, in topological order} */
  public List<Layer> layers() {
    return List.copyOf(layers.values());
  }

  /**
   * {@return the layer of a name}
   *
   * @param name the layer's name
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
   * {@return the axis of a layer's shape that counts its channels: 0 for (channel, row, column) and
   * the like, the last for (row, column, channel)}
   *
   * @param layer a layer of this program
   */
  public int channelAxis(Layer layer) {
    return Axes.channel(value(layer));
  }

  /**
   * {@return a layer's units of a kind}
   *
   * @param layer a layer of this program
   * @param unit the kind
   * @throws InvalidInputException if the layer has none; it lists the layers that do
   */
  public Partition partition(Layer layer, Unit unit) {
    if (layer.units().containsKey(unit)) {
      return layer.partition(unit);
    }
    List<String> having =
        layers.values().stream()
            .filter(other -> other.units().containsKey(unit))
            .map(Layer::name)
            .toList();
    throw layer.without(
        unit,
        having.isEmpty()
            ? "no layer of this network has them, choose one of these units"
            : "layers with " + unit.id() + "s: " + NearMatches.listed(having));
  }

  /**
   * Names of the axes of a layer's shape.
   *
   * @param layer a layer of this program
   * @return such as [channel, row, column] or [head, token, feature]; empty for more than four axes
   */
  public List<String> axes(Layer layer) {
    return Axes.names(value(layer), layer.units().get(Unit.HEAD));
  }

  /** {@return the names of the axes of {@link #inputShape}; empty for more than four axes} */
  public List<String> inputAxes() {
    return Axes.names(ends.input(), null);
  }

  /** {@return the names of the axes of {@link #outputShape}; empty for more than four axes} */
  public List<String> outputAxes() {
    return Axes.names(ends.output(), null);
  }

  /**
   * The whole network.
   *
   * @param target which end is asked for
   * @return the section from the input to it
   */
  public Section whole(OutputStage target) {
    return splits.to(end(target));
  }

  /**
   * {@return the network split at a layer}
   *
   * @param layer a layer of this program
   * @param target which end is asked for
   * @throws InvalidInputException if the program has no such layer
   */
  public Split split(Layer layer, OutputStage target) {
    return splits.at(value(layer), end(target));
  }

  /**
   * The network cut at several layers, one after the other.
   *
   * @param cuts different layers of this program that lie before the target, in its own order
   * @param target which end is asked for
   * @return one section more than layers; where two of them meet, value 0 is the layer's activation
   *     and further values, if any, are those that bypass it
   * @throws IllegalArgumentException if the layers are not in the program's order
   */
  public List<Section> chain(List<Layer> cuts, OutputStage target) {
    return splits.chain(cuts.stream().map(this::value).toList(), end(target));
  }

  /**
   * {@return the names of the layers whose jvp is a difference instead of a derivative ({@link
   * LayerFunction#withDifferences}), in topological order}
   */
  public List<String> approximations() {
    return wiring.operations().stream()
        .filter(operation -> operation instanceof UserOperation custom && custom.isApproximate())
        .map(operation -> ((UserOperation) operation).layer())
        .toList();
  }

  /**
   * This program with another backward rule for some of its operations. Its vjps are then no
   * derivatives in general. Forward passes and jvps stay what they are, but for rounding: such an
   * operation is computed by itself, even if it was fused with those before it.
   *
   * @param which operations have the rule, unless a later call gives them another; a user's
   *     function keeps its own vjp
   * @param rule in place of their vjp
   * @return a program with the same inputs, outputs and layers
   */
  public Program withBackwardRule(Predicate<Operation> which, BackwardRule rule) {
    UnaryOperator<Operation> ruled =
        operation ->
            which.test(operation) && !(operation instanceof UserOperation)
                ? new RuledOperation(operation, rule)
                : backward.apply(operation);
    return new Program(precision, ends, wiring.operations(), layerValues, layerTypes, heads, ruled);
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
    return with(ends.replacing(replacement), hooked, values);
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

  Value value(Layer layer) {
    return Objects.requireNonNull(layerValues.get(layer(layer.name()).name()));
  }

  Value end(OutputStage target) {
    return target == OutputStage.LOGITS ? ends.logits() : ends.output();
  }
}
