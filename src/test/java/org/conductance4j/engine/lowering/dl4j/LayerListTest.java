package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.deeplearning4j.nn.conf.layers.Convolution3D.DataFormat.NCDHW;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Chains;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaVertex;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every class of layer and vertex that DL4J has is lowered or refused in one line. */
class LayerListTest {

  private static final String PACKAGE = "org/deeplearning4j/nn/conf/";

  /** Layers without a rule, that are refused by their name with the hooks as the way out. */
  private static final Set<String> REFUSED_LAYERS =
      Set.of(
          "CapsuleLayer",
          "CapsuleStrengthLayer",
          "LearnedSelfAttentionLayer",
          "MaskLayer",
          "OCNNOutputLayer",
          "PrimaryCapsules",
          "RecurrentAttentionLayer",
          "SelfAttentionLayer",
          "Yolo2OutputLayer");

  /** Layers that are seen before the rules: wrappers that are taken off, and stacks. */
  private static final Set<String> ELSEWHERE =
      Set.of("FrozenLayer", "FrozenLayerWithBackprop", "SpaceToBatchLayer");

  private static final Set<String> REFUSED_VERTICES = Set.of("AttentionVertex");

  /** Vertices that are lowered with the whole graph in view. */
  private static final Set<String> VERTICES_ELSEWHERE =
      Set.of(
          "LayerVertex",
          "PreprocessorVertex",
          "StackVertex",
          "UnstackVertex",
          "DuplicateToTimeSeriesVertex");

  private static List<Class<?>> classes(Class<?> base) throws IOException {
    Path jar = Path.of(base.getProtectionDomain().getCodeSource().getLocation().getPath());
    List<Class<?>> found = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (var entry : file.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith(PACKAGE) && name.endsWith(".class") && !name.contains("$")) {
          Class<?> type = load(name.substring(0, name.length() - 6).replace('/', '.'));
          if (base.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
            found.add(type);
          }
        }
      }
    }
    return found;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, LayerListTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void layers_ofDl4j_haveARuleOrStandInTheListOfRefusals() throws IOException {
    Set<String> without = new TreeSet<>();
    List<Class<?>> layers = classes(Layer.class);
    for (Class<?> layer : layers) {
      if (!LayerRules.knows(layer) && !ELSEWHERE.contains(layer.getSimpleName())) {
        without.add(layer.getSimpleName());
      }
    }
    without.removeAll(Set.of("Convolution1D", "Convolution2D", "Pooling1D", "Pooling2D"));

    assertThat(layers).hasSizeGreaterThan(55);
    assertThat(without).containsExactlyInAnyOrderElementsOf(REFUSED_LAYERS);
  }

  @Test
  void vertices_ofDl4j_haveARuleOrStandInTheListOfRefusals() throws IOException {
    Set<String> without = new TreeSet<>();
    List<Class<?>> vertices = classes(GraphVertex.class);
    for (Class<?> vertex : vertices) {
      if (!VertexRules.knows(vertex) && !VERTICES_ELSEWHERE.contains(vertex.getSimpleName())) {
        without.add(vertex.getSimpleName());
      }
    }

    assertThat(vertices).hasSizeGreaterThan(17);
    assertThat(without).containsExactlyInAnyOrderElementsOf(REFUSED_VERTICES);
  }

  private static final class Doubling extends SameDiffLambdaLayer {
    @Override
    public SDVariable defineLayer(SameDiff sameDiff, SDVariable input) {
      return input.mul(2);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
      return inputType;
    }
  }

  static Stream<Arguments> refusals() {
    DenseLayer noisy = new DenseLayer.Builder().nOut(3).build();
    noisy.setWeightNoise(new WeightNoise(new NormalDistribution(0, 1), true, true));
    DenseLayer dropped = new DenseLayer.Builder().nOut(3).build();
    dropped.setWeightNoise(new DropConnect(0.5, true));
    InputType sequence = InputType.recurrent(3, 5);
    InputType picture = InputType.convolutional(6, 6, 2);
    String hooks =
        "; give a function for it (docs/hooks.md) or take a supported layer in its place";
    return Stream.of(
        Arguments.of(
            sequence,
            new SelfAttentionLayer.Builder().nOut(3).nHeads(1).projectInput(true).build(),
            "cannot be lowered, got SelfAttentionLayer" + hooks),
        Arguments.of(sequence, new MaskLayer(), "cannot be lowered, got MaskLayer" + hooks),
        Arguments.of(
            InputType.feedForward(3), new Doubling(), "cannot be lowered, got Doubling" + hooks),
        Arguments.of(
            picture, sumOfPictures(), "cannot be lowered, got SUM pooling; DL4J refuses it too"),
        Arguments.of(
            InputType.convolutional3D(NCDHW, 4, 4, 4, 2),
            normOfVolumes(),
            "cannot be lowered, got PNORM pooling in three dimensions; DL4J has MAX and AVG"),
        Arguments.of(
            InputType.feedForward(3),
            noisy,
            "cannot have noise in its biases, which DL4J applies in inference too, got WeightNoise"
                + " with applyToBias; set its weight noise to null before saving"),
        Arguments.of(
            InputType.feedForward(3),
            dropped,
            "cannot have noise in its biases, which DL4J applies in inference too, got DropConnect"
                + " with applyToBias; set its weight noise to null before saving"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("refusals")
  void refusal_ofALayer_isOneLine(InputType type, Layer layer, String message) {
    ComputationGraph graph = Chains.graph(type, 1, layer);
    int[] shape = shape(type);

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, shape))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("layer 'layer0': " + message);
  }

  private static int[] shape(InputType type) {
    long[] batched = type.getShape(false);
    int[] shape = new int[batched.length];
    for (int k = 0; k < shape.length; k++) {
      shape[k] = (int) batched[k];
    }
    return shape;
  }

  @Test
  void lambdaVertexAndAttention_areRefusedWithTheHooks() {
    SameDiffLambdaVertex lambda =
        new SameDiffLambdaVertex() {
          @Override
          public SDVariable defineVertex(SameDiff sameDiff, VertexInputs inputs) {
            return inputs.getInput(0).mul(2);
          }

          @Override
          public InputType getOutputType(int layerIndex, InputType... inputTypes) {
            return inputTypes[0];
          }
        };
    GraphVertex attention =
        new AttentionVertex.Builder()
            .nInQueries(4)
            .nInKeys(4)
            .nInValues(4)
            .nOut(4)
            .nHeads(1)
            .projectInput(true)
            .build();
    assertThatThrownBy(() -> lower(lambda, InputType.feedForward(4), "a"))
        .hasMessageContaining(
            "layer 'vertex': cannot be lowered, got SameDiffLambdaVertex; give a function for it"
                + " (docs/hooks.md)");
    assertThatThrownBy(() -> lower(attention, InputType.recurrent(4, 3), "a", "a", "a"))
        .hasMessageContaining(
            "layer 'vertex': cannot be lowered, got AttentionVertex; give a function for it"
                + " (docs/hooks.md)");
  }

  private static void lower(GraphVertex vertex, InputType type, String... inputs) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(type)
                .addVertex("a", new ScaleVertex(1), "in")
                .addVertex("vertex", vertex, inputs)
                .setOutputs("vertex")
                .build());
    graph.init();
    Dl4jLowering.lower(graph, Precision.FLOAT32, shape(type));
  }

  static Stream<Arguments> whatDl4jRefusesToo() {
    return Stream.of(
        Arguments.of(InputType.convolutional(6, 6, 2), sumOfPictures()),
        Arguments.of(
            InputType.recurrent(3, 5),
            new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.SUM).kernelSize(2).build()),
        Arguments.of(InputType.recurrent(3, 5), new BatchNormalization()),
        Arguments.of(InputType.convolutional3D(NCDHW, 4, 4, 4, 2), new BatchNormalization()));
  }

  /** What the refusals say of DL4J is true. */
  @ParameterizedTest
  @MethodSource("whatDl4jRefusesToo")
  void refusalOnAccountOfDl4j_isTrue(InputType type, Layer layer) {
    ComputationGraph graph = Chains.graph(type, 1, layer);
    long[] shape = type.getShape(true);
    shape[0] = 2;

    assertThatThrownBy(() -> graph.outputSingle(Nd4j.rand(DataType.FLOAT, shape)))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, shape(type)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("DL4J");
  }

  /** DL4J has no other pooling of volumes: whatever else is set, it takes the average. */
  @Test
  void normOfVolumes_inDl4j_isTheAverage() {
    InputType type = InputType.convolutional3D(NCDHW, 4, 4, 4, 2);
    INDArray x = Nd4j.rand(DataType.FLOAT, 1, 2, 4, 4, 4);
    Subsampling3DLayer average =
        new Subsampling3DLayer.Builder(Subsampling3DLayer.PoolingType.AVG)
            .kernelSize(2, 2, 2)
            .build();

    assertThat(Chains.graph(type, 1, normOfVolumes()).outputSingle(x))
        .isEqualTo(Chains.graph(type, 1, average).outputSingle(x));
  }

  private static Layer sumOfPictures() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.SUM).kernelSize(2, 2).build();
  }

  private static Layer normOfVolumes() {
    Subsampling3DLayer norm =
        new Subsampling3DLayer.Builder(Subsampling3DLayer.PoolingType.AVG)
            .kernelSize(2, 2, 2)
            .build();
    norm.setPoolingType(PoolingType.PNORM);
    return norm;
  }

  @Test
  void input_ofOtherChannels_isRefusedByItsShape() {
    ComputationGraph graph =
        Chains.graph(
            InputType.convolutional(8, 8, 2),
            1,
            new ConvolutionLayer.Builder(3, 3).nOut(2).build());

    assertThatThrownBy(() -> Dl4jLowering.lower(graph, Precision.FLOAT32, 3, 8, 8))
        .hasMessage(
            "layer 'layer0': needs 2 features or channels, got [3, 8, 8]; check the input's shape");
  }
}
