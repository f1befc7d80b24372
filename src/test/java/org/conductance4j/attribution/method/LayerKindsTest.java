package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Attribution in networks of many kinds of layers against differences of DL4J's own forward pass on
 * the same nodes. Tolerance, as a part of the largest score of its kind: 1e-8 (measured with seeds
 * 0–2: at most 4e-10).
 */
class LayerKindsTest {

  private static final int NODES = 3;
  private static final double TOLERANCE = 1e-8;

  static Stream<Arguments> networks() {
    return IntStream.range(0, 3)
        .boxed()
        .flatMap(
            seed ->
                Stream.of(
                    Arguments.of("picture", "separable", 1, seed),
                    Arguments.of("picture", "deconvolution", 1, seed),
                    Arguments.of("volume", "pooling", 1, seed),
                    Arguments.of("volume", "deconvolution", 1, seed),
                    Arguments.of("siamese", "shared", 2, seed),
                    Arguments.of("siamese", "first", 1, seed)));
  }

  @ParameterizedTest(name = "{0} at {1}, seed {3}")
  @MethodSource("networks")
  void explain_anyLayer_isTheSlowIntegral(String kind, String layer, int parts, int seed) {
    int[] shape = shape(kind);
    ComputationGraph graph = graph(kind, seed);
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT64, shape);
    int length = IntStream.of(shape).reduce(1, (a, b) -> a * b);
    double[] x = new SplittableRandom(seed).doubles(length, -1, 1).toArray();
    double[] baseline = new double[length];
    Arrays.fill(baseline, 0.25);
    double[] mask = IntStream.range(0, length).mapToDouble(i -> i % 3 == 1 ? 1 : 0).toArray();
    ResolvedQuestion question =
        ResolvedQuestion.of(
                program,
                Objective.parse("probability:1").resolve(program, List.of(), x),
                Tensor.of(shape, x),
                Tensor.of(shape, baseline))
            .withLayer(program.layer(layer))
            .withRegions(List.of(Region.mask(shape, Tensor.of(shape, mask))))
            .withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, NODES));

    Explanation explanation = SmallNetworks.explain(question);

    DifferencedNetwork network = new DifferencedNetwork(graph, shape, layer, parts, 1);
    double[] v = question.direction();
    double[] inside = IntStream.range(0, length).mapToDouble(i -> v[i] * mask[i]).toArray();
    assertThat(explanation.atInput()).isCloseTo(network.score(x), within(1e-13));
    equal(
        explanation.inputAttribution(),
        integral(question, at -> times(network.inputGradient(at), v)));
    equal(
        explanation.layerConductance(),
        integral(question, at -> times(network.layerGradient(at), network.layerTangent(at, v))));
    equal(
        explanation.regionalConductance(0),
        integral(
            question, at -> times(network.layerGradient(at), network.layerTangent(at, inside))));
    assertThat(explanation.ledger().regionAdditivity()).isLessThan(1e-12);
  }

  private static void equal(Tensor actual, double[] expected) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(scale).isGreaterThan(1e-6);
    assertThat(actual.toArray()).containsExactly(expected, within(TOLERANCE * scale));
  }

  private static double[] times(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).toArray();
  }

  private static double[] integral(
      ResolvedQuestion question, Function<double[], double[]> integrand) {
    PathNodes nodes = PathNodes.of(PathRule.GAUSS_LEGENDRE, NODES);
    double[] sum = new double[0];
    for (int k = 0; k < nodes.count(); k++) {
      double[] term = integrand.apply(question.points(nodes.alpha(k)));
      sum = k == 0 ? new double[term.length] : sum;
      for (int i = 0; i < term.length; i++) {
        sum[i] += nodes.weight(k) * term[i];
      }
    }
    return sum;
  }

  private static int[] shape(String kind) {
    return switch (kind) {
      case "picture" -> new int[] {7, 6, 2};
      case "volume" -> new int[] {2, 4, 5, 4};
      default -> new int[] {3, 7};
    };
  }

  private static ComputationGraph graph(String kind, int seed) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(DataType.DOUBLE)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("in");
    String last =
        switch (kind) {
          case "picture" -> picture(builder);
          case "volume" -> volume(builder);
          default -> siamese(builder);
        };
    builder
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build(),
            last)
        .setOutputs("out");
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    Random random = new Random(seed);
    for (int i = 0; i < graph.params().length(); i++) {
      graph.params().putScalar(i, graph.params().getDouble(i) + 0.3 * random.nextGaussian());
    }
    return graph;
  }

  private static String picture(GraphBuilder graph) {
    CNN2DFormat format = CNN2DFormat.NHWC;
    graph
        .setInputTypes(InputType.convolutional(7, 6, 2, format))
        .addLayer(
            "convolution",
            new ConvolutionLayer.Builder(3, 3)
                .nOut(4)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .build(),
            "in")
        .addLayer(
            "response",
            new LocalResponseNormalization.Builder()
                .n(3)
                .k(1)
                .alpha(0.5)
                .dataFormat(format)
                .build(),
            "convolution")
        .addLayer(
            "separable",
            new SeparableConvolution2D.Builder(3, 2)
                .nOut(3)
                .stride(2, 2)
                .dataFormat(format)
                .build(),
            "response")
        .addLayer(
            "deconvolution",
            new Deconvolution2D.Builder(3, 3).nOut(3).stride(2, 2).dataFormat(format).build(),
            "separable")
        .addLayer(
            "pooling",
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM)
                .kernelSize(3, 2)
                .stride(2, 2)
                .pnorm(2)
                .dataFormat(format)
                .build(),
            "deconvolution")
        .addLayer(
            "upsampling",
            new Upsampling2D.Builder().size(new int[] {2, 2}).dataFormat(format).build(),
            "pooling")
        .addLayer("global", new GlobalPoolingLayer(PoolingType.AVG), "upsampling")
        .addLayer("dense", new DenseLayer.Builder().nOut(5).hasLayerNorm(true).build(), "global");
    return "dense";
  }

  private static String volume(GraphBuilder graph) {
    graph
        .setInputTypes(InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 5, 4, 2))
        .addLayer(
            "convolution",
            new Convolution3D.Builder(new int[] {2, 3, 2}).nOut(3).padding(1, 1, 0).build(),
            "in")
        .addLayer(
            "pooling",
            new Subsampling3DLayer.Builder(Subsampling3DLayer.PoolingType.AVG)
                .kernelSize(2, 2, 2)
                .stride(2, 2, 1)
                .build(),
            "convolution")
        .addLayer(
            "deconvolution",
            new Deconvolution3D.Builder()
                .kernelSize(2, 2, 2)
                .stride(1, 2, 1)
                .nOut(2)
                .dataFormat(Convolution3D.DataFormat.NCDHW)
                .build(),
            "pooling")
        .addLayer("global", new GlobalPoolingLayer(PoolingType.AVG), "deconvolution");
    return "global";
  }

  private static String siamese(GraphBuilder graph) {
    graph
        .setInputTypes(InputType.recurrent(3, 7, RNNFormat.NCW))
        .addVertex("turned", new ScaleVertex(-0.7), "in")
        .addVertex("stack", new StackVertex(), "in", "turned")
        .addLayer(
            "shared",
            new Convolution1DLayer.Builder(3)
                .nOut(4)
                .convolutionMode(ConvolutionMode.Causal)
                .build(),
            "stack")
        .addLayer("global", new GlobalPoolingLayer(PoolingType.AVG), "shared")
        .addVertex("first", new UnstackVertex(0, 2), "global")
        .addVertex("second", new UnstackVertex(1, 2), "global")
        .addVertex("norm", new L2NormalizeVertex(), "first")
        .addVertex(
            "difference", new ElementWiseVertex(ElementWiseVertex.Op.Subtract), "first", "second")
        .addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "norm", "second")
        .addVertex("merge", new MergeVertex(), "difference", "product");
    return "merge";
  }
}
