package org.conductance4j.attribution.method;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network of two inputs and two outputs. */
public final class SeveralEnds {

  private SeveralEnds() {}

  /** Shapes of its inputs {@code picture} and {@code facts}. */
  static int[][] shapes() {
    return new int[][] {{2, 5, 4}, {3}};
  }

  /**
   * Makes it: picture → seen (convolution) → flat (dense); facts → told (dense); both → hidden →
   * outputs kind (softmax of 3); flat → output size (2 logistic functions).
   */
  public static ComputationGraph graph(int seed) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(DataType.DOUBLE)
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("picture", "facts")
                .setInputTypes(InputType.convolutional(5, 4, 2), InputType.feedForward(3))
                .addLayer("seen", new ConvolutionLayer.Builder(3, 2).nOut(3).build(), "picture")
                .addLayer("flat", new DenseLayer.Builder().nOut(4).build(), "seen")
                .addLayer("told", new DenseLayer.Builder().nOut(4).build(), "facts")
                .addVertex("both", new MergeVertex(), "flat", "told")
                .addLayer("hidden", new DenseLayer.Builder().nOut(6).build(), "both")
                .addLayer("kind", output(3, Activation.SOFTMAX, LossFunction.MCXENT), "hidden")
                .addLayer("size", output(2, Activation.SIGMOID, LossFunction.XENT), "flat")
                .setOutputs("kind", "size")
                .build());
    graph.init();
    Random random = new Random(seed);
    for (int i = 0; i < graph.params().length(); i++) {
      graph.params().putScalar(i, graph.params().getDouble(i) + 0.3 * random.nextGaussian());
    }
    return graph;
  }

  private static OutputLayer output(int classes, Activation activation, LossFunction loss) {
    return new OutputLayer.Builder(loss).nOut(classes).activation(activation).build();
  }
}
