package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Split;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Vertices that are no layers against DL4J's own inference, on features and on pictures. */
class VertexTest {

  static Stream<Arguments> vertices() {
    List<Arguments> cases = new ArrayList<>();
    for (ElementWiseVertex.Op op : ElementWiseVertex.Op.values()) {
      boolean two = op == ElementWiseVertex.Op.Subtract;
      add(cases, op.name(), new ElementWiseVertex(op), two ? "a b" : "a b c");
    }
    add(cases, "merge", new MergeVertex(), "a b c");
    add(cases, "subset", new SubsetVertex(1, 2), "a");
    add(cases, "scale", new ScaleVertex(-1.5), "a");
    add(cases, "shift", new ShiftVertex(0.25), "a");
    add(cases, "frozen", new FrozenVertex(new ScaleVertex(2)), "a");
    add(cases, "norm", new L2NormalizeVertex(), "a");
    add(cases, "distance", new L2Vertex(), "a b");
    return cases.stream();
  }

  private static void add(List<Arguments> cases, String name, GraphVertex vertex, String inputs) {
    cases.add(Arguments.of(name, vertex, inputs.split(" ")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vertices")
  void features_valueAndDerivatives_equalThoseOfDl4j(
      String name, GraphVertex vertex, String[] inputs) {
    check(
        new int[] {6},
        InputType.feedForward(6),
        graph -> {
          for (String branch : inputs) {
            graph.addLayer(branch, dense(4), "input");
          }
          graph.addVertex("vertex", vertex, inputs).setOutputs("vertex");
        });
  }

  /** Without the norm, which DL4J computes of pictures in float32 alone. */
  static Stream<Arguments> verticesOfPictures() {
    return vertices().filter(vertex -> !vertex.get()[0].equals("norm"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("verticesOfPictures")
  void pictures_valueAndDerivatives_equalThoseOfDl4j(
      String name, GraphVertex vertex, String[] inputs) {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      boolean first = format == CNN2DFormat.NCHW;
      check(
          first ? new int[] {2, 6, 5} : new int[] {6, 5, 2},
          InputType.convolutional(6, 5, 2, format),
          graph -> {
            for (String branch : inputs) {
              graph.addLayer(branch, convolution(3, format), "input");
            }
            graph.addVertex("vertex", vertex.clone(), inputs).setOutputs("vertex");
          });
    }
  }

  /** In float64 the picture is normalised as features, which DL4J can, and is the same. */
  @Test
  void normalisedPicture_valueAndDerivatives_equalThoseOfItsFeatures() {
    Consumer<GraphBuilder> picture =
        graph -> graph.addVertex("vertex", new L2NormalizeVertex(), "input").setOutputs("vertex");
    Consumer<GraphBuilder> features =
        graph ->
            graph
                .addVertex("flat", new ReshapeVertex(-1, 60), "input")
                .addVertex("norm", new L2NormalizeVertex(), "flat")
                .addVertex("vertex", new ReshapeVertex(-1, 2, 6, 5), "norm")
                .setOutputs("vertex");
    InputType type = InputType.convolutional(6, 5, 2);
    int[] shape = {2, 6, 5};
    check(shape, type, features);
    NetworkOracle oracle = new NetworkOracle(graph(type, 0, picture), shape, 3, 0);

    assertThat(oracle.forwardError(Precision.FLOAT32)).isLessThan(1e-5);
    double[] x = oracle.gaussian(180);
    double[] u = oracle.gaussian(180);
    try (Evaluator a = evaluator(graph(type, 0, picture));
        Evaluator b = evaluator(graph(type, 0, features))) {
      a.forward(x);
      b.forward(x);
      assertThat(NetworkOracle.error(a.target(0), b.target(0))).isLessThan(1e-15);
      assertThat(NetworkOracle.error(a.vjp(u)[0], b.vjp(u)[0])).isLessThan(1e-14);
      assertThat(NetworkOracle.error(a.jvp(u)[0], b.jvp(u)[0])).isLessThan(1e-14);
    }
  }

  private static Evaluator evaluator(ComputationGraph graph) {
    return Dl4jLowering.lower(graph, Precision.FLOAT64, 2, 6, 5).whole(OutputStage.OUTPUT).bind(3);
  }

  /** Channels that are weighed by a function of themselves; DL4J infers no types of such inputs. */
  @ParameterizedTest
  @EnumSource
  void broadcast_elementWise_equalsDl4j(ElementWiseVertex.Op op) {
    check(
        new int[] {2, 6, 5},
        null,
        graph ->
            graph
                .addLayer(
                    "wide",
                    new ConvolutionLayer.Builder(3, 2)
                        .nIn(2)
                        .nOut(3)
                        .activation(Activation.TANH)
                        .build(),
                    "input")
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "wide")
                .addLayer(
                    "dense",
                    new DenseLayer.Builder().nIn(3).nOut(3).activation(Activation.SIGMOID).build(),
                    "mean")
                .addVertex("narrow", new ReshapeVertex(-1, 3, 1, 1), "dense")
                .addVertex("vertex", new ElementWiseVertex(op), "wide", "narrow")
                .setOutputs("vertex"));
  }

  @Test
  void mergedRows_anyAxis_equalsDl4j() {
    for (int axis = 1; axis <= 3; axis++) {
      MergeVertex merge = new MergeVertex();
      merge.setMergeAxis(axis);
      check(
          new int[] {2, 6, 5},
          InputType.convolutional(6, 5, 2),
          graph ->
              graph
                  .addLayer("a", convolution(3, CNN2DFormat.NCHW), "input")
                  .addLayer("b", convolution(3, CNN2DFormat.NCHW), "input")
                  .addVertex("vertex", merge, "a", "b", "a")
                  .setOutputs("vertex"));
    }
  }

  @Test
  void poolHelper_picture_equalsDl4j() {
    check(
        new int[] {2, 6, 5},
        InputType.convolutional(6, 5, 2),
        graph -> graph.addVertex("vertex", new PoolHelperVertex(), "input").setOutputs("vertex"));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void reshape_eachExample_equalsDl4j(ReshapeVertex reshape) {
    check(
        new int[] {2, 6, 5},
        InputType.convolutional(6, 5, 2),
        graph ->
            graph
                .addLayer("a", convolution(3, CNN2DFormat.NCHW), "input")
                .addVertex("vertex", reshape, "a")
                .setOutputs("vertex"));
  }

  static Stream<ReshapeVertex> shapes() {
    return Stream.of(
        new ReshapeVertex(-1, 48),
        new ReshapeVertex(-1, 6, 8),
        new ReshapeVertex(-1, 2, 4, 6),
        new ReshapeVertex('f', new int[] {-1, 2, 4, 6}, null),
        new ReshapeVertex('f', new int[] {-1, 48}, null));
  }

  @Test
  void preprocessors_pictureAndVolume_equalDl4j() {
    check(
        new int[] {2, 6, 5},
        InputType.convolutional(6, 5, 2),
        graph ->
            graph
                .addVertex(
                    "flat",
                    new PreprocessorVertex(new CnnToFeedForwardPreProcessor(6, 5, 2)),
                    "input")
                .addVertex(
                    "volume",
                    new PreprocessorVertex(new FeedForwardToCnn3DPreProcessor(3, 2, 5, 2, false)),
                    "flat")
                .addVertex("shift", new ShiftVertex(1), "volume")
                .addVertex(
                    "again",
                    new PreprocessorVertex(new Cnn3DToFeedForwardPreProcessor(3, 2, 5, 2, false)),
                    "shift")
                .addVertex(
                    "vertex",
                    new PreprocessorVertex(new FeedForwardToCnnPreProcessor(5, 6, 2)),
                    "again")
                .setOutputs("vertex"));
  }

  /** Siamese branches: the same weights for two inputs and their difference. */
  @Test
  void stack_unstackedAgain_equalsDl4j() {
    check(
        new int[] {2, 6, 5},
        InputType.convolutional(6, 5, 2),
        graph ->
            graph
                .addVertex("negative", new ScaleVertex(-0.5), "input")
                .addVertex("shifted", new ShiftVertex(0.3), "input")
                .addVertex("stack", new StackVertex(), "input", "negative", "shifted")
                .addLayer("shared", convolution(3, CNN2DFormat.NCHW), "stack")
                .addLayer("dense", dense(4), "shared")
                .addVertex("first", new UnstackVertex(0, 3), "dense")
                .addVertex("second", new UnstackVertex(1, 3), "dense")
                .addVertex("third", new UnstackVertex(2, 3), "dense")
                .addVertex(
                    "vertex",
                    new ElementWiseVertex(ElementWiseVertex.Op.Product),
                    "first",
                    "second",
                    "third")
                .setOutputs("vertex"));
  }

  @ParameterizedTest
  @EnumSource
  void spaceToBatch_unstackedAgain_equalsDl4j(CNN2DFormat format) {
    boolean first = format == CNN2DFormat.NCHW;
    check(
        first ? new int[] {2, 6, 5} : new int[] {6, 5, 2},
        InputType.convolutional(6, 5, 2, format),
        graph ->
            graph
                .addLayer(
                    "blocks",
                    new SpaceToBatchLayer.Builder<>(new int[] {2, 3}, new int[][] {{1, 1}, {0, 1}})
                        .dataFormat(format)
                        .build(),
                    "input")
                .addLayer("shared", convolution(3, format), "blocks")
                .addVertex("third", new UnstackVertex(2, 6), "shared")
                .addVertex("last", new UnstackVertex(5, 6), "shared")
                .addVertex("vertex", new MergeVertex(), "third", "last")
                .setOutputs("vertex"));
  }

  @Test
  void splitAtAStack_bothParts_composeToTheWhole() {
    ComputationGraph graph =
        graph(
            InputType.feedForward(6),
            1,
            builder ->
                builder
                    .addVertex("negative", new ScaleVertex(-0.5), "input")
                    .addVertex("stack", new StackVertex(), "input", "negative")
                    .addLayer("shared", dense(4), "stack")
                    .addVertex("first", new UnstackVertex(0, 2), "shared")
                    .addVertex("second", new UnstackVertex(1, 2), "shared")
                    .addVertex("vertex", new L2Vertex(), "first", "second")
                    .setOutputs("vertex"));
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT64, 6);
    Layer shared = program.layer("shared");
    Split split = program.split(shared, OutputStage.OUTPUT);
    double[] x = {1, -2, 3, 0.5, 0, -1};

    assertThat(shared.shape()).containsExactly(2, 4);
    assertThat(shared.cutsEveryPath()).isTrue();
    try (Evaluator whole = program.whole(OutputStage.OUTPUT).bind(1);
        Evaluator lower = split.lower().bind(1);
        Evaluator upper = split.upper().bind(1)) {
      whole.forward(x);
      lower.forward(x);
      upper.forward(lower.target(0));
      assertThat(upper.target(0)).containsExactly(whole.target(0));
    }
  }

  @Test
  void stackedOutput_lower_isRefused() {
    ComputationGraph graph =
        graph(
            InputType.feedForward(6),
            1,
            builder ->
                builder
                    .addVertex("stack", new StackVertex(), "input", "input")
                    .addLayer("out", dense(4), "stack")
                    .setOutputs("out"));

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT64, 6))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("layer 'out': needs one output for each input, got [2, 4]; unstack it");
  }

  @Test
  void unstackedBatch_lower_isRefused() {
    ComputationGraph graph =
        graph(
            InputType.feedForward(6),
            1,
            builder ->
                builder
                    .addVertex("half", new UnstackVertex(0, 2), "input")
                    .addLayer("out", dense(4), "half")
                    .setOutputs("out"));

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT64, 6))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'half': needs a stack of a multiple of 2 parts, got 1; stack before it, as the"
                + " examples of a batch stay apart");
  }

  private static DenseLayer dense(int outputs) {
    return new DenseLayer.Builder().nOut(outputs).activation(Activation.TANH).build();
  }

  private static ConvolutionLayer convolution(int outputs, CNN2DFormat format) {
    return new ConvolutionLayer.Builder(3, 2)
        .nOut(outputs)
        .stride(1, 1)
        .dataFormat(format)
        .padding(0, 0)
        .activation(Activation.SIGMOID)
        .build();
  }

  private static void check(int[] shape, @Nullable InputType type, Consumer<GraphBuilder> build) {
    for (int seed = 0; seed < 2; seed++) {
      NetworkOracle.check(graph(type, seed, build), shape, 1 + 2 * seed, seed);
    }
  }

  private static ComputationGraph graph(
      @Nullable InputType type, int seed, Consumer<GraphBuilder> build) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder().seed(seed).graphBuilder().addInputs("input");
    build.accept(builder);
    if (type != null) {
      builder.setInputTypes(type);
    }
    return NetworkOracle.initialised(new ComputationGraph(builder.build()), seed);
  }
}
