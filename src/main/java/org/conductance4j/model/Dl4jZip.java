package org.conductance4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads the configuration and the parameters of a DL4J zip, and nothing else. DL4J's own restore
 * also deserialises Java objects from such a file.
 */
final class Dl4jZip {

  /**
   * What a header holds besides shape and strides: the rank, flags, the stride of elements, the
   * order.
   */
  private static final int SHAPE_WORDS = 4;

  private static final int MAX_HEADER_WORDS = 128;

  private final String path;
  private final Archive archive;
  private final String sha256;

  private Dl4jZip(FileContent file, Archive archive) {
    this.path = file.path();
    this.archive = archive;
    this.sha256 = file.sha256();
  }

  static boolean is(Archive archive) {
    return archive.has(ModelSerializer.CONFIGURATION_JSON);
  }

  static LoadedNetwork read(FileContent file, Archive archive) {
    Dl4jZip zip = new Dl4jZip(file, archive);
    try {
      LoadedNetwork network = zip.read();
      return archive.has(ModelSerializer.NORMALIZER_BIN)
          ? network.noting(
              zip.path
                  + " holds a normaliser, which is not applied: give inputs as they are behind it;"
                  + " a network that is written from it has none")
          : network;
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InvalidInputException(
          zip.path
              + ": must be a network saved by DL4J, got one that cannot be restored ("
              + ForeignText.of(e)
              + "); save it again with ModelSerializer",
          e);
    }
  }

  private LoadedNetwork read() throws IOException {
    String json = text(archive.smallEntry(ModelSerializer.CONFIGURATION_JSON));
    JsonNode tree = tree(json);
    INDArray parameters = parameters();
    if (tree.has("vertices") && tree.has("networkInputs")) {
      ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
      requireOutputs(configuration);
      ComputationGraph graph = graph(configuration, parameters);
      return network(graph, LoadedNetwork.Format.DL4J_GRAPH, Map.of());
    }
    if (tree.has("confs")) {
      return multiLayer(MultiLayerConfiguration.fromJson(json), parameters);
    }
    throw InvalidInputException.of(
        path,
        "must hold a MultiLayerNetwork or a ComputationGraph",
        "another configuration.json",
        "save the network with ModelSerializer");
  }

  /** Refuses a graph without outputs, which DL4J would restore. */
  private void requireOutputs(ComputationGraphConfiguration configuration) {
    List<String> outputs = configuration.getNetworkOutputs();
    if (outputs == null || outputs.isEmpty()) {
      throw InvalidInputException.of(
          path, "must have an output", "none", "name one with setOutputs and save it again");
    }
  }

  private LoadedNetwork multiLayer(
      MultiLayerConfiguration configuration, @Nullable INDArray parameters) throws IOException {
    if (parameters != null) {
      configuration.setDataType(parameters.dataType());
    }
    MultiLayerNetwork checked = new MultiLayerNetwork(configuration);
    checked.init(parameters, false);
    LayerStack stack = LayerStack.of(configuration);
    return network(stack.graph(parameters), LoadedNetwork.Format.DL4J_MULTI_LAYER, stack.aliases());
  }

  private static ComputationGraph graph(
      ComputationGraphConfiguration configuration, @Nullable INDArray parameters) {
    if (parameters != null) {
      configuration.setDataType(parameters.dataType());
    }
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(parameters, false);
    return graph;
  }

  private LoadedNetwork network(
      ComputationGraph graph, LoadedNetwork.Format format, Map<String, String> aliases)
      throws IOException {
    ComputationGraph checked = FiniteWeights.require(path, graph);
    return new LoadedNetwork(checked, format, sha256, aliases, Optional.empty(), shape());
  }

  private Optional<int[]> shape() throws IOException {
    Optional<int[]> saved = SavedShape.in(archive);
    return saved.isPresent() ? saved : SavedShape.beside(path, sha256);
  }

  private JsonNode tree(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          path
              + ": configuration.json must be JSON, got an error in line "
              + e.getLocation().getLineNr()
              + "; save the network again",
          e);
    }
  }

  /** The row of all parameters, or null if the network has none. */
  private @Nullable INDArray parameters() throws IOException {
    if (!archive.has(ModelSerializer.COEFFICIENTS_BIN)) {
      throw InvalidInputException.of(
          path,
          "must hold parameters",
          "no " + ModelSerializer.COEFFICIENTS_BIN,
          "save the network with ModelSerializer");
    }
    Bytes bytes = archive.entry(ModelSerializer.COEFFICIENTS_BIN);
    if (bytes.length() == 0) {
      return null;
    }
    requireWhole(bytes);
    return Nd4j.read(new ByteStream(bytes));
  }

  /**
   * Checks the header of the array against its bytes, because DL4J allocates whatever the header
   * says.
   */
  private void requireWhole(Bytes bytes) throws IOException {
    ByteStream stream = new ByteStream(bytes);
    DataInputStream in = new DataInputStream(stream);
    long words = header(in, in.readUTF());
    String type = in.readUTF();
    boolean isOld = type.equals("INT"); // before 1.0.0-beta
    if (!(isOld || type.equals("LONG")) || words < 1 || words > MAX_HEADER_WORDS) {
      throw damaged("another header");
    }
    int width = isOld ? Integer.BYTES : Long.BYTES;
    ByteBuffer stored = stream.next(words * width).read().order(ByteOrder.BIG_ENDIAN);
    ByteBuffer shape = isOld ? widened(stored) : stored;
    long length = header(in, in.readUTF());
    long size =
        switch (in.readUTF()) {
          case "FLOAT" -> Float.BYTES;
          case "DOUBLE" -> Double.BYTES;
          case "HALF", "BFLOAT16" -> Short.BYTES;
          default -> throw damaged("elements that are no floating-point numbers");
        };
    if (length < 0 || length != stream.available() / size || stream.available() % size != 0) {
      throw damaged(stream.available() + " bytes for " + length + " values");
    }
    requireInside(shape, length);
  }

  private static ByteBuffer widened(ByteBuffer words) {
    ByteBuffer wide = ByteBuffer.allocate(2 * words.remaining());
    while (words.hasRemaining()) {
      wide.putLong(words.getInt());
    }
    return wide.flip();
  }

  /** Checks shape and strides, because ND4J would read beyond the values. */
  private void requireInside(ByteBuffer header, long length) {
    long rank = header.getLong(0);
    if (rank < 0 || 2 * rank + SHAPE_WORDS != header.limit() / Long.BYTES) {
      throw damaged("a header of another length");
    }
    long values = 1;
    long last = 0;
    for (int axis = 1; axis <= rank; axis++) {
      long extent = header.getLong(axis * Long.BYTES);
      long stride = header.getLong((int) (axis + rank) * Long.BYTES);
      if (extent < 0 || extent > length || stride < 0 || stride > length) {
        throw damaged("an axis of " + extent + " values, " + stride + " apart");
      }
      values *= extent;
      last += Math.max(0, extent - 1) * stride;
      if (values > length || last >= Math.max(1, length)) {
        throw damaged("a shape that leads beyond its " + length + " values");
      }
    }
    if (values != length) {
      throw damaged("a shape of " + values + " values, of which there are " + length);
    }
  }

  private static long header(DataInputStream in, String mode) throws IOException {
    boolean old = List.of("DIRECT", "HEAP", "JAVACPP").contains(mode);
    return old ? in.readInt() : in.readLong();
  }

  private InvalidInputException damaged(String found) {
    return InvalidInputException.of(
        path + "!/" + ModelSerializer.COEFFICIENTS_BIN,
        "must be a whole ND4J array",
        found,
        "save the network again");
  }

  private static String text(Bytes bytes) {
    return StandardCharsets.UTF_8.decode(bytes.read()).toString();
  }
}
