package org.conductance4j.engine;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's own forward pass, for comparison. */
public final class DirectForward {

  private DirectForward() {}

  /**
   * A forward pass in inference mode.
   *
   * @param graph not modified
   * @param shape of one example
   * @param examples one behind the other; copied
   * @return runs one pass
   */
  public static Runnable of(ComputationGraph graph, int[] shape, double... examples) {
    INDArray batch = batch(graph, shape, examples);
    return () -> graph.outputSingle(false, batch);
  }

  /** Examples as DL4J takes them, in the graph's own type. */
  static INDArray batch(ComputationGraph graph, int[] shape, double... examples) {
    long[] batched = new long[shape.length + 1];
    batched[0] = examples.length;
    for (int axis = 0; axis < shape.length; axis++) {
      batched[axis + 1] = shape[axis];
      batched[0] /= shape[axis];
    }
    return Nd4j.createFromArray(examples)
        .castTo(graph.getConfiguration().getDataType())
        .reshape(batched);
  }
}
