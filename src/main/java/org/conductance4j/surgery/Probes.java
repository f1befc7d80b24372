package org.conductance4j.surgery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Inputs at which two networks are compared, in the form that DL4J takes. */
record Probes(List<Tensor> parts) {

  private static final int COUNT = 8;

  /** Given examples with a leading batch axis, or otherwise seeded noise between −1 and 1. */
  static Probes of(
      ComputationGraph graph,
      Program program,
      Optional<Tensor> given,
      Map<String, int[]> inputShapes) {
    List<int[]> shapes = List.copyOf(inputShapes.values());
    if (given.isPresent()) {
      return given(given.get(), shapes);
    }
    SplittableRandom random = new SplittableRandom(1);
    int words = program.embeds() ? words(graph) : 0;
    List<Tensor> parts = new ArrayList<>();
    for (int[] shape : shapes) {
      double[] noise = new double[COUNT * Tensor.length(shape)];
      Arrays.setAll(noise, i -> words > 0 ? random.nextInt(words) : random.nextDouble(-1, 1));
      int[] batched = IntStream.concat(IntStream.of(COUNT), IntStream.of(shape)).toArray();
      parts.add(Tensor.of(batched, noise));
    }
    return new Probes(parts);
  }

  private static Probes given(Tensor batch, List<int[]> shapes) {
    if (shapes.size() > 1) {
      throw InvalidInputException.of(
          "probes", "need a network with one input", shapes.size(), "leave them out");
    }
    int[] shape = shapes.get(0);
    int[] one = Arrays.copyOfRange(batch.shape(), 1, Math.max(1, batch.rank()));
    if (!Arrays.equals(one, shape) || batch.length() == 0) {
      throw InvalidInputException.of(
          "probes",
          "needs examples of shape " + Arrays.toString(shape) + " behind a batch axis",
          Arrays.toString(batch.shape()),
          "give inputs of this network");
    }
    return new Probes(List.of(batch));
  }

  private static int words(ComputationGraph graph) {
    for (var layer : graph.getLayers()) {
      if (layer.conf().getLayer() instanceof FeedForwardLayer first && first.getNIn() > 0) {
        return (int) first.getNIn();
      }
    }
    throw new IllegalStateException("probes: an embedding without a vocabulary");
  }

  int count() {
    return parts.get(0).size(0);
  }

  /** As many examples of an input as a batch needs, starting again after the last. */
  private static Tensor repeated(Tensor part, int batch) {
    int[] shape = part.shape();
    double[] repeated = new double[batch * (part.length() / shape[0])];
    Arrays.setAll(repeated, i -> part.get(i % part.length()));
    shape[0] = batch;
    return Tensor.of(shape, repeated);
  }

  private static Tensor example(Tensor batch, int row) {
    int[] shape = Arrays.copyOfRange(batch.shape(), 1, batch.rank());
    int start = row * Tensor.length(shape);
    double[] values = Arrays.copyOfRange(batch.toArray(), start, start + Tensor.length(shape));
    return Tensor.of(shape, values);
  }

  /** The input of a program, with examples repeated to fill the batch. */
  double[] inputs(Program program, int batch) {
    List<Tensor> inputs = parts.stream().map(part -> repeated(part, batch)).toList();
    if (inputs.size() == 1) {
      double[] only = inputs.get(0).toArray();
      return program.embeds() ? program.embed(only) : only;
    }
    int length = Tensor.length(program.inputShape());
    double[] all = new double[batch * length];
    for (int row = 0; row < batch; row++) {
      int example = row;
      List<Tensor> one = inputs.stream().map(input -> example(input, example)).toList();
      System.arraycopy(program.assemble(one).toArray(), 0, all, row * length, length);
    }
    return all;
  }

  /** The input of DL4J, one array for each input of the network. */
  INDArray[] batch(ComputationGraph graph, int batch) {
    DataType type = graph.getConfiguration().getDataType();
    return parts.stream()
        .map(part -> repeated(part, batch))
        .map(part -> Nd4j.createFromArray(part.toArray()).castTo(type).reshape(part.shape()))
        .toArray(INDArray[]::new);
  }
}
