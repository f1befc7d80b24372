package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Section;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers that pass their input on, beside others that read it too. */
class LayersThatChangeNothingTest {

  static List<Layer> passing() {
    return List.of(new DropoutLayer(0.5), new ActivationLayer(Activation.IDENTITY));
  }

  // first = x, pass = first, branch = 3 pass, add = first + branch = 4 x.
  private static Program residual(Layer pass) {
    GraphBuilder builder = builder();
    builder.addLayer("first", dense(), "in");
    builder.addLayer("pass", pass.clone(), "first");
    builder.addLayer("branch", dense(), "pass");
    builder.addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first", "branch");
    builder.addLayer("out", output(), "add");
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("out").build());
    graph.init();
    graph.getParam("first_W").assign(1);
    graph.getParam("branch_W").assign(3);
    graph.getParam("out_W").assign(1);
    return Dl4jLowering.lower(graph, Precision.FLOAT64, 1);
  }

  @ParameterizedTest
  @MethodSource("passing")
  void passingLayerInABranch_isReadByTheBranchAlone(Layer pass) {
    Program program = residual(pass);
    assertThat(gradient(program, "first")).containsExactly(4);
    assertThat(gradient(program, "pass")).containsExactly(3);
    assertThat(program.layer("first").cutsEveryPath()).isTrue();
    assertThat(program.layer("pass").cutsEveryPath()).isFalse();
  }

  @Test
  void passingLayerThatAloneReadsItsInput_cutsEveryPath() {
    GraphBuilder builder = builder();
    builder.addLayer("first", dense(), "in");
    builder.addLayer("pass", new DropoutLayer(0.5), "first");
    builder.addLayer("out", output(), "pass");
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("out").build());
    graph.init();
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT64, 1);
    assertThat(program.layers()).allMatch(org.conductance4j.engine.Layer::cutsEveryPath);
  }

  @Test
  void lossLayersOfOneLayer_doNotLeadToEachOther() {
    GraphBuilder builder = builder();
    builder.addLayer("first", dense(), "in");
    for (String name : List.of("one", "two")) {
      builder.addLayer(
          name,
          new LossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build(),
          "first");
    }
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("one", "two").build());
    graph.init();
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT64, 1);
    assertThat(gradient(program.atOutput("one"), "first")).containsExactly(1);
    assertThat(gradient(program.atOutput("one"), "two")).containsExactly(0);
  }

  /** The output's gradient at a layer; the networks are linear, so anywhere. */
  private static double[] gradient(Program program, String layer) {
    Section upper = program.split(program.layer(layer), OutputStage.OUTPUT).upper();
    double[][] anywhere = new double[upper.sourceShapes().size()][1];
    try (Evaluator evaluator = upper.bind(1)) {
      evaluator.forward(anywhere);
      return evaluator.vjp(new double[] {1})[0];
    }
  }

  private static GraphBuilder builder() {
    return new NeuralNetConfiguration.Builder()
        .activation(Activation.IDENTITY)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.feedForward(1));
  }

  private static Layer dense() {
    return new DenseLayer.Builder().nOut(1).build();
  }

  private static Layer output() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nOut(1)
        .activation(Activation.IDENTITY)
        .build();
  }
}
