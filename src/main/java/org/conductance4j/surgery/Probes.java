package org.conductance4j.surgery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Inputs at which two networks are compared, in the form that DL4J takes. */
final class Probes {

  private static final int COUNT = 8;

  private final List<InputExamples> parts;
  private final int count;

  private Probes(List<InputExamples> parts, int count) {
    this.parts = parts;
    this.count = count;
  }

  /** The examples of one input, one after the other. */
  private static final class InputExamples {

    private final int[] shape;
    private final double[] examples;

    InputExamples(int[] shape, double... examples) {
      this.shape = shape;
      this.examples = examples;
    }

    /** As many examples as the batch needs, starting again after the last. */
    double[] repeated(int batch) {
      double[] repeated = new double[batch * Tensor.length(shape)];
      Arrays.setAll(repeated, i -> examples[i % examples.length]);
      return repeated;
    }

    Tensor one(int example) {
      int length = Tensor.length(shape);
      int start = example * length % examples.length;
      return Tensor.of(shape, Arrays.copyOfRange(examples, start, start + length));
    }

    INDArray batch(ComputationGraph graph, int batch) {
      long[] batched = new long[shape.length + 1];
      batched[0] = batch;
      for (int axis = 0; axis < shape.length; axis++) {
        batched[axis + 1] = shape[axis];
      }
      return Nd4j.createFromArray(repeated(batch))
          .castTo(graph.getConfiguration().getDataType())
          .reshape(batched);
    }
  }

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
    List<InputExamples> parts = new ArrayList<>();
    for (int[] shape : shapes) {
      double[] noise = new double[COUNT * Tensor.length(shape)];
      Arrays.setAll(noise, i -> words > 0 ? random.nextInt(words) : random.nextDouble(-1, 1));
      parts.add(new InputExamples(shape, noise));
    }
    return new Probes(parts, COUNT);
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
    return new Probes(List.of(new InputExamples(shape, batch.toArray())), batch.shape()[0]);
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
    return count;
  }

  /** The input of a program, with examples repeated to fill the batch. */
  double[] inputs(Program program, int batch) {
    if (parts.size() == 1) {
      double[] repeated = parts.get(0).repeated(batch);
      return program.embeds() ? program.embed(repeated) : repeated;
    }
    int length = Tensor.length(program.inputShape());
    double[] all = new double[batch * length];
    for (int row = 0; row < batch; row++) {
      int example = row;
      List<Tensor> one = parts.stream().map(part -> part.one(example)).toList();
      System.arraycopy(program.assemble(one).toArray(), 0, all, row * length, length);
    }
    return all;
  }

  /** The input of DL4J, one array for each input of the network. */
  INDArray[] batch(ComputationGraph graph, int batch) {
    return parts.stream().map(part -> part.batch(graph, batch)).toArray(INDArray[]::new);
  }
}
