package org.conductance4j.surgery;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Examples at which two networks are compared, as DL4J takes them. */
final class Probes {

  private static final int COUNT = 8;

  private final int[] shape;
  private final double[] examples;
  private final int count;
  private final boolean lookedUp;

  private Probes(int[] shape, double[] examples, boolean lookedUp) {
    this.shape = shape;
    this.examples = examples;
    this.count = examples.length / Tensor.length(shape);
    this.lookedUp = lookedUp;
  }

  /** Given examples with a leading batch axis, or seeded noise between −1 and 1. */
  static Probes of(
      ComputationGraph graph,
      Program program,
      Optional<Tensor> given,
      int @Nullable [] inputShape) {
    int[] shape = inputShape == null ? program.inputShape() : inputShape;
    boolean lookedUp = program.embeds();
    if (given.isPresent()) {
      Tensor batch = given.get();
      int[] one = Arrays.copyOfRange(batch.shape(), 1, Math.max(1, batch.rank()));
      if (!Arrays.equals(one, shape) || batch.length() == 0) {
        throw InvalidInputException.of(
            "probes",
            "needs examples of shape " + Arrays.toString(shape) + " behind a batch axis",
            Arrays.toString(batch.shape()),
            "give inputs of this network");
      }
      return new Probes(shape, batch.toArray(), lookedUp);
    }
    SplittableRandom random = new SplittableRandom(1);
    double[] noise = new double[COUNT * Tensor.length(shape)];
    int words = lookedUp ? words(graph) : 0;
    Arrays.setAll(noise, i -> lookedUp ? random.nextInt(words) : random.nextDouble(-1, 1));
    return new Probes(shape, noise, lookedUp);
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

  /** What a program takes, some of the examples over and over. */
  double[] inputs(Program program, int batch) {
    double[] repeated = repeated(batch);
    return lookedUp ? program.embed(repeated) : repeated;
  }

  /** What DL4J takes. */
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

  private double[] repeated(int batch) {
    double[] repeated = new double[batch * Tensor.length(shape)];
    Arrays.setAll(repeated, i -> examples[i % examples.length]);
    return repeated;
  }
}
