package org.conductance4j.training;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The training of one network, epoch by epoch.
 *
 * @param network with fresh weights at the beginning
 * @param batches in an epoch
 * @param epochs gives the next epoch, in which each batch is made when it is needed
 * @param end does what remains after the last epoch
 */
record TrainingRun(
    ComputationGraph network, int batches, Supplier<Stream<Batch>> epochs, Runnable end) {

  /** The next epoch. */
  Stream<Batch> epoch() {
    return epochs.get();
  }

  /**
   * Some examples in native memory.
   *
   * @param inputs (example, shape of one)
   * @param targets (example, class), the probabilities that the network should give
   */
  record Batch(INDArray inputs, INDArray targets) implements AutoCloseable {
    @Override
    public void close() {
      inputs.close();
      targets.close();
    }
  }
}
