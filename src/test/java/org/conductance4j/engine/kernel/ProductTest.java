package org.conductance4j.engine.kernel;

import org.conductance4j.engine.lowering.dl4j.NetworkOracle;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Products of two and three factors, one of them read elsewhere too and one of them a square. */
class ProductTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void product_valueAndDerivatives_equalThoseOfDl4j(int seed) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .graphBuilder()
            .addInputs("input")
            .addLayer("a", dense(5, 7, Activation.TANH), "input")
            .addLayer("b", dense(5, 7, Activation.SIGMOID), "input")
            .addLayer("c", dense(7, 7, Activation.IDENTITY), "a")
            .addVertex("abc", new ElementWiseVertex(ElementWiseVertex.Op.Product), "a", "b", "c")
            .addLayer("d", dense(7, 7, Activation.RELU), "abc")
            .addVertex("dd", new ElementWiseVertex(ElementWiseVertex.Op.Product), "d", "d")
            .addVertex("ddb", new ElementWiseVertex(ElementWiseVertex.Op.Product), "dd", "b")
            .addLayer(
                "output",
                new OutputLayer.Builder(LossFunction.MSE)
                    .nIn(7)
                    .nOut(3)
                    .activation(Activation.IDENTITY)
                    .build(),
                "ddb")
            .setOutputs("output");
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();

    for (int batch = 1; batch <= 3; batch += 2) {
      NetworkOracle.check(graph, new int[] {5}, batch, seed);
    }
  }

  private static DenseLayer dense(int inputs, int outputs, Activation activation) {
    return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(activation).build();
  }
}
