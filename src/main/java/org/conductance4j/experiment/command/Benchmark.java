package org.conductance4j.experiment.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.engine.lowering.dl4j.Dl4jForward;
import org.conductance4j.experiment.input.ToolFacts;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxValue;
import org.jspecify.annotations.Nullable;

/**
 * How long the engine's passes take on this machine, beside DL4J's own forward pass. Times are
 * medians of several passes after a few that are not counted.
 */
public final class Benchmark {

  /** Networks that can be named. */
  public static final List<String> NETWORKS =
      List.of("stoplight", "efficientnet-lite0", "resnet18", "resnet50", "resnet152");

  private static final String SHIPPED = "stoplight";
  private static final String SHIPPED_FILE = "experiments/stoplight/network.zip";

  /** What the compiler takes to be done with the loops of a pass, in nanoseconds. */
  private static final long WARMUP = 700_000_000;

  private static final int RUNS = 9;
  private static final long DL4J_WARMUP = 0;
  private static final int DL4J_RUNS = 3;

  /** Tokens of a text where the network takes any number of them. */
  private static final int TOKENS = 128;

  private static final double NANOSECONDS = 1e6;

  private Benchmark() {}

  /**
   * One network at one batch size.
   *
   * @param network its name
   * @param batch number of examples in a pass
   * @param forwardMsPerImage time of a forward pass, in milliseconds an example
   * @param forwardAndVjpMsPerImage of a forward pass and a reverse pass to the input
   * @param jvpMsPerImage of a forward-mode pass along one direction, at a point that is known
   * @param dl4jForwardMsPerImage of DL4J's own forward pass in inference mode; null for a network
   *     that DL4J cannot run
   * @param peakBytes native memory: the buffers of the three passes, and the weights as the graph
   *     has them, as they were lowered, with the normalisation folded in, and turned round for the
   *     reverse pass
   */
  public record Row(
      String network,
      int batch,
      double forwardMsPerImage,
      double forwardAndVjpMsPerImage,
      double jvpMsPerImage,
      @Nullable Double dl4jForwardMsPerImage,
      long peakBytes) {}

  /**
   * Measures a network.
   *
   * @param name one of {@link #NETWORKS} or a file; of the former all but the shipped one get
   *     seeded random weights
   * @param batch number of examples in a pass, at least 1
   * @param progress is told the progress
   * @return the row
   * @throws InvalidInputException if the name is unknown or the shipped network is not there
   */
  public static Row measure(String name, int batch, ProgressListener progress) {
    LoadedNetwork network = load(name);
    OnnxModel model = network.onnx().orElse(null);
    int[] given = model == null ? shape(network, name) : new int[0];
    Program program =
        model == null
            ? NetworkLowering.lower(network, Precision.FLOAT32, given)
            : NetworkLowering.lowerNamed(network, Precision.FLOAT32, tokens(model));
    int[] shape = model == null ? given : program.inputShape();
    double[] x = new SplittableRandom(1).doubles((long) batch * Tensor.length(shape)).toArray();
    Section section = program.whole(OutputStage.LOGITS);
    double forward;
    double both;
    double jvp;
    long bytes;
    try (Evaluator evaluator = section.bind(batch)) {
      double[] u = new double[batch * Tensor.length(section.targetShapes().get(0))];
      Arrays.fill(u, 1);
      forward = median(WARMUP, RUNS, () -> evaluator.forward(x));
      progress.progressed(name, 0.2);
      both =
          median(
              WARMUP,
              RUNS,
              () -> {
                evaluator.forward(x);
                evaluator.vjp(u);
              });
      progress.progressed(name, 0.4);
      jvp = median(WARMUP, RUNS, () -> evaluator.jvp(x));
      progress.progressed(name, 0.6);
      bytes = evaluator.bytes();
    }
    Double dl4j =
        network.onnx().isPresent()
            ? null
            : (Double)
                (median(DL4J_WARMUP, DL4J_RUNS, Dl4jForward.of(network.graph(), shape, x)) / batch);
    progress.progressed(name, 1);
    return new Row(
        name,
        batch,
        forward / batch,
        both / batch,
        jvp / batch,
        dl4j,
        bytes + 2 * network.weightBytes() + section.moreWeightBytes());
  }

  private static int[] shape(LoadedNetwork network, String name) {
    return network
        .inputShape()
        .orElseThrow(
            () ->
                InvalidInputException.of(
                    "network",
                    "must say the shape of its input",
                    "'" + name + "'",
                    "export it with a fixed one"));
  }

  /** A length for inputs of tokens that may have any. */
  private static Map<String, int[]> tokens(OnnxModel model) {
    Map<String, int[]> shapes = new HashMap<>();
    for (OnnxValue input : model.graph().inputs()) {
      List<OnnxValue.Axis> axes = input.axes();
      boolean free = axes != null && axes.size() == 2 && axes.get(1).extent() < 1;
      if (free && input.type() != null && !input.type().isReal()) {
        shapes.put(input.name(), new int[] {TOKENS});
      }
    }
    return shapes;
  }

  /**
   * Refuses a name that is not known, and the shipped network where it is not, before anything is
   * measured.
   *
   * @param name one of {@link #NETWORKS}, or a file
   * @throws InvalidInputException if it is neither known nor there
   */
  public static void requireKnown(String name) {
    if (!NETWORKS.contains(name) && !Files.isRegularFile(Path.of(name))) {
      throw InvalidInputException.of(
          "network",
          "must be a known network",
          "'" + name + "'",
          NearMatches.remedy(name, NETWORKS));
    }
    if (name.equals(SHIPPED) && !Files.isRegularFile(shipped())) {
      throw InvalidInputException.of(
          "network",
          "needs " + SHIPPED_FILE + " of the program's checkout for '" + SHIPPED + "'",
          "no such file: " + shipped(),
          "choose another network");
    }
  }

  private static LoadedNetwork load(String name) {
    requireKnown(name);
    if (!NETWORKS.contains(name)) {
      return NetworkFile.load(name, Optional.empty());
    }
    return name.equals(SHIPPED)
        ? NetworkFile.load(shipped().toString(), Optional.empty())
        : NetworkFile.random(name, 1);
  }

  /** From wherever the program is called. */
  private static Path shipped() {
    Path root = ToolFacts.checkout();
    return root == null ? Path.of(SHIPPED_FILE) : root.resolve(SHIPPED_FILE);
  }

  /** Milliseconds, after at least one pass that is not counted. */
  private static double median(long warmup, int runs, Runnable pass) {
    long begin = System.nanoTime();
    do {
      pass.run();
    } while (System.nanoTime() - begin < warmup);
    double[] times = new double[runs];
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      pass.run();
      times[run] = (System.nanoTime() - start) / NANOSECONDS;
    }
    Arrays.sort(times);
    return times[runs / 2];
  }
}
