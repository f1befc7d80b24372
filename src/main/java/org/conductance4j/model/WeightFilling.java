package org.conductance4j.model;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Checks all tensors of a checkpoint and copies them into the graph of an architecture. */
final class WeightFilling {

  /** The last layer of every architecture. */
  static final String CLASSIFIER = "fc";

  private static final String BIAS = CLASSIFIER + ".bias";

  private static final String COUNTER = "num_batches_tracked";

  /** Number of differences of each kind that are named; the others are counted. */
  private static final int SHOWN = 8;

  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final String path;
  private final Architecture architecture;
  private final StateDict weights;

  private WeightFilling(String path, Architecture architecture, StateDict weights) {
    this.path = path;
    this.architecture = architecture;
    this.weights = weights;
  }

  static ComputationGraph fill(
      String path, Architecture architecture, Blueprint blueprint, StateDict weights) {
    return new WeightFilling(path, architecture, weights).fill(blueprint);
  }

  /** The number of classes of the checkpoint's classifier. */
  static int classes(StateDict weights) {
    Optional<Long> classes =
        weights
            .tensor(CLASSIFIER + ".weight")
            .map(StoredTensor::shape)
            .filter(shape -> shape.size() == 2 && shape.get(0) > 0 && shape.get(0) < 1_000_000)
            .map(shape -> shape.get(0));
    return Math.toIntExact(classes.orElse(1000L));
  }

  private ComputationGraph fill(Blueprint blueprint) {
    requireMatch(blueprint.slots());
    ComputationGraph graph = NativeHelpers.during(blueprint::emptyGraph);
    List<WeightSlot> slots = blueprint.slots();
    try {
      IntStream.range(0, THREADS).parallel().forEach(part -> fill(graph, slots, part, THREADS));
    } catch (InvalidInputException e) {
      fill(graph, slots, 0, 1); // names the first bad tensor, whatever the threads did
      throw e;
    }
    return graph;
  }

  /** Fills the first slot and every {@code step}th slot after it. */
  private void fill(ComputationGraph graph, List<WeightSlot> slots, int first, int step) {
    for (int k = first; k < slots.size(); k += step) {
      WeightSlot slot = slots.get(k);
      Optional<StoredTensor> found = weights.tensor(slot.tensor());
      if (found.isEmpty() && slot.tensor().equals(BIAS)) {
        continue; // zeros
      }
      StoredTensor tensor = found.orElseThrow();
      INDArray parameter = graph.getLayer(slot.layer()).getParam(slot.parameter());
      boolean inOrder =
          Nd4j.getEnvironment().isCPU()
              && parameter.ordering() == 'c'
              && parameter.elementWiseStride() == 1;
      if (inOrder && slot.conversion() == WeightSlot.Conversion.SAME) {
        read(slot, tensor, parameter.data().asNioFloat());
        continue;
      }
      FloatBuffer values = FloatBuffer.allocate(tensor.length());
      read(slot, tensor, values);
      float[] arranged = slot.conversion().arrange(values.array(), slot.shape());
      if (inOrder) {
        parameter.data().asNioFloat().put(arranged);
      } else {
        parameter.assign(Nd4j.createFromArray(arranged).reshape('c', parameter.shape()));
      }
    }
  }

  private void read(WeightSlot slot, StoredTensor tensor, FloatBuffer into) {
    tensor.read(
        part -> {
          requireSane(slot, part);
          into.put(part);
        });
  }

  private void requireMatch(List<WeightSlot> slots) {
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    Set<String> wanted = new HashSet<>();
    for (WeightSlot slot : slots) {
      wanted.add(slot.tensor());
      Optional<StoredTensor> tensor = weights.tensor(slot.tensor());
      boolean classifier = weights.tensor(CLASSIFIER + ".weight").isPresent();
      if (tensor.isEmpty() && classifier && slot.tensor().equals(BIAS)) {
        continue; // a classifier without bias
      }
      if (tensor.isEmpty()) {
        missing.add(slot.tensor() + " is missing");
      } else if (!tensor.get().shape().equals(slot.shape())) {
        misshapen.add(
            slot.tensor() + " has shape " + tensor.get().shape() + " instead of " + slot.shape());
      }
    }
    List<String> surplus =
        weights.names().stream()
            .filter(name -> !wanted.contains(name) && !name.endsWith(COUNTER))
            .map(name -> ForeignText.of(name) + " is surplus")
            .toList();
    List<List<String>> kinds = List.of(missing, misshapen, surplus);
    int problems = kinds.stream().mapToInt(List::size).sum();
    if (problems > 0) {
      throw InvalidInputException.of(
          path,
          "must hold the weights of " + architecture.id(),
          problems
              + (problems == 1 ? " difference: " : " differences: ")
              + kinds.stream()
                  .filter(kind -> !kind.isEmpty())
                  .map(WeightFilling::listed)
                  .collect(Collectors.joining(", ")),
          "choose the architecture that the weights were trained with");
    }
  }

  private static String listed(List<String> kind) {
    String shown = String.join(", ", kind.subList(0, Math.min(SHOWN, kind.size())));
    int rest = kind.size() - SHOWN;
    return rest > 0 ? shown + " and " + rest + " more like it" : shown;
  }

  private void requireSane(WeightSlot slot, FloatBuffer values) {
    boolean variance = slot.parameter().equals(BatchNormalizationParamInitializer.GLOBAL_VAR);
    for (int i = values.position(); i < values.limit(); i++) {
      float value = values.get(i);
      if (!Float.isFinite(value) || (variance && value < 0)) {
        throw InvalidInputException.of(
            path,
            "weights must be finite" + (variance ? " and variances not negative" : ""),
            value + " in " + slot.tensor(),
            "get the file again or train anew");
      }
    }
  }
}
