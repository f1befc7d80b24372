package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.Embedding;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramIo;
import org.conductance4j.engine.UserOperation;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Pointwise;
import org.conductance4j.engine.kernel.Relabelling;
import org.conductance4j.engine.kernel.Reshaping;
import org.conductance4j.engine.kernel.Softmax;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.DroppedPrograms;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Turns a DL4J graph into a program, vertex by vertex in topological order. */
final class GraphLowering {

  private final ComputationGraph graph;
  private final ComputationGraphConfiguration configuration;
  private final ProgramBuilder builder;
  private final Precision precision;
  private final Map<String, LayerFunction> functions;
  private final Stacks stacks;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Value> layers = new LinkedHashMap<>();
  private final Map<String, String> types = new HashMap<>();

  /** Values of their own for layers that change nothing, and what they equal. */
  private final Map<Value, Value> copies = new HashMap<>();

  GraphLowering(
      ComputationGraph graph, Precision precision, Map<String, ? extends LayerFunction> functions) {
    this.functions = Map.copyOf(functions);
    this.graph = graph;
    this.configuration = graph.getConfiguration();
    this.precision = precision;
    this.builder = new ProgramBuilder(precision);
    this.stacks = new Stacks(builder);
  }

  Program lower(Map<String, int[]> shapes) {
    DroppedPrograms.collect();
    for (String name : functions.keySet()) {
      if (!configuration.getVertices().containsKey(name)) {
        throw NearMatches.unknown("layer", name, configuration.getVertices().keySet());
      }
    }
    List<ProgramIo.Part> parts = new ArrayList<>();
    for (String name : configuration.getNetworkInputs()) {
      parts.add(part(name, shapes.getOrDefault(name, new int[0])));
    }
    Value input = joined(parts);
    for (int index : graph.topologicalSortOrder()) {
      String name = graph.getVertices()[index].getVertexName();
      ProgramIo.Part embedded = embedded(parts, name);
      if (embedded != null) {
        define(name, embedded.value());
        types.put(name, graph.getLayer(name).conf().getLayer().getClass().getSimpleName());
      } else if (!configuration.getNetworkInputs().contains(name)) {
        lowerVertex(name);
      }
    }
    builder.finish();
    Map<String, ProgramIo.End> outputs = new LinkedHashMap<>();
    for (String name : configuration.getNetworkOutputs()) {
      outputs.put(name, end(name));
    }
    String first = configuration.getNetworkOutputs().get(0);
    ProgramIo.End end = Objects.requireNonNull(outputs.get(first));
    ProgramIo ends = new ProgramIo(input, parts, first, end, outputs);
    return new Program(precision, ends, builder.operations(), layers, types);
  }

  private ProgramIo.Part part(String name, int... shape) {
    Embedding found = EmbeddingFinder.of(graph, builder, name, shape);
    Embedding embedding = found == null || functions.containsKey(found.layer()) ? null : found;
    Value value = embedding == null ? input(name, shape) : embedding.output();
    values.put(name, value);
    return new ProgramIo.Part(name, value, embedding);
  }

  /** One value of all inputs, concatenated, from which each of several is read. */
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

  private static ProgramIo.@Nullable Part embedded(List<ProgramIo.Part> parts, String layer) {
    return parts.stream()
        .filter(part -> part.embedding() != null && part.embedding().layer().equals(layer))
        .findFirst()
        .orElse(null);
  }

  private ProgramIo.End end(String name) {
    Value output = required(name);
    if (stacks.isStack(output)) {
      builder.enter(name);
      throw builder.refuse("needs one output for each input", output, "unstack it");
    }
    Operation last = lastOperation(copies.getOrDefault(output, output));
    OutputActivation head = head(last);
    Value logits = head == OutputActivation.IDENTITY || last == null ? output : last.input();
    return new ProgramIo.End(logits, output, head);
  }

  /** A file may lack, or have of another kind, what every builder of DL4J's sets. */
  private void lowerVertex(String name) {
    builder.enter(name);
    if (functions.containsKey(name)) {
      lowerUndamaged(name);
      return;
    }
    try {
      lowerUndamaged(name);
    } catch (NullPointerException
        | IndexOutOfBoundsException
        | NegativeArraySizeException
        | ArithmeticException
        | IllegalArgumentException e) {
      String got = "one that leads to a " + e.getClass().getSimpleName();
      throw (InvalidInputException)
          builder
              .refuse("needs a configuration as DL4J writes it", got, "save the network again")
              .initCause(e);
    }
  }

  private void lowerUndamaged(String name) {
    GraphVertex vertex = Objects.requireNonNull(configuration.getVertices().get(name), name);
    List<String> names = Objects.requireNonNull(configuration.getVertexInputs().get(name), name);
    List<Value> inputs = names.stream().map(this::required).toList();
    Value out = lowerStacks(name, vertex, inputs);
    define(name, isShared(names, out) ? copied(out) : out);
  }

  /** Whether others read a value that a layer passes on, so that the layer needs one of its own. */
  private boolean isShared(List<String> inputs, Value out) {
    List<String> owners =
        values.entrySet().stream()
            .filter(entry -> entry.getValue() == out)
            .map(Map.Entry::getKey)
            .toList();
    return !owners.isEmpty()
        && owners.stream().noneMatch(owner -> inputs.contains(owner) && readers(owner) == 1);
  }

  /** How many vertices and outputs take what a vertex gives. */
  private long readers(String name) {
    return configuration.getVertexInputs().values().stream()
            .flatMap(List::stream)
            .filter(name::equals)
            .count()
        + (configuration.getNetworkOutputs().contains(name) ? 1 : 0);
  }

  private Value copied(Value value) {
    Value copy = builder.add(new Relabelling(value, value.alike()));
    copies.put(copy, copies.getOrDefault(value, value));
    return copy;
  }

  private void define(String name, Value value) {
    values.put(name, value);
    layers.put(name, value);
  }

  private Value lowerStacks(String name, GraphVertex vertex, List<Value> inputs) {
    types.put(name, vertex.getClass().getSimpleName());
    if (vertex instanceof StackVertex) {
      return stacks.stack(inputs);
    }
    if (vertex instanceof UnstackVertex unstack) {
      return stacks.unstack(inputs.get(0), unstack.getFrom(), unstack.getStackSize());
    }
    if (vertex instanceof LayerVertex layerVertex && !functions.containsKey(name)) {
      Layer layer = layerVertex.getLayerConf().getLayer();
      types.put(name, layer.getClass().getSimpleName());
      Value in = preprocess(layerVertex.getPreProcessor(), inputs.get(0));
      return layer instanceof SpaceToBatchLayer blocks
          ? stacks.blocks(blocks, in)
          : stacks.each(
              List.of(in),
              parts -> LayerRules.lower(builder, layer, parameters(name), parts.get(0)));
    }
    if (vertex instanceof PreprocessorVertex preprocessor && !functions.containsKey(name)) {
      return preprocess(preprocessor.getPreProcessor(), inputs.get(0));
    }
    return stacks.each(inputs, parts -> lowerVertex(name, vertex, parts));
  }

  /** What a layer reads: the pictures of a sequence are a stack, and so become one again. */
  private Value preprocess(@Nullable InputPreProcessor before, Value in) {
    if (before instanceof ComposableInputPreProcessor composed) {
      Value out = in;
      for (InputPreProcessor part : composed.getInputPreProcessors()) {
        out = preprocess(part, out);
      }
      return out;
    }
    if (before instanceof RnnToCnnPreProcessor toPictures) {
      return stacks.stack(Preprocessors.pictures(builder, toPictures, in));
    }
    if (before instanceof CnnToRnnPreProcessor toSteps) {
      return Preprocessors.steps(builder, stacks.parts(in), toSteps.getRnnDataFormat());
    }
    if (before instanceof FeedForwardToRnnPreProcessor toSteps && stacks.isStack(in)) {
      return Preprocessors.steps(builder, stacks.parts(in), toSteps.getRnnDataFormat());
    }
    return stacks.each(List.of(in), parts -> Preprocessors.lower(builder, before, parts.get(0)));
  }

  private Value lowerVertex(String name, GraphVertex vertex, List<Value> inputs) {
    LayerFunction function = functions.get(name);
    if (function != null) {
      return custom(name, function, inputs);
    }
    if (vertex instanceof DuplicateToTimeSeriesVertex duplicate) {
      Value timed = required(duplicate.getInputName());
      Sequences.requireFeaturesFirst(builder, timed);
      builder.requireRank(inputs.get(0), 1, "(batch, features)");
      return Sequences.repeat(builder, inputs.get(0), timed.dim(0), AxisOrder.CHANNELS_FIRST);
    }
    return VertexRules.lower(builder, vertex, inputs);
  }

  /** A user's function of the inputs; several are flattened and concatenated. */
  private Value custom(String name, LayerFunction function, List<Value> inputs) {
    Value in = inputs.size() == 1 ? inputs.get(0) : builder.joined(inputs);
    int[] shape = function.outputShape(in.externalDims());
    Value out = new Value(in.external().toInternal(shape), in.external());
    return builder.add(new UserOperation(name, function, () -> {}, in, out));
  }

  private Parameters parameters(String name) {
    Map<String, INDArray> table = graph.getLayer(name).paramTable();
    return new Parameters(builder, table == null ? Map.of() : table);
  }

  private @Nullable Operation lastOperation(Value output) {
    return builder.operations().stream()
        .filter(operation -> operation.output() == output)
        .findFirst()
        .orElse(null);
  }

  private static OutputActivation head(@Nullable Operation last) {
    if (last instanceof Softmax softmax) {
      return softmax.isAtPositions() ? OutputActivation.IDENTITY : OutputActivation.SOFTMAX;
    }
    return last instanceof Pointwise pointwise && pointwise.isSigmoid()
        ? OutputActivation.SIGMOID
        : OutputActivation.IDENTITY;
  }

  private Value required(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  /** The input's shape: as given, or as the layers that read it tell. */
  private Value input(String name, int... given) {
    AxisOrder layout = InputReaders.layout(configuration, name);
    if (given.length > 0) {
      return new Value(layout.toInternal(given), layout);
    }
    if (InputReaders.first(configuration, name) instanceof LayerVertex vertex
        && vertex.getPreProcessor() == null
        && vertex.getLayerConf().getLayer() instanceof FeedForwardLayer layer
        && !(layer instanceof ConvolutionLayer)
        && SequenceFormats.of(layer) == null) {
      return Value.flat((int) layer.getNIn());
    }
    throw InvalidInputException.of(
        configuration.getNetworkInputs().size() == 1 ? "network" : "input '" + name + "'",
        "needs the shape of its input",
        "none",
        "give (channel, row, column), or (features, time) of one fixed length");
  }
}
