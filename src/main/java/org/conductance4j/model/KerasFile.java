package org.conductance4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelBuilder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Reads a Keras file (.h5, whole models of Keras 1 and 2) with DL4J's import. The network keeps the
 * layer names of Keras and its order of axes: (row, column, channel).
 */
final class KerasFile {

  /** The first bytes of every HDF5 file. */
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  private static final String CONFIGURATION = "model_config";
  private static final String VERSION = "keras_version";
  private static final String INPUT_SHAPE = "batch_input_shape";

  private final FileContent file;

  private KerasFile(FileContent file) {
    this.file = file;
  }

  static boolean is(Bytes bytes) {
    return bytes.length() >= SIGNATURE.length
        && bytes.read(0, SIGNATURE.length).equals(ByteBuffer.wrap(SIGNATURE));
  }

  static LoadedNetwork read(FileContent file) {
    // For a damaged file, the native library would print its own stack trace.
    org.bytedeco.hdf5.Exception.dontPrint();
    KerasFile keras = new KerasFile(file);
    return file.onDisk(keras::read);
  }

  private LoadedNetwork read(Path path) {
    try {
      return network(path.toString());
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException
        | UnsupportedKerasConfigurationException
        | InvalidKerasConfigurationException
        | RuntimeException e) {
      throw new InvalidInputException(
          file.path()
              + ": must hold a network that DL4J's Keras import can read, got a refusal ("
              + withoutAdvice(e)
              + "); "
              + remedy(e),
          e);
    }
  }

  private static String remedy(Exception cause) {
    return String.valueOf(cause.getMessage()).contains("does not exist in weights")
        ? "it cannot find the weights of a layer whose name begins like theirs, as 'b' and 'bias':"
            + " rename it, or export the network to ONNX"
        : "rebuild it without that, or export the network to ONNX";
  }

  private LoadedNetwork network(String path)
      throws IOException,
          UnsupportedKerasConfigurationException,
          InvalidKerasConfigurationException {
    JsonNode model = configuration(path);
    Optional<int[]> shape = inputShape(model);
    boolean sequential = isSequential(model);
    try (KerasModelBuilder builder =
        new KerasModel().modelBuilder().modelHdf5Filename(path).enforceTrainingConfig(false)) {
      JsonNode whole = new ObjectMapper().readTree(builder.getModelJson());
      // before Keras 2 the options have other names, and none was found that the import drops
      String version = whole.path(VERSION).asText();
      if (version.startsWith("3.")) {
        throw InvalidInputException.of(
            file.path(),
            "must be saved by Keras 1 or 2",
            "one of Keras 3",
            "save it with tf_keras (TF_USE_LEGACY_KERAS=1), or export the network to ONNX");
      }
      if (!version.startsWith("1.")) {
        KerasOptions.check(file.path(), whole);
        KerasOptions.initialiseByZeros(whole);
        builder.setModelJson(whole.toString());
      }
      if (sequential) {
        MultiLayerNetwork network = builder.buildSequential().getMultiLayerNetwork();
        LayerStack stack = LayerStack.of(network.getLayerWiseConfigurations());
        return network(stack.graph(network.params()), stack.aliases(), shape);
      }
      return network(builder.buildModel().getComputationGraph(), Map.of(), shape);
    }
  }

  private LoadedNetwork network(
      ComputationGraph graph, Map<String, String> aliases, Optional<int[]> shape) {
    return new LoadedNetwork(
        FiniteWeights.require(file.path(), graph),
        LoadedNetwork.Format.KERAS,
        file.sha256(),
        aliases,
        Optional.empty(),
        shape);
  }

  private JsonNode configuration(String path)
      throws UnsupportedKerasConfigurationException, JsonProcessingException {
    try (Hdf5Archive archive = new Hdf5Archive(path)) {
      if (!archive.hasAttribute(CONFIGURATION)) {
        throw InvalidInputException.of(
            file.path(),
            "must hold a whole Keras model",
            archive.getGroups().isEmpty() ? "another HDF5 file" : "weights alone",
            "save it with model.save('model.h5') rather than save_weights");
      }
      return new ObjectMapper().readTree(archive.readAttributeAsJson(CONFIGURATION));
    }
  }

  private boolean isSequential(JsonNode configuration) {
    String kind = configuration.path("class_name").asText();
    if (!List.of("Sequential", "Model", "Functional").contains(kind)) {
      throw InvalidInputException.of(
          file.path(),
          "must hold a sequential or functional model",
          "'" + ForeignText.of(kind) + "'",
          "rebuild it from layers and save it again");
    }
    return kind.equals("Sequential");
  }

  /** The shape of one example, if there is one input whose extents are all known. */
  private static Optional<int[]> inputShape(JsonNode configuration) {
    List<JsonNode> shapes = shapes(configuration.path("config").path("layers"));
    if (shapes.isEmpty() || !shapes.stream().allMatch(shapes.get(0)::equals)) {
      return Optional.empty();
    }
    int[] shape =
        IntStream.range(1, shapes.get(0).size()).map(k -> shapes.get(0).get(k).asInt()).toArray();
    boolean known = shape.length > 0 && Arrays.stream(shape).allMatch(extent -> extent > 0);
    return known ? Optional.of(shape) : Optional.empty();
  }

  /** Those of the inputs themselves, else of layers that say what is put into them. */
  private static List<JsonNode> shapes(JsonNode layers) {
    List<JsonNode> inputs =
        StreamSupport.stream(layers.spliterator(), false)
            .filter(layer -> layer.path("class_name").asText().equals("InputLayer"))
            .map(layer -> layer.path("config").path(INPUT_SHAPE))
            .toList();
    return inputs.isEmpty() ? layers.findValues(INPUT_SHAPE) : inputs;
  }

  /** The message without the links that DL4J puts at its end. */
  private static String withoutAdvice(Exception cause) {
    String message = cause.getMessage();
    return message == null
        ? ForeignText.of(cause)
        : ForeignText.of(message.split("\\. (Please|For more) ", 2)[0]);
  }
}
