package org.conductance4j.engine.lowering.dl4j;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.model.LayerStack;
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

/** Runs DL4J's own forward pass, for comparison. */
public final class Dl4jForward {

  private Dl4jForward() {}

  /**
   * A forward pass in inference mode.
   *
   * @param graph not modified
   * @param shape of one example
   * @param examples concatenated; copied
   * @return runs one pass
   */
  public static Runnable of(ComputationGraph graph, int[] shape, double... examples) {
    INDArray batch = batch(graph, shape, examples);
    return () -> graph.outputSingle(false, batch);
  }

  /**
   * All outputs of a forward pass in inference mode, in float64 where DL4J fails in float32.
   *
   * @param graph not modified
   * @param inputs makes what it takes, in its own type, of the graph that is run
   * @return detached, in the network's order
   * @throws InvalidInputException if DL4J cannot run the network
   */
  public static INDArray[] outputs(
      ComputationGraph graph, Function<ComputationGraph, INDArray[]> inputs) {
    ComputationGraph trusted = trusted(graph);
    return outputs(trusted, inputs.apply(trusted));
  }

  /**
   * A forward pass like that of {@link #outputs}, to be run many times.
   *
   * @param graph not modified
   * @param inputs makes what it takes, in its own type, of the graph that is run
   * @return runs one pass
   */
  public static Runnable repeated(
      ComputationGraph graph, Function<ComputationGraph, INDArray[]> inputs) {
    ComputationGraph trusted = trusted(graph);
    INDArray[] batches = inputs.apply(trusted);
    return () -> outputs(trusted, batches);
  }

  private static INDArray[] outputs(ComputationGraph graph, INDArray... batches) {
    return run(graph, () -> graph.output(false, batches));
  }

  /**
   * The network as DL4J runs it correctly: in float64 where it has dilated windows, which oneDNN's
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
   * Runs a forward pass of DL4J with workspaces, since without them an activation layer overwrites
   * what other layers read. If that fails it runs once more without, since several layers of DL4J
   * do not support workspaces.
   *
   * @throws InvalidInputException if it fails again
   */
  static <T> T run(ComputationGraph graph, Supplier<T> pass) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    try {
      return in(WorkspaceMode.ENABLED, configuration, pass);
    } catch (RuntimeException first) {
      closeWorkspaces();
      try {
        return in(WorkspaceMode.NONE, configuration, pass);
      } catch (RuntimeException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        throw new InvalidInputException(
            "network: needs to run in DL4J itself, got '"
                + message.strip()
                + "'; try output() on the input in DL4J",
            e);
      }
    }
  }

  /** A failure in DL4J leaves its workspaces open, and new arrays would be put into them. */
  private static void closeWorkspaces() {
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    Nd4j.getMemoryManager().setCurrentWorkspace(null);
  }

  private static <T> T in(
      WorkspaceMode mode, ComputationGraphConfiguration configuration, Supplier<T> pass) {
    WorkspaceMode before = configuration.getInferenceWorkspaceMode();
    configuration.setInferenceWorkspaceMode(mode);
    try {
      return pass.get();
    } finally {
      configuration.setInferenceWorkspaceMode(before);
    }
  }

  private static boolean isDilated(Layer given) {
    Layer layer = LayerStack.unfrozen(given);
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
