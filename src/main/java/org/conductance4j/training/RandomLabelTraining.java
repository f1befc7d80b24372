package org.conductance4j.training;

import java.util.Iterator;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.training.TrainingRun.Batch;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains a network with random labels: each example has the class of another one, always the same.
 * As the labels do not depend on the examples, the network can only memorise them.
 *
 * <p>Source: J. Adebayo and others, Sanity Checks for Saliency Maps, 2018, arXiv:1810.03292,
 * section 5. Differences from the source: none.
 */
public final class RandomLabelTraining {

  /** Number of examples that are tested at the end. */
  private static final int ASKED = 1000;

  private final NetworkTrainer trainer;
  private final TrainingRun run;

  private RandomLabelTraining(NetworkTrainer trainer, TrainingRun run) {
    this.trainer = trainer;
    this.run = run;
  }

  /**
   * How well a network has memorised its labels.
   *
   * @param right share of examples that get the class of the training
   * @param commonest share of the most common class, which a network reaches with a constant answer
   * @param examples number of examples that were tested
   */
  public record Recall(double right, double commonest, int examples) {}

  /**
   * {@return a training with loaded examples and fresh weights, before its first step}
   *
   * @param options what decides the network; the labels' order comes from the same seed
   * @param progress hears of every step
   */
  public static RandomLabelTraining of(TrainingOptions options, TrainingProgress progress) {
    progress.loading(0);
    SplittableRandom random = new SplittableRandom(options.seed());
    TrainingData data = TrainingData.of(options.subject()).withShuffledLabels(random.split());
    progress.loading(1);
    NetworkTrainer trainer = new NetworkTrainer(options, progress);
    return new RandomLabelTraining(trainer, trainer.begin(data));
  }

  /**
   * {@return the network as it is now, with fresh weights before {@link #train()}; not to be
   * modified}
   */
  public ComputationGraph network() {
    return run.network();
  }

  /**
   * Trains the network and writes nothing. May be called once.
   *
   * @return how well the network has memorised its labels
   */
  public Recall train() {
    trainer.finish(run);
    return recall();
  }

  /** Tests the network on its training data, in one more epoch. */
  private Recall recall() {
    int asked = 0;
    int right = 0;
    double[] counts = new double[0];
    for (Iterator<Batch> batches = run.epoch().iterator(); asked < ASKED && batches.hasNext(); ) {
      try (Batch batch = batches.next();
          INDArray given = run.network().outputSingle(false, batch.inputs())) {
        double[][] said = given.toDoubleMatrix();
        double[][] wanted = batch.targets().toDoubleMatrix();
        counts = counts.length == 0 ? new double[wanted[0].length] : counts;
        for (int row = 0; row < said.length; row++) {
          int label = Tensor.indexOfLargest(wanted[row]);
          if (wanted[row][label] == 1) {
            asked++;
            counts[label]++;
            right += Tensor.indexOfLargest(said[row]) == label ? 1 : 0;
          }
        }
      }
    }
    double all = Math.max(1, asked);
    double most = counts.length == 0 ? 0 : counts[Tensor.indexOfLargest(counts)];
    return new Recall(right / all, most / all, asked);
  }
}
