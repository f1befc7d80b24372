package org.conductance4j.surgery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramInput;
import org.conductance4j.engine.lowering.dl4j.Dl4jForward;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.pruning.Plan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Prunes a copy of a network permanently and compares it with the masked network. The network
 * itself is never changed.
 */
public final class Surgery {

  /** Largest allowed difference of an output, relative to the largest output or to 1. */
  public static final double TOLERANCE = 1e-5;

  private final LoadedNetwork network;
  private final Map<String, int[]> given;
  private final Program program;

  /**
   * Prepares a network.
   *
   * @param network not modified
   * @param inputShape shape of one example as DL4J takes it; empty if the network determines it
   * @throws InvalidInputException if the network cannot be lowered
   */
  public Surgery(LoadedNetwork network, int... inputShape) {
    this(network, inputShape.length == 0 ? Map.of() : Map.of(onlyInput(network), inputShape));
  }

  /**
   * Prepares a network with one or several inputs.
   *
   * @param network not modified
   * @param inputShapes by the input's name, each of one example as DL4J takes it; may omit those
   *     that the network determines; not modified
   * @throws InvalidInputException if the network cannot be lowered
   */
  public Surgery(LoadedNetwork network, Map<String, int[]> inputShapes) {
    this.network = network;
    this.given = Map.copyOf(inputShapes);
    this.program = lowered(network.graph(), given);
  }

  private static String onlyInput(LoadedNetwork network) {
    List<String> names = network.inputNames();
    if (names.size() == 1) {
      return names.get(0);
    }
    throw InvalidInputException.of(
        "network", "needs one input", names, "give the shape of each by its name");
  }

  private static Program lowered(ComputationGraph graph, Map<String, int[]> shapes) {
    return Dl4jLowering.lowerNamed(graph, Precision.FLOAT32, Map.of(), shapes);
  }

  /**
   * A pruned network that has been compared with the masked one, and its size.
   *
   * @param network the pruned network
   * @param probes number of inputs at which it was compared with the masked network
   * @param largestDifference of any output
   * @param before size of the network
   * @param after size of the pruned network
   */
  public record Result(
      PrunedNetwork network,
      int probes,
      double largestDifference,
      NetworkSize before,
      NetworkSize after) {}

  /**
   * {@return whether a network has a layer}
   *
   * @param network not modified
   * @param layer a name in the graph
   */
  public static boolean hasLayer(LoadedNetwork network, String layer) {
    return network.graph().getConfiguration().getVertices().containsKey(layer);
  }

  /**
   * {@return the error that a network has no such layer; it lists the layers that exist}
   *
   * @param network not modified
   * @param layer the unknown name
   */
  public static InvalidInputException unknownLayer(LoadedNetwork network, String layer) {
    return InvalidInputException.of(
        "layer",
        "needs the name of one that exists",
        "'" + layer + "'",
        "known: " + String.join(", ", network.graph().getConfiguration().getVertices().keySet()));
  }

  /** {@return the network as a program in float32} */
  public Program program() {
    return program;
  }

  /**
   * {@return copies of the shapes of one example, by the input's name and in the network's order}
   */
  public Map<String, int[]> inputShapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    for (ProgramInput input : program.inputs()) {
      int[] shape = given.get(input.name());
      shapes.put(input.name(), shape == null ? input.extents() : shape.clone());
    }
    return shapes;
  }

  /**
   * {@return the network with masked neurons: in the weights if possible, else with a new layer}
   *
   * @param layer the layer's name in the graph
   * @param plan what is pruned of it, with a replacement by constants
   * @param probes inputs with a leading batch axis at which the networks are compared; empty for
   *     noise
   * @throws InvalidInputException if the plan does not fit the layer, or the outputs differ
   */
  public Result mask(String layer, Plan plan, Optional<Tensor> probes) {
    LayerPlan mask = fitting(layer, plan);
    GraphCopy copy = new GraphCopy(network.graph());
    Masking masking = new Masking(copy, mask);
    List<String> changed = masking.write();
    PrunedNetwork pruned =
        new PrunedNetwork(copy.build(), isSequential(), 0, changed, masking.zeroed());
    return proven(mask, pruned, probes);
  }

  /**
   * {@return a smaller network without some channels and everything that only they need}
   *
   * @param layer the layer's name in the graph
   * @param plan of whole channels of it, with a replacement by constants
   * @param probes inputs with a leading batch axis at which the networks are compared; empty for
   *     noise
   * @throws InvalidInputException if the plan does not fit the layer, a channel must stay, or the
   *     outputs differ
   */
  public Result remove(String layer, Plan plan, Optional<Tensor> probes) {
    LayerPlan mask = fitting(layer, plan);
    Probes examples = Probes.of(network.graph(), program, probes, inputShapes());
    GraphCopy copy = new GraphCopy(network.graph());
    ChannelRemoval removal = new ChannelRemoval(copy, program, mask);
    int removed;
    try (Hooks hooks = Hooks.on(program).transform(mask.layer(), mask.plan().transform())) {
      removed = removal.apply(hooks.program(), examples.inputs(program, examples.count()));
    }
    PrunedNetwork pruned =
        new PrunedNetwork(
            copy.build(), isSequential(), removed, removal.written(), removal.zeroed());
    return proven(mask, pruned, probes);
  }

  private boolean isSequential() {
    return network.format() == LoadedNetwork.Format.DL4J_MULTI_LAYER;
  }

  private LayerPlan fitting(String name, Plan plan) {
    Layer layer = program.layer(name);
    if (plan.units() != layer.neurons()) {
      throw InvalidInputException.of(
          "layer '" + name + "'",
          "needs a plan of its shape " + layer.shape(),
          plan.units() + " neurons",
          "rank the neurons of this layer");
    }
    return new LayerPlan(name, layer.shape(), program.channelAxis(layer), plan);
  }

  /**
   * {@return the measured time of a forward pass of one example: of the network, then of the
   * pruned}
   *
   * @param pruned made from this network
   */
  public List<ForwardTime> times(PrunedNetwork pruned) {
    Probes noise = Probes.of(network.graph(), program, Optional.empty(), inputShapes());
    return ForwardTime.of(
        List.of(network.graph(), pruned.graph()), List.of(program, lowered(pruned)), noise);
  }

  private Program lowered(PrunedNetwork pruned) {
    return lowered(pruned.graph(), inputShapes());
  }

  private Result proven(LayerPlan mask, PrunedNetwork pruned, Optional<Tensor> examples) {
    Probes probes = Probes.of(network.graph(), program, examples, inputShapes());
    double difference = difference(mask, pruned, probes);
    PrunedNetwork whole =
        new PrunedNetwork(network.graph(), isSequential(), 0, List.of(), Map.of());
    return new Result(
        pruned,
        probes.count(),
        difference,
        NetworkSize.of(whole, program),
        NetworkSize.of(pruned, lowered(pruned)));
  }

  /**
   * Compares plain DL4J's outputs of the saved network, and the logits before them, with those of
   * the masked one.
   */
  private double difference(LayerPlan mask, PrunedNetwork pruned, Probes probes) {
    ComputationGraph reloaded = pruned.reloaded();
    double[] inputs = probes.inputs(program, probes.count());
    INDArray[] outputs =
        Dl4jForward.outputs(reloaded, graph -> probes.batch(graph, probes.count()));
    Program smaller = lowered(pruned);
    double largest = 0;
    try (Hooks hooks = Hooks.on(program).transform(mask.layer(), mask.plan().transform())) {
      for (int place = 0; place < outputs.length; place++) {
        String name = program.outputs().get(place);
        Program masked = hooks.program().atOutput(name);
        double[] output = outputs[place].dup('c').castTo(DataType.DOUBLE).data().asDouble();
        double[] expected = forward(masked, OutputStage.OUTPUT, probes.count(), inputs);
        double[] logits = forward(masked, OutputStage.LOGITS, probes.count(), inputs);
        double[] own = forward(smaller.atOutput(name), OutputStage.LOGITS, probes.count(), inputs);
        largest = Math.max(largest, require(mask.layer(), "outputs", expected, output));
        require(mask.layer(), "logits", logits, own);
      }
    }
    return largest;
  }

  static double[] forward(Program program, OutputStage target, int batch, double... inputs) {
    try (Evaluator evaluator = program.whole(target).bindForward(batch)) {
      evaluator.forward(inputs);
      return evaluator.target(0);
    }
  }

  /** The largest difference, if it is within the tolerance. */
  static double require(String layer, String what, double[] expected, double[] actual) {
    double largest = expected.length == actual.length ? 0 : Double.POSITIVE_INFINITY;
    double scale = 1;
    for (int i = 0; i < Math.min(expected.length, actual.length); i++) {
      double gap = Math.abs(expected[i] - actual[i]);
      largest = gap > largest || Double.isNaN(gap) ? gap : largest;
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    if (!(largest <= TOLERANCE * scale)) {
      throw InvalidInputException.of(
          "layer '" + layer + "'",
          "the pruned network's " + what + " must equal the masked one's to " + TOLERANCE,
          String.format(Locale.ROOT, "a difference of %.2g", largest),
          "prune without removing channels, or another layer");
    }
    return largest;
  }
}
