package org.conductance4j.training;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.array.Shuffle;
import org.conductance4j.array.Tensor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a {@link ResidualNetwork} on pictures that are changed differently each time they are
 * shown.
 */
final class PictureCourse implements TrainingRun {

  private static final int STATISTICS_BATCHES = 100;

  private final ComputationGraph network;
  private final int[] shape;
  private final int size;
  private final int batch;
  private final IntFunction<Sample> changed;
  private final SplittableRandom random;

  /**
   * Begins a training.
   *
   * @param network with fresh weights
   * @param shape of one picture, (channel, row, column)
   * @param size number of pictures
   * @param batch largest number of pictures in a batch
   * @param changed gives a changed copy of the picture with an index
   * @param random decides the order
   */
  PictureCourse(
      ComputationGraph network,
      int[] shape,
      int size,
      int batch,
      IntFunction<Sample> changed,
      SplittableRandom random) {
    this.network = network;
    this.shape = shape;
    this.size = size;
    this.batch = Math.min(batch, size);
    this.changed = changed;
    this.random = random;
  }

  @Override
  public ComputationGraph network() {
    return network;
  }

  @Override
  public int batches() {
    return size / batch;
  }

  @Override
  public Stream<Batch> epoch() {
    int[] order = Shuffle.order(size, random);
    return IntStream.range(0, batches())
        .mapToObj(i -> batch(samples(Arrays.copyOfRange(order, i * batch, (i + 1) * batch))));
  }

  @Override
  public void end() {
    PopulationStatistics.measure(
        network,
        STATISTICS_BATCHES,
        () -> pictures(samples(Arrays.copyOf(Shuffle.order(size, random), batch))));
  }

  private List<Sample> samples(int... numbers) {
    return IntStream.of(numbers).mapToObj(changed).toList();
  }

  private Batch batch(List<Sample> samples) {
    int classes = samples.get(0).target().length;
    float[] targets = new float[samples.size() * classes];
    for (int i = 0; i < samples.size(); i++) {
      System.arraycopy(samples.get(i).target(), 0, targets, i * classes, classes);
    }
    return new Batch(
        pictures(samples), Nd4j.createFromArray(targets).reshape(samples.size(), classes));
  }

  private INDArray pictures(List<Sample> samples) {
    int pixels = Tensor.length(shape);
    float[] pictures = new float[samples.size() * pixels];
    for (int i = 0; i < samples.size(); i++) {
      System.arraycopy(samples.get(i).picture(), 0, pictures, i * pixels, pixels);
    }
    return Nd4j.createFromArray(pictures).reshape(samples.size(), shape[0], shape[1], shape[2]);
  }
}
