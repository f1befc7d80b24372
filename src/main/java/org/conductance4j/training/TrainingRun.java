package org.conductance4j.training;

import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The training of one network, epoch by epoch. */
interface TrainingRun {

  /** The network, with fresh weights at the beginning. */
  ComputationGraph network();

  /** Batches in an epoch. */
  int batches();

  /** The next epoch, in which each batch is made when it is needed. */
  Stream<Batch> epoch();

  /** Does what remains after the last epoch. */
  void end();

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
