package org.conductance4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Learns a {@link ResidualNetwork} from a subject. Seeded: the same options give the same pictures
 * in the same order; the last bits of the weights depend on processor and native build.
 */
final class NetworkTrainer {

  private static final int STATISTICS_BATCHES = 100;

  private final TrainingOptions options;
  private final TrainingProgress progress;

  NetworkTrainer(TrainingOptions options, TrainingProgress progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Trains from fresh weights. */
  ComputationGraph train(Lessons lessons) {
    NativeHelpers.switchOn();
    ComputationGraph network = ResidualNetwork.create(options, lessons);
    SplittableRandom random = new SplittableRandom(options.seed());
    IntFunction<Sample> changed = lessons.changed(random.split());
    int batch = Math.min(options.schedule().batch(), lessons.size());
    int step = 0;
    for (int epoch = 0; epoch < options.schedule().epochs(); epoch++) {
      List<Integer> order = shuffled(lessons.size(), random);
      for (int i = 0; i + batch <= order.size(); i += batch) {
        fit(network, lessons, samples(order.subList(i, i + batch), changed));
        progress.step(++step, options.steps(lessons.size()), network.score());
      }
    }
    PopulationStatistics.measure(
        network,
        STATISTICS_BATCHES,
        () ->
            pictures(
                lessons, samples(shuffled(lessons.size(), random).subList(0, batch), changed)));
    return network;
  }

  private static List<Sample> samples(List<Integer> numbers, IntFunction<Sample> changed) {
    return numbers.stream().map(changed::apply).toList();
  }

  private static List<Integer> shuffled(int count, SplittableRandom random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Integer number = order.get(i);
      order.set(i, order.get(j));
      order.set(j, number);
    }
    return order;
  }

  private static void fit(ComputationGraph network, Lessons lessons, List<Sample> samples) {
    int classes = lessons.labels().size();
    float[] targets = new float[samples.size() * classes];
    for (int i = 0; i < samples.size(); i++) {
      System.arraycopy(samples.get(i).target(), 0, targets, i * classes, classes);
    }
    try (INDArray x = pictures(lessons, samples);
        INDArray y = Nd4j.createFromArray(targets).reshape(samples.size(), classes)) {
      network.fit(new INDArray[] {x}, new INDArray[] {y});
    }
  }

  private static INDArray pictures(Lessons lessons, List<Sample> samples) {
    int[] shape = lessons.shape();
    int pixels = Tensor.length(shape);
    float[] pictures = new float[samples.size() * pixels];
    for (int i = 0; i < samples.size(); i++) {
      System.arraycopy(samples.get(i).picture(), 0, pictures, i * pixels, pixels);
    }
    return Nd4j.createFromArray(pictures).reshape(samples.size(), shape[0], shape[1], shape[2]);
  }
}
