package org.conductance4j.engine;

import java.util.Arrays;
import java.util.function.Supplier;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
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

  /**
   * The network as DL4J runs it rightly: in float64 where it has dilated windows, which oneDNN's
   * float32 refuses in convolutions and ignores in pooling.
   */
  static ComputationGraph trusted(ComputationGraph graph) {
    for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
      if (isDilated(layer.conf().getLayer())) {
        return graph.convertDataType(DataType.DOUBLE);
      }
    }
    return graph;
  }

  /**
   * Runs a forward pass of DL4J, once more without workspaces where it fails: several of its layers
   * do not keep to those.
   *
   * @throws InvalidInputException if it fails again
   */
  static <T> T run(ComputationGraph graph, Supplier<T> pass) {
    try {
      return pass.get();
    } catch (RuntimeException e) {
      return withoutWorkspaces(graph.getConfiguration(), pass);
    }
  }

  private static <T> T withoutWorkspaces(
      ComputationGraphConfiguration configuration, Supplier<T> pass) {
    WorkspaceMode mode = configuration.getInferenceWorkspaceMode();
    configuration.setInferenceWorkspaceMode(WorkspaceMode.NONE);
    try {
      return pass.get();
    } catch (RuntimeException e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidInputException(
          "network: needs to run in DL4J itself, got '"
              + message.strip()
              + "'; try output() on the input in DL4J",
          e);
    } finally {
      configuration.setInferenceWorkspaceMode(mode);
    }
  }

  private static boolean isDilated(Layer given) {
    Layer layer = LayerRules.unfrozen(given);
    if (layer instanceof BaseWrapperLayer wrapper) {
      return isDilated(wrapper.getUnderlying());
    }
    int[] dilation = {};
    if (layer instanceof ConvolutionLayer convolution) {
      dilation = convolution.getDilation();
    } else if (layer instanceof SubsamplingLayer pooling) {
      dilation = pooling.getDilation();
    } else if (layer instanceof Subsampling3DLayer pooling) {
      dilation = pooling.getDilation();
    }
    return dilation != null && Arrays.stream(dilation).anyMatch(d -> d > 1);
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
