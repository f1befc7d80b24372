package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.conductance4j.array.WholeFile;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InputShapesTest {

  @TempDir private Path folder = Path.of("");

  private static Layer[] pictureLayers() {
    return new Layer[] {
      new ConvolutionLayer.Builder(5, 3).nOut(4).build(),
      new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
          .kernelSize(2, 2)
          .stride(2, 2)
          .build(),
      new ConvolutionLayer.Builder(3, 3).nOut(2).convolutionMode(ConvolutionMode.Same).build(),
      new DenseLayer.Builder().nOut(5).build(),
      new OutputLayer.Builder().nOut(3).build()
    };
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(
            "pictures", InputType.convolutional(28, 20, 3), new int[] {3, 28, 20}, pictureLayers()),
        Arguments.of(
            "rows of pictures",
            InputType.convolutionalFlat(28, 28, 1),
            new int[] {784},
            pictureLayers()),
        Arguments.of(
            "features",
            InputType.feedForward(6),
            new int[] {6},
            new Layer[] {
              new FrozenLayer(new BatchNormalization()), new OutputLayer.Builder().nOut(3).build()
            }),
        Arguments.of(
            "a picture flattened at once",
            InputType.convolutional(5, 4, 3),
            new int[] {3, 5, 4},
            new Layer[] {new OutputLayer.Builder().nOut(3).build()}),
        Arguments.of(
            "volumes",
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 6, 7, 8, 2),
            new int[] {2, 6, 7, 8},
            new Layer[] {
              new Convolution3D.Builder(2, 3, 2).nOut(3).build(),
              new OutputLayer.Builder().nOut(3).build()
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void sequentialZip_withoutShape_shapeIsFound(
      String name, InputType type, int[] shape, Layer[] layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(type).build());
    network.init();

    assertThat(saved(network).inputShape()).hasValue(shape);
  }

  private LoadedNetwork saved(org.deeplearning4j.nn.api.Model network) {
    Path file = folder.resolve("network.zip");
    WholeFile.write(file, out -> ModelSerializer.writeModel(network, out, false));
    return NetworkFile.load(file.toString(), Optional.empty());
  }

  @Test
  void graphWithChannelsLastAndSkipConnection_shapeIsFound() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", convolution(2), "in")
                .addLayer("b", convolution(1), "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "sum")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(30, 48, 2, CNN2DFormat.NHWC))
                .build());
    graph.init();

    assertThat(saved(graph).inputShape()).hasValue(new int[] {30, 48, 2});
  }

  private static ConvolutionLayer convolution(int stride) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(4)
        .stride(stride, stride)
        .convolutionMode(ConvolutionMode.Same)
        .dataFormat(CNN2DFormat.NHWC)
        .build();
  }

  private static ComputationGraph anySize() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "in")
                .addLayer("pool", new GlobalPoolingLayer(), "a")
                .addLayer("out", new LossLayer.Builder().build(), "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(9, 9, 2))
                .build());
    graph.init();
    return graph;
  }

  @Test
  void networkOfAnySize_savedByDl4j_shapeIsUnknown() {
    assertThat(saved(anySize()).inputShape()).isEmpty();
  }

  @Test
  void networkOfAnySize_savedWithItsShape_bothLoadIt() throws Exception {
    Path file = folder.resolve("shaped.zip");
    ComputationGraph graph = anySize();

    NetworkFile.save(graph, new int[] {2, 9, 9}, file);

    assertThat(NetworkFile.load(file.toString(), Optional.empty()).inputShape())
        .hasValue(new int[] {2, 9, 9});
    assertThat(ModelSerializer.restoreComputationGraph(file.toFile()).params())
        .isEqualTo(graph.params());
  }

  @Test
  void recordOfTraining_ofThisFile_givesTheShape() throws Exception {
    String sha256 = saved(anySize()).sha256();
    Path record = folder.resolve("training.json");
    String text = "{\"config\":{\"scenes\":{\"size\":48}},\"network_sha256\":\"%s\"}";
    Map<String, Optional<int[]>> cases =
        Map.of(sha256, Optional.of(new int[] {3, 48, 48}), "another", Optional.empty());
    for (var entry : cases.entrySet()) {
      Files.writeString(record, text.formatted(entry.getKey()));

      Optional<int[]> found =
          NetworkFile.load(folder.resolve("network.zip").toString(), Optional.empty()).inputShape();

      assertThat(found.map(int[]::clone).orElse(new int[0]))
          .isEqualTo(entry.getValue().orElse(new int[0]));
    }
  }

  @Test
  void shippedNetwork_shape_isThatOfItsScenes() {
    assertThat(NetworkFile.load("experiments/stoplight/network.zip", Optional.empty()).inputShape())
        .hasValue(new int[] {3, 96, 96});
  }
}
