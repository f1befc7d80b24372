package org.conductance4j.surgery;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.onnx.OnnxLowering;
import org.conductance4j.model.onnx.MaskedModel;
import org.conductance4j.model.onnx.OnnxMask;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.pruning.Plan;

/**
 * Prunes an ONNX network permanently: a mask behind the layer's tensor. What is saved is read again
 * and compared with the masked network.
 */
public final class OnnxSurgery {

  private static final int PROBES = 8;

  private final OnnxModel model;
  private final Map<String, int[]> shapes;
  private final Program program;

  /**
   * Prepares a network.
   *
   * @param model not modified
   * @param inputShapes by the input's name, each of one example; may omit those that the file says
   * @throws InvalidInputException if the network cannot be lowered
   */
  public OnnxSurgery(OnnxModel model, Map<String, int[]> inputShapes) {
    this.model = model;
    this.shapes = Map.copyOf(inputShapes);
    this.program = OnnxLowering.lower(model, Precision.FLOAT32, shapes);
  }

  /** {@return the network as a program in float32} */
  public Program program() {
    return program;
  }

  /**
   * A pruned network that has been compared with the masked one.
   *
   * @param network to be saved
   * @param probes number of inputs at which it was compared with the masked network
   * @param largestDifference of any output
   */
  public record Result(MaskedModel network, int probes, double largestDifference) {}

  /**
   * {@return the network with a mask behind a layer}
   *
   * @param layer of the program
   * @param plan of all its neurons, with a replacement by constants
   * @param probes inputs with a leading batch axis at which the networks are compared; empty for
   *     noise
   * @throws InvalidInputException if the file's own graph does not give the layer, or the outputs
   *     differ
   */
  public Result mask(Layer layer, Plan plan, Optional<Tensor> probes) {
    double[] inputs = probes.map(this::given).orElseGet(this::noise);
    int count = inputs.length / Tensor.length(program.inputShape());
    String tensor = model.layers().tensorOf(layer.name()).orElse(layer.name());
    MaskedModel masked = MaskedModel.of(model, tensor, mask(layer, plan));
    Program read = OnnxLowering.lower(masked.reread(), Precision.FLOAT32, shapes);
    double largest = 0;
    try (Hooks hooks = Hooks.on(program).transform(layer.name(), plan.transform())) {
      for (String output : program.outputs()) {
        Program expected = hooks.program().atOutput(output);
        double difference =
            Surgery.require(
                layer.name(),
                "outputs",
                Surgery.forward(expected, OutputStage.OUTPUT, count, inputs),
                Surgery.forward(read.atOutput(output), OutputStage.OUTPUT, count, inputs));
        largest = Math.max(largest, difference);
      }
    }
    return new Result(masked, count, largest);
  }

  private static OnnxMask mask(Layer layer, Plan plan) {
    double[] factors = new double[plan.units()];
    double[] added = plan.replacement().constants(plan.units()).orElseThrow();
    for (int unit = 0; unit < factors.length; unit++) {
      factors[unit] = plan.prunes(unit) ? 0 : 1;
      added[unit] = plan.prunes(unit) ? added[unit] : 0;
    }
    boolean adds = Arrays.stream(added).anyMatch(term -> term != 0);
    int[] dims = layer.shape().stream().mapToInt(Integer::intValue).toArray();
    return new OnnxMask(Tensor.of(dims, factors), adds ? Tensor.of(dims, added) : null);
  }

  private double[] noise() {
    SplittableRandom random = new SplittableRandom(1);
    return random.doubles((long) PROBES * Tensor.length(program.inputShape()), -1, 1).toArray();
  }

  private double[] given(Tensor batch) {
    int[] shape = program.inputShape();
    int[] one = Arrays.copyOfRange(batch.shape(), 1, Math.max(1, batch.rank()));
    if (!Arrays.equals(one, shape) || batch.length() == 0) {
      throw InvalidInputException.of(
          "probes",
          "needs examples of shape " + Arrays.toString(shape) + " behind a batch axis",
          Arrays.toString(batch.shape()),
          "give inputs of this network");
    }
    return batch.toArray();
  }
}
