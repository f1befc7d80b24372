package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.conductance4j.cli.Ended.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.array.WholeFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/** Networks that cannot be explained: one line, exit code 2, nothing written. */
class BadNetworksTest {

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void writeNetworks() throws IOException {
    MultiLayerNetwork good = network(InputType.feedForward(4), dense("one"), dense("two"));
    save("good.zip", good);
    MultiLayerNetwork infinite = network(InputType.feedForward(4), dense("one"));
    infinite.params().putScalar(3, Float.POSITIVE_INFINITY);
    save("infinite.zip", infinite);
    save(
        "capsules.zip",
        network(InputType.convolutional(9, 9, 1), new PrimaryCapsules.Builder(4, 3).build()));
    byte[] bytes = Files.readAllBytes(folder.resolve("good.zip"));
    Files.write(folder.resolve("half.zip"), Arrays.copyOf(bytes, bytes.length / 2));
    byte[] flipped = bytes.clone();
    Arrays.fill(flipped, bytes.length / 2, bytes.length / 2 + 40, (byte) 0x5a);
    Files.write(folder.resolve("flipped.zip"), flipped);
    array("four.npy", 2, 4);
    array("five.npy", 2, 5);
    array("nine.npy", 1, 1, 9, 9);
  }

  private static Layer dense(String name) {
    return new DenseLayer.Builder().name(name).nOut(3).activation(Activation.TANH).build();
  }

  private static MultiLayerNetwork network(InputType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(1).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    list.layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(type).build());
    network.init();
    return network;
  }

  private static void save(String name, Model network) {
    WholeFile.write(folder.resolve(name), out -> ModelSerializer.writeModel(network, out, false));
  }

  private static void array(String name, int... shape) {
    double[] values = new double[Tensor.length(shape)];
    Arrays.fill(values, 0.5);
    Npy.write(folder.resolve(name), Tensor.of(shape, values), Precision.FLOAT32);
  }

  private static Ended attribute(String network, String input, String... more) {
    List<String> words =
        new java.util.ArrayList<>(
            List.of("attribute", folder.resolve(network).toString(), "--quiet"));
    words.addAll(List.of("--input", folder.resolve(input).toString(), "--objective", "logit:0"));
    words.addAll(List.of("--out", folder.resolve("out.npy").toString()));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "good.zip|five.npy|integrated-gradients||--input: layer 'one': needs 4 features or"
            + " channels, got [5]; check the input's shape",
        "good.zip|nine.npy|integrated-gradients||--input: layer 'one': needs (batch, features), got"
            + " [1, 9, 9]; check the layers before it",
        "good.zip|four.npy|layer-conductance|tow|--layer: needs the name of one that exists, got"
            + " 'tow'; did you mean 'two'?",
        "good.zip|four.npy|layer-conductance|7|--layer: needs the name of one that exists, got '7';"
            + " known: one, two, layer2",
        "capsules.zip|nine.npy|integrated-gradients||--input: layer 'layer0': cannot be lowered,"
            + " got PrimaryCapsules; give a function for it (docs/hooks.md) or take a supported"
            + " layer in its place",
        "infinite.zip|four.npy|integrated-gradients||DIR/infinite.zip: weights must be finite, got"
            + " Infinity in W of layer 'one'; train the network anew",
        "half.zip|four.npy|integrated-gradients||DIR/half.zip: must be a whole zip file, got a"
            + " damaged or foreign one; get it again",
        "missing.zip|four.npy|integrated-gradients||DIR/missing.zip: must be a file, got no such"
            + " file; check the path",
      })
  void attribute_badNetwork_isOneLine(
      String network, String input, String method, String layer, String message)
      throws IOException {
    Files.deleteIfExists(folder.resolve("out.npy"));

    Ended ended =
        layer == null
            ? attribute(network, input, "--method", method)
            : attribute(network, input, "--method", method, "--layer", layer);

    assertThat(ended.err()).isEqualTo(message.replace("DIR", folder.toString()) + "\n");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.code()).isEqualTo(2);
    assertThat(folder.resolve("out.npy")).doesNotExist();
  }

  @Test
  void layers_zipWithChangedBytes_isOneLine() {
    Ended ended = run("layers", folder.resolve("flipped.zip").toString());

    assertThat(ended.err()).startsWith(folder.resolve("flipped.zip").toString()).hasLineCount(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void layer_byItsIndex_isTheLayerOfThatName() {
    attribute("good.zip", "four.npy", "--method", "layer-conductance", "--layer", "two");
    Tensor byName = Npy.read(folder.resolve("out.npy"));

    Ended ended =
        attribute("good.zip", "four.npy", "--method", "layer-conductance", "--layer", "1");

    assertThat(ended.err()).isEmpty();
    assertThat(Npy.read(folder.resolve("out.npy")).toArray()).isEqualTo(byName.toArray());
    assertThat(byName.shape()).containsExactly(2, 3);
  }
}
