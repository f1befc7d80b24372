package org.conductance4j.training;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.array.Shuffle;
import org.conductance4j.array.Tensor;
import org.conductance4j.training.TrainingRun.Batch;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batches of pictures, which are changed differently each time they are shown. */
final class PictureBatches {

  private static final int STATISTICS_BATCHES = 100;

  private final int[] shape;
  private final int size;
  private final int batch;
  private final IntFunction<Sample> changed;
  private final SplittableRandom random;

  private PictureBatches(
      int[] shape, int size, int batch, IntFunction<Sample> changed, SplittableRandom random) {
    this.shape = shape;
    this.size = size;
    this.batch = batch;
    this.changed = changed;
    this.random = random;
  }

  /**
   * Begins to train a {@link ResidualNetwork}.
   *
   * @param data whose pictures and classes the network learns
   * @param size number of pictures
   * @param changed gives a changed copy of the picture with an index
   * @param random decides the order
   */
  static TrainingRun run(
      TrainingData data,
      NetworkOptions extent,
      TrainingOptions options,
      int size,
      IntFunction<Sample> changed,
      SplittableRandom random) {
    int[] shape = data.inputShape().orElseThrow();
    int batch = Math.min(options.schedule().batch(), size);
    TrainingSchedule learning = new TrainingSchedule(options.schedule(), size / batch);
    ComputationGraph network =
        ResidualNetwork.create(extent, shape, data.labels().size(), learning, options.seed());
    PictureBatches batches = new PictureBatches(shape, size, batch, changed, random);
    return new TrainingRun(
        network,
        size / batch,
        batches::epoch,
        () -> PopulationStatistics.measure(network, STATISTICS_BATCHES, batches::some));
  }

  private Stream<Batch> epoch() {
    int[] order = Shuffle.order(size, random);
    return IntStream.range(0, size / batch)
        .mapToObj(i -> batch(samples(Arrays.copyOfRange(order, i * batch, (i + 1) * batch))));
  }

  private INDArray some() {
    return pictures(samples(Arrays.copyOf(Shuffle.order(size, random), batch)));
  }

  private List<Sample> samples(int... numbers) {
    return IntStream.of(numbers).mapToObj(changed).toList();
  }

  private Batch batch(List<Sample> samples) {
    int classes = samples.get(0).target().length;
    return new Batch(
        pictures(samples), array(samples.stream().map(Sample::target).toList(), classes));
  }

  private INDArray pictures(List<Sample> samples) {
    return array(samples.stream().map(Sample::picture).toList(), shape);
  }

  /** Examples of one shape, in native memory. */
  private static INDArray array(List<float[]> examples, int... shape) {
    int length = Tensor.length(shape);
    float[] all = new float[examples.size() * length];
    for (int i = 0; i < examples.size(); i++) {
      System.arraycopy(examples.get(i), 0, all, i * length, length);
    }
    long[] batched = new long[shape.length + 1];
    batched[0] = examples.size();
    for (int axis = 0; axis < shape.length; axis++) {
      batched[axis + 1] = shape[axis];
    }
    return Nd4j.createFromArray(all).reshape(batched);
  }

  /** The probabilities of all classes for each of some pictures, which are one batch. */
  static double[][] outputs(ComputationGraph network, List<float[]> pictures, int... shape) {
    try (INDArray x = array(pictures, shape);
        INDArray y = network.outputSingle(false, x)) {
      return y.toDoubleMatrix();
    }
  }
}
