package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.cli.Ended.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.model.NetworkFile;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Graphs as random ones turned out to be: each case is one that once went wrong. */
class UnusualGraphsTest {

  @TempDir private Path folder = Path.of("");

  /**
   * A scale that normalises pictures says nothing of the order of axes; the layer behind it does.
   */
  @Test
  void boxOnAPictureBehindAScale_channelsLast_countsRowsAndColumns() {
    save(
        graph ->
            graph
                .addInputs("in")
                .setInputTypes(InputType.convolutional(4, 5, 2, CNN2DFormat.NHWC))
                .addVertex("scale", new ScaleVertex(0.5), "in")
                .addVertex("shift", new ShiftVertex(0.1), "scale")
                .addLayer(
                    "conv",
                    new ConvolutionLayer.Builder(2, 2).nOut(3).dataFormat(CNN2DFormat.NHWC).build(),
                    "shift")
                .addLayer("out", output(2), "conv")
                .setOutputs("out"));
    Tensor x = write("x.npy", 1, 4, 5, 2);
    double[] mask = new double[x.length()];
    for (int i = 0; i < mask.length; i++) {
      int row = i / 10;
      int column = i / 2 % 5;
      mask[i] = row < 2 && column >= 3 ? 1 : 0;
    }
    Npy.write(folder.resolve("mask.npy"), Tensor.of(new int[] {4, 5, 2}, mask));

    String[] options = {"--objective", "probability:1", "--layer", "conv"};
    Tensor box = regional(options, "box:0,2,3,5");

    assertThat(box.shape()).containsExactly(1, 3, 4, 3);
    assertThat(box).isEqualTo(regional(options, "mask:" + folder.resolve("mask.npy")));
  }

  @Test
  void sequenceBehindAShift_featuresLast_isRead() {
    save(
        graph ->
            graph
                .addInputs("in")
                .setInputTypes(InputType.recurrent(2, 4, RNNFormat.NWC))
                .addVertex("shift", new ShiftVertex(0.1), "in")
                .addLayer(
                    "out",
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(3)
                        .dataFormat(RNNFormat.NWC)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "shift")
                .setOutputs("out"));
    write("x.npy", 1, 4, 2);

    Ended ended = attribute("gradient", "--objective", "probability:2@1");

    assertThat(ended.err()).isEmpty();
    assertThat(read().shape()).containsExactly(1, 4, 2);
  }

  /** Names of layers are paths in networks from elsewhere. */
  @Test
  void namesWithSlashesAndColons_objectiveAndRegion_areFound() {
    ends("side/left", "side/left/2", "head/conv:0");
    write("a.npy", 1, 3);
    write("b.npy", 1, 2);
    String[] options = {
      "--input",
      "side/left=" + folder.resolve("a.npy"),
      "--input",
      "side/left/2=" + folder.resolve("b.npy"),
      "--objective",
      "head/conv:0/probability:1",
      "--layer",
      "both"
    };

    List<double[]> parts = new ArrayList<>();
    for (String region : List.of("side/left", "side/left/2", "side/left/2/range:0,2")) {
      List<String> args = new ArrayList<>(List.of(options));
      args.addAll(List.of("--region", region));
      Ended ended = named("regional-conductance", args);
      assertThat(ended.err()).isEmpty();
      parts.add(read().toArray());
    }
    assertThat(named("layer-conductance", List.of(options)).err()).isEmpty();
    double[] all = read().toArray();

    assertThat(parts.get(1)).containsExactly(parts.get(2));
    for (int j = 0; j < all.length; j++) {
      assertThat(parts.get(0)[j] + parts.get(1)[j]).isCloseTo(all[j], within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void severalInputsAndOutputs_pruned_computeWhatTheMaskedNetworkDoes(boolean structural)
      throws IOException {
    ComputationGraph graph = ends("a", "b", "second");
    Npy.write(folder.resolve("rank.npy"), Tensor.of(new int[] {4}, new double[] {1, 9, 2, 8}));

    Ended ended = prune("told", 0.5, structural ? new String[] {"--structural"} : new String[0]);

    assertThat(ended.err()).isEmpty();
    JsonNode line = ended.json();
    assertThat(line.get("input_shape").toString()).isEqualTo("{\"a\":[3],\"b\":[2]}");
    assertThat(line.get("channels_removed").asInt()).isEqualTo(structural ? 2 : 0);
    INDArray a = Nd4j.createFromArray(0.3f, -1, 2).reshape(1, 3);
    INDArray b = Nd4j.createFromArray(0.7f, -0.2f).reshape(1, 2);
    for (int unit : new int[] {1, 3}) {
      graph.getParam("told_W").getColumn(unit).assign(0);
      graph.getParam("told_b").putScalar(0, unit, 0);
    }
    INDArray[] masked = graph.output(false, a, b);
    INDArray[] pruned =
        ModelSerializer.restoreComputationGraph(path("pruned.zip")).output(false, a, b);
    for (int end = 0; end < masked.length; end++) {
      assertThat(pruned[end].equalsWithEps(masked[end], 1e-5)).isTrue();
    }
  }

  @Test
  void shapeOfOneOfSeveralInputs_pruned_isGivenByName() {
    ends("a", "b", "second");
    Npy.write(folder.resolve("rank.npy"), Tensor.of(new int[] {4}, new double[] {1, 9, 2, 8}));

    Ended ended = prune("told", 0.5, "--input-shape", "3");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo(
            "--input-shape: needs the name of one of the network's inputs [a, b], got '3'; give"
                + " NAME=3\n");
  }

  /** DL4J fails at dilated windows over time in float32, and is asked in float64. */
  @Test
  void dilatedSequence_pruned_isComparedInDoublePrecision() throws IOException {
    save(
        graph ->
            graph
                .addInputs("in")
                .setInputTypes(InputType.recurrent(2, 6, RNNFormat.NCW))
                .addLayer(
                    "conv",
                    new Convolution1DLayer.Builder(2)
                        .nOut(3)
                        .dilation(2)
                        .convolutionMode(ConvolutionMode.Same)
                        .build(),
                    "in")
                .addLayer(
                    "out",
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "conv")
                .setOutputs("out"));
    Npy.write(folder.resolve("rank.npy"), Tensor.of(new int[] {3}, new double[] {1, 3, 2}));

    Ended ended = prune("conv", 0.4, "--input-shape", "2,6");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.json().get("largest_difference").asDouble()).isLessThan(1e-5);
  }

  @Test
  void placesOfAnotherLength_areRefused() {
    save(
        graph ->
            graph
                .addInputs("in")
                .setInputTypes(InputType.recurrent(2, 6, RNNFormat.NCW))
                .addLayer(
                    "local",
                    new LocallyConnected1D.Builder()
                        .kernelSize(2)
                        .nIn(2)
                        .nOut(2)
                        .setInputSize(6)
                        .build(),
                    "in")
                .addLayer("out", output(2), "local")
                .setOutputs("out"));
    write("x.npy", 1, 2, 8);

    Ended ended = attribute("gradient", "--objective", "probability:0");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo(
            "--input: layer 'local': needs inputs of the size that it was made for, [6, 1], got"
                + " [8, 1]; check the layers before it\n");
  }

  /** Without workspaces DL4J gives relu(d) + relu(d), with them d + relu(d) as in training. */
  @Test
  void activationBesideAnotherReader_withoutWorkspaces_isExplainedAsItWasTrained() {
    save(graph -> shared(graph).setOutputs("out"), WorkspaceMode.NONE);
    write("x.npy", 1, 3);

    Ended ended = attribute("gradient", "--objective", "probability:0");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
  }

  @Test
  void activationThatWritesIntoAnOutput_isNamed() {
    save(graph -> shared(graph).setOutputs("d", "out"));
    write("x.npy", 1, 3);

    Ended ended = attribute("gradient", "--objective", "d/logit:0");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .endsWith(
            "; in inference DL4J writes the activation 'relu' into 'd', which is an output: put a"
                + " ScaleVertex of 1 between them\n")
        .hasLineCount(1);
  }

  private static GraphBuilder shared(GraphBuilder graph) {
    return graph
        .addInputs("in")
        .setInputTypes(InputType.feedForward(3))
        .addLayer("d", dense(8, Activation.IDENTITY), "in")
        .addLayer("relu", new ActivationLayer(Activation.RELU), "d")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "d", "relu")
        .addLayer("out", output(2), "sum");
  }

  /** Two inputs that a hidden layer joins, with an output behind it and one beside. */
  private ComputationGraph ends(String first, String second, String beside) {
    return save(
        graph ->
            graph
                .addInputs(first, second)
                .setInputTypes(InputType.feedForward(3), InputType.feedForward(2))
                .addLayer("told", dense(4, Activation.TANH), first)
                .addLayer("heard", dense(3, Activation.TANH), second)
                .addVertex("both", new MergeVertex(), "told", "heard")
                .addLayer("out", output(3), "both")
                .addLayer(beside, output(2), "both")
                .setOutputs("out", beside));
  }

  private static DenseLayer dense(int units, Activation activation) {
    return new DenseLayer.Builder().nOut(units).activation(activation).build();
  }

  private static OutputLayer output(int classes) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private ComputationGraph save(Consumer<GraphBuilder> layers) {
    return save(layers, WorkspaceMode.ENABLED);
  }

  private ComputationGraph save(Consumer<GraphBuilder> layers, WorkspaceMode mode) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .activation(Activation.TANH)
            .inferenceWorkspaceMode(mode)
            .graphBuilder();
    layers.accept(builder);
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    NetworkFile.save(graph, folder.resolve("net.zip"));
    return graph;
  }

  private Tensor write(String name, int... shape) {
    double[] values = new SplittableRandom(3).doubles(Tensor.length(shape), -1, 1).toArray();
    Tensor tensor = Tensor.of(shape, values);
    Npy.write(folder.resolve(name), tensor);
    return tensor;
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Tensor read() {
    Tensor found = Npy.read(folder.resolve("out.npy"));
    assertThat(folder.resolve("out.npy").toFile().delete()).isTrue();
    return found;
  }

  private Tensor regional(String[] options, String region) {
    List<String> args = new ArrayList<>(List.of(options));
    args.addAll(List.of("--region", region, "--rule", "midpoint", "--steps", "4"));
    Ended ended = attribute("regional-conductance", args.toArray(String[]::new));
    assertThat(ended.err()).isEmpty();
    return read();
  }

  private Ended prune(String layer, double fraction, String... options) {
    List<String> args = new ArrayList<>(List.of("prune", path("net.zip"), "--layer", layer));
    args.addAll(List.of("--ranking", path("rank.npy"), "--fraction", Double.toString(fraction)));
    args.addAll(List.of("--out", path("pruned.zip")));
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }

  private Ended attribute(String method, String... options) {
    List<String> args = new ArrayList<>(List.of("--input", path("x.npy")));
    args.addAll(List.of(options));
    return named(method, args);
  }

  private Ended named(String method, List<String> options) {
    List<String> args = new ArrayList<>(List.of("attribute", path("net.zip"), "--quiet"));
    args.addAll(List.of("--method", method, "--dtype", "float64", "--out", path("out.npy")));
    args.addAll(options);
    if (method.endsWith("conductance") && !args.contains("--rule")) {
      args.addAll(List.of("--rule", "midpoint", "--steps", "4"));
    }
    assertThat(Files.exists(folder.resolve("out.npy"))).isFalse();
    return run(args.toArray(String[]::new));
  }
}
