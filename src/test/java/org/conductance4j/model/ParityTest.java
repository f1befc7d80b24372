package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.Methods;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/**
 * Takes PyTorch's weights through all steps: safetensors, architecture, DL4J graph, program,
 * attribution. The golden files were written by PyTorch in float64 with make_parity.py, which is in
 * their folder.
 *
 * <p>Largest difference per element, relative to the largest value, measured on this network:
 * float64 2e-15, float32 5e-7; float32 may flip a ReLU.
 */
class ParityTest {

  private static final ResNet RESNET50 = ResNet.ALL.get(2);

  private static final double EPSILON = 1e-5;

  @ParameterizedTest
  @CsvSource({
    "integrated-gradients, FLOAT64, 1e-12",
    "layer-conductance, FLOAT64, 1e-12",
    "regional-conductance, FLOAT64, 1e-12",
    "internal-influence, FLOAT64, 1e-12",
    "integrated-gradients, FLOAT32, 2e-3",
    "layer-conductance, FLOAT32, 2e-3",
    "regional-conductance, FLOAT32, 2e-3",
    "internal-influence, FLOAT32, 2e-3"
  })
  void attribute_bottlenecks_isPyTorchs(String method, Precision precision, double allowed) {
    Blueprint plan = bottlenecks();
    ComputationGraph graph =
        WeightFilling.fill(
            "parity.safetensors",
            Architecture.named("resnet50"),
            plan,
            Safetensors.read(
                FileContent.open(Golden.file("parity.safetensors").toString(), "none")));
    Program program = Dl4jLowering.lower(graph, precision, 3, 24, 24);
    Tensor x = Npy.read(Golden.file("parity-input.npy")).reshape(3, 24, 24);
    Readout readout = Objective.parse("logit:3").resolve(program, List.of(), x.toArray());
    ResolvedQuestion question =
        ResolvedQuestion.of(program, readout, x, Tensor.zeros(3, 24, 24))
            .withPath(PathOptions.fixed(PathRule.MIDPOINT, 16));
    if (!method.equals("integrated-gradients")) {
      question = question.withLayer(program.layer(plan.aliases().getOrDefault("layer1", "")));
    }
    if (method.equals("regional-conductance")) {
      question = question.withRegions(List.of(Region.box(new int[] {3, 24, 24}, 6, 15, 3, 20)));
    }

    Tensor found = Methods.of(method).attribute(question, ProgressListener.SILENT).values();

    Tensor expected = Npy.read(Golden.file("parity-" + method + ".npy"));
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(largestDifference(found.toArray(), expected.toArray())).isLessThan(allowed);
  }

  /** The network of make_parity.py. */
  private static Blueprint bottlenecks() {
    Blueprint plan = new Blueprint(24);
    String last = plan.padded("conv1", Blueprint.INPUT, 3, 8, 7, 2);
    last = plan.normalisation("bn1", "bn1", last, 8, EPSILON);
    last = plan.activation("relu", last, Activation.RELU);
    last = plan.maximum("maxpool", last, 3, 2);
    last = RESNET50.block(plan, "layer1.0", last, new int[] {8, 4, 16}, 1);
    last = RESNET50.block(plan, "layer1.1", last, new int[] {16, 4, 16}, 1);
    plan.alias("layer1", last);
    last = RESNET50.block(plan, "layer2.0", last, new int[] {16, 8, 32}, 2);
    last = RESNET50.block(plan, "layer2.1", last, new int[] {32, 8, 32}, 1);
    plan.classifier("fc", plan.mean("avgpool", last), 32, 5);
    return plan;
  }

  private static double largestDifference(double[] found, double[] expected) {
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(found[i] - expected[i]));
    }
    return largest / Arrays.stream(expected).map(Math::abs).max().orElseThrow();
  }
}
