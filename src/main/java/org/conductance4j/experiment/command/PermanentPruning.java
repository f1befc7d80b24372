package org.conductance4j.experiment.command;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Unit;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.PlanFile;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.ranking.Ranking;
import org.conductance4j.surgery.OnnxSurgery;
import org.conductance4j.surgery.Surgery;
import org.jspecify.annotations.Nullable;

/** Makes pruned networks: a plan, or the top of a ranking, becomes a network of its own. */
public final class PermanentPruning {

  private final LoadedNetwork network;
  private final boolean structural;
  private final Map<String, int[]> inputShapes;
  private final Optional<Tensor> probes;

  /**
   * Prepares a network.
   *
   * @param network not modified
   * @param structural whether channels are removed, instead of units masked
   * @param inputShapes shapes of one example of each input as DL4J has it, by the input's name;
   *     empty to take what the network tells, or the first that fits its layer; not modified
   * @param probes inputs with a leading batch axis at which the pruned network is compared with the
   *     masked one; empty for noise
   */
  public PermanentPruning(
      LoadedNetwork network,
      boolean structural,
      Map<String, int[]> inputShapes,
      Optional<Tensor> probes) {
    this.network = network;
    this.structural = structural;
    this.inputShapes = Map.copyOf(inputShapes);
    this.probes = probes;
  }

  /**
   * A network of a kind, lowered.
   *
   * @param program in float32
   * @param dl4j pruning of a network that has a DL4J graph, else empty
   * @param onnx pruning of an ONNX network, else empty
   */
  public record Subject(Program program, Optional<Surgery> dl4j, Optional<OnnxSurgery> onnx) {

    private static Subject of(Surgery surgery) {
      return new Subject(surgery.program(), Optional.of(surgery), Optional.empty());
    }
  }

  /**
   * What is to be pruned, found in a network.
   *
   * @param subject the network
   * @param file the plan
   * @param plan its neurons
   * @param units number of units of the layer
   * @param known whether the input's shape was given, and is not only one that fits the layer
   */
  public record Prepared(Subject subject, PlanFile file, Plan plan, int units, boolean known) {}

  /**
   * Finds the units of a plan.
   *
   * @param file a plan
   * @return what is to be pruned
   * @throws InvalidInputException if it does not fit the network
   */
  public Prepared planned(PlanFile file) {
    String name = network.layerName(file.layer());
    List<Integer> shape = file.shape();
    int[] extents = shape == null ? new int[0] : array(shape);
    Subject subject = subject(name, extents);
    Layer layer = subject.program().layer(name);
    Plan plan = file.fitting(network.sha256(), subject.program(), layer);
    requireConstants(file);
    int units = layer.partition(file.unit()).count();
    return new Prepared(subject, file, plan, units, isKnown());
  }

  private boolean isKnown() {
    return !inputShapes.isEmpty() || network.inputShape().isPresent();
  }

  private static void requireConstants(PlanFile file) {
    if (file.replacement().constants(0).isEmpty()) {
      throw InvalidInputException.of(
          "plan",
          "must replace by constants to become a network",
          "the replacement '" + file.replacement().id() + "', which depends on the input",
          "choose zero, baseline or mean");
    }
  }

  /**
   * Takes the top of a ranking.
   *
   * @param scores of the layer's shape, or one for each unit; a leading axis of examples is
   *     averaged over
   * @param layerName the layer
   * @param fraction of the units, in [0, 1)
   * @param unit what is pruned as one; null for channels where they are removed or scored, else
   *     neurons
   * @return what is to be pruned
   * @throws InvalidInputException if the scores do not fit the layer
   */
  public Prepared ranked(Tensor scores, String layerName, double fraction, @Nullable Unit unit) {
    String name = network.layerName(layerName);
    Subject subject = subject(name, scores.shape());
    Layer layer = subject.program().layer(name);
    Unit grouped = unit == null || unit == Unit.NEURON ? Unit.CHANNEL : unit;
    Partition groups = subject.program().partition(layer, grouped);
    Tensor one = averaged(scores, layer, grouped);
    boolean byGroup = !Arrays.equals(one.shape(), array(layer.shape()));
    Unit chosen = unit != null ? unit : structural || byGroup ? grouped : Unit.NEURON;
    if (byGroup && chosen == Unit.NEURON) {
      throw InvalidInputException.of(
          "ranking",
          "needs scores of the layer's shape " + layer.shape() + " to prune neurons",
          one,
          "prune by channel");
    }
    Tensor keys = byGroup || chosen == Unit.NEURON ? one : groups.sums(one);
    int[] top = Ranking.of("ranking", keys).top(fraction);
    PlanFile file =
        new PlanFile(
            network.sha256(),
            name,
            byGroup ? null : layer.shape(),
            chosen,
            IntStream.of(top).boxed().toList(),
            Replacement.zero());
    Plan plan = file.fitting(network.sha256(), subject.program(), layer);
    return new Prepared(subject, file, plan, layer.partition(chosen).count(), isKnown());
  }

  /** Scores of the layer's shape or of its units, examples averaged over. */
  private static Tensor averaged(Tensor scores, Layer layer, Unit unit) {
    int[] shape = scores.shape();
    int[] one = Arrays.copyOfRange(shape, Math.min(1, shape.length), shape.length);
    int[] whole = array(layer.shape());
    int[] flat = {layer.partition(unit).count()};
    if (Arrays.equals(shape, whole) || Arrays.equals(shape, flat)) {
      return scores;
    }
    if (shape[0] > 0 && (Arrays.equals(one, whole) || Arrays.equals(one, flat))) {
      double[] mean = new double[Tensor.length(one)];
      for (int i = 0; i < scores.length(); i++) {
        mean[i % mean.length] += scores.get(i) / shape[0];
      }
      return Tensor.of(one, mean);
    }
    throw InvalidInputException.of(
        "ranking",
        "needs scores of the layer's shape %s or of its %s %ss"
            .formatted(layer.shape(), flat[0], unit.id()),
        Arrays.toString(shape),
        "rank this layer");
  }

  /**
   * Makes the pruned network of one that has a DL4J graph.
   *
   * @param surgery of the network
   * @param prepared what is to be pruned
   * @return the network, compared with the masked one
   * @throws InvalidInputException if a channel cannot be removed; it names what needs it
   */
  public Surgery.Result prune(Surgery surgery, Prepared prepared) {
    String name = network.layerName(prepared.file().layer());
    return structural
        ? surgery.remove(name, prepared.plan(), probes)
        : surgery.mask(name, prepared.plan(), probes);
  }

  /**
   * Makes the pruned network of an ONNX network.
   *
   * @param surgery of the network
   * @param prepared what is to be pruned
   * @return the network, compared with the masked one
   * @throws InvalidInputException if the layer cannot be masked in the file
   */
  public OnnxSurgery.Result prune(OnnxSurgery surgery, Prepared prepared) {
    if (structural) {
      throw InvalidInputException.of(
          "prune",
          "removes channels only of networks that DL4J holds",
          "an ONNX file",
          "leave out --structural, and they are masked");
    }
    String name = network.layerName(prepared.file().layer());
    return surgery.mask(surgery.program().layer(name), prepared.plan(), probes);
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private Subject subject(String layer, int... shape) {
    if (network.onnx().isEmpty()) {
      return Subject.of(surgery(layer, shape));
    }
    OnnxSurgery surgery = new OnnxSurgery(network.onnx().get(), inputShapes);
    return new Subject(surgery.program(), Optional.empty(), Optional.of(surgery));
  }

  /** The network at the given input, at its own, or at the first that fits the layer's shape. */
  private Surgery surgery(String layer, int... shape) {
    if (!inputShapes.isEmpty() || network.inputNames().size() > 1) {
      return new Surgery(network, inputShapes);
    }
    if (network.inputShape().isPresent()) {
      return new Surgery(network, network.inputShape().get());
    }
    for (int[] candidate : candidates(shape)) {
      Optional<int[]> found = network.inputShapeAt(layer, candidate);
      if (found.isPresent()) {
        return new Surgery(network, found.get());
      }
    }
    return withoutShape(layer, shape);
  }

  /** A network that tells its input's shape by itself, or none that the layer's shape fits. */
  private Surgery withoutShape(String layer, int... shape) {
    try {
      return new Surgery(network);
    } catch (InvalidInputException e) {
      if (Surgery.hasLayer(network, layer)) {
        throw InvalidInputException.of(
            "layer '" + layer + "'",
            "needs scores or a plan of the shape that it has for some input",
            Arrays.toString(shape),
            "rank this layer, or give the input's shape");
      }
      throw Surgery.unknownLayer(network, layer);
    }
  }

  /** The shape itself, without an axis of examples, or of channels alone. */
  private static List<int[]> candidates(int... shape) {
    Set<List<Integer>> seen = new LinkedHashSet<>();
    if (shape.length > 0) {
      seen.add(IntStream.of(shape).boxed().toList());
      seen.add(IntStream.of(shape).skip(1).boxed().toList());
      seen.add(List.of(shape[0]));
    } else {
      seen.add(List.of(1));
    }
    return seen.stream().filter(s -> !s.isEmpty()).map(PermanentPruning::array).toList();
  }
}
