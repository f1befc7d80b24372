package org.conductance4j.attribution.path;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;

/** Settings of small random networks for the laws of single methods. */
public final class RandomQuestions {

  private RandomQuestions() {}

  /** 5 inputs, 6 and 4 tanh units (dense0, dense1), softmax of 3; element 2 shared by x and x′. */
  public static ResolvedQuestion dense(long seed) {
    return of(SmallNetworks.random(seed, Activation.TANH, 5, 6, 4, 3), seed);
  }

  /** The residual network, at a layer, from a baseline of −0.5. */
  public static ResolvedQuestion residual(long seed, String layer) {
    Program program = SmallNetworks.program(SmallNetworks.residual(seed, Activation.TANH));
    double[] baseline = new double[128];
    Arrays.fill(baseline, -0.5);
    return SmallNetworks.question(
            program,
            "probability:1",
            new SplittableRandom(seed).doubles(128, -1, 1).toArray(),
            baseline)
        .withLayer(program.layer(layer));
  }

  private static ResolvedQuestion of(MultiLayerNetwork network, long seed) {
    Program program = SmallNetworks.program(network);
    SplittableRandom random = new SplittableRandom(seed);
    double[] input = random.doubles(5, -1, 1).toArray();
    double[] baseline = random.doubles(5, -1, 1).toArray();
    baseline[2] = input[2];
    return SmallNetworks.question(program, "probability:1", input, baseline)
        .withLayer(program.layer("dense0"))
        .withNeurons(List.of(new Neuron(List.of(4))))
        .withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 24));
  }

  /** 3 inputs, 2 linear units, a linear output without bias. */
  public static ResolvedQuestion linear() {
    Program program =
        SmallNetworks.program(
            SmallNetworks.linear(new double[][] {{1, 2, 3}, {-1, 0, 5}}, new double[] {2, -3}));
    return SmallNetworks.question(program, "logit:0", 10, 20, 30)
        .withLayer(program.layer("hidden"))
        .withNeurons(List.of(new Neuron(List.of(0))));
  }

  public static Attribution attribution(AttributionMethod method, ResolvedQuestion question) {
    return method.attribute(question, ProgressListener.SILENT);
  }

  public static Tensor values(AttributionMethod method, ResolvedQuestion question) {
    return attribution(method, question).values();
  }
}
