package org.conductance4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.conductance4j.config.InvalidInputException;

/**
 * What a Keras model may ask of DL4J's import, which drops the options that it does not know: a
 * closed list of layers and of their options. Others are refused by name.
 */
final class KerasOptions {

  private static final String AXIS = "axis";

  /** Without effect on a trained network, or read by the import. */
  private static final Set<String> HARMLESS =
      Set.of(
          "name",
          "trainable",
          "dtype",
          "batch_input_shape",
          "activity_regularizer",
          "seed",
          "rate",
          "noise_shape",
          "stddev",
          "momentum",
          "implementation",
          "unroll",
          "dropout",
          "recurrent_dropout",
          "input_length",
          "stateful",
          "l1",
          "l2",
          "fused",
          "synchronized");

  /** Endings of options that only training looks at. */
  private static final List<String> OF_TRAINING =
      List.of("_initializer", "_regularizer", "_constraint");

  /** Options that every layer may have at this value alone. */
  private static final Map<String, Predicate<JsonNode>> ONLY =
      Map.ofEntries(
          Map.entry("groups", value -> value.asInt() == 1),
          Map.entry("keepdims", value -> !value.asBoolean()),
          Map.entry("go_backwards", value -> !value.asBoolean()),
          Map.entry("return_state", value -> !value.asBoolean()),
          Map.entry("time_major", value -> !value.asBoolean()),
          Map.entry("mask_zero", value -> !value.asBoolean()),
          Map.entry("sparse", value -> !value.asBoolean()),
          Map.entry("ragged", value -> !value.asBoolean()),
          Map.entry("renorm", value -> !value.asBoolean()),
          Map.entry("zero_output_for_mask", value -> !value.asBoolean()),
          Map.entry("output_padding", JsonNode::isNull),
          Map.entry("virtual_batch_size", JsonNode::isNull),
          Map.entry("type_spec", JsonNode::isNull),
          Map.entry("interpolation", value -> value.asText().equals("nearest")),
          Map.entry("activation", JsonNode::isTextual),
          Map.entry("recurrent_activation", JsonNode::isTextual));

  private static final List<String> WINDOW = List.of("strides", "padding", "data_format");

  private static final List<String> CONVOLUTION =
      with(WINDOW, "filters", "kernel_size", "dilation_rate", "activation", "use_bias");

  private static final Map<String, List<String>> LAYERS = layers();

  private final String file;
  private final Map<String, Integer> ranks = new HashMap<>();
  private final Map<String, String> kinds = new HashMap<>();

  private KerasOptions(String file) {
    this.file = file;
  }

  private static List<String> with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  private static Map<String, List<String>> layers() {
    Map<String, List<String>> layers = new HashMap<>();
    for (String plain :
        List.of(
            "InputLayer",
            "Dropout",
            "AlphaDropout",
            "GaussianDropout",
            "GaussianNoise",
            "SpatialDropout1D",
            "SpatialDropout2D",
            "SpatialDropout3D",
            "Add",
            "Subtract",
            "Multiply",
            "Average",
            "Maximum",
            "Minimum")) {
      layers.put(plain, List.of());
    }
    for (String axes : List.of("1D", "2D", "3D")) {
      layers.put("Conv" + axes, CONVOLUTION);
      layers.put("LocallyConnected" + axes, CONVOLUTION);
      layers.put("MaxPooling" + axes, with(WINDOW, "pool_size"));
      layers.put("AveragePooling" + axes, with(WINDOW, "pool_size"));
      layers.put("GlobalMaxPooling" + axes, List.of("data_format"));
      layers.put("GlobalAveragePooling" + axes, List.of("data_format"));
      layers.put("ZeroPadding" + axes, List.of("padding", "data_format"));
      layers.put("Cropping" + axes, List.of("cropping", "data_format"));
      layers.put("UpSampling" + axes, List.of("size", "data_format"));
    }
    layers.put("Conv2DTranspose", CONVOLUTION);
    layers.put("DepthwiseConv2D", with(CONVOLUTION, "depth_multiplier"));
    layers.put("SeparableConv2D", with(CONVOLUTION, "depth_multiplier"));
    layers.put("Dense", List.of("units", "activation", "use_bias"));
    layers.put("Activation", List.of("activation"));
    layers.put("Flatten", List.of("data_format"));
    layers.put("Reshape", List.of("target_shape"));
    layers.put("Permute", List.of("dims"));
    layers.put("RepeatVector", List.of("n"));
    layers.put("Masking", List.of("mask_value"));
    layers.put("Embedding", List.of("input_dim", "output_dim"));
    layers.put("BatchNormalization", List.of("epsilon", "center", "scale", AXIS));
    layers.put("Concatenate", List.of(AXIS));
    layers.put("Softmax", List.of(AXIS));
    layers.put("LeakyReLU", List.of("alpha"));
    layers.put("ELU", List.of("alpha"));
    layers.put("ThresholdedReLU", List.of("theta"));
    layers.put("ReLU", List.of("max_value", "negative_slope", "threshold"));
    List<String> recurrent =
        List.of("units", "return_sequences", "activation", "use_bias", "unit_forget_bias");
    layers.put("SimpleRNN", recurrent);
    layers.put("LSTM", with(recurrent, "recurrent_activation"));
    layers.put("Bidirectional", List.of("layer", "merge_mode"));
    layers.put("TimeDistributed", List.of("layer"));
    return layers;
  }

  /**
   * Checks a model.
   *
   * @param file what messages name
   * @param model its description, not modified
   * @throws InvalidInputException for the first layer or option that the import would drop
   */
  static void check(String file, JsonNode model) {
    KerasOptions options = new KerasOptions(file);
    String before = "";
    for (JsonNode layer : model.path("config").path("layers")) {
      before = options.layer(layer, before);
    }
  }

  /**
   * Weights are read after they are drawn, in an operation that may hang: so nothing is drawn.
   *
   * @param model modified
   */
  static void initialiseByZeros(JsonNode model) {
    for (JsonNode layer : model.findParents("kernel_initializer")) {
      zeros(layer);
    }
    model.findParents("embeddings_initializer").forEach(KerasOptions::zeros);
    model.findParents("gamma_initializer").forEach(KerasOptions::zeros);
    model.findParents("depthwise_initializer").forEach(KerasOptions::zeros);
  }

  private static void zeros(JsonNode config) {
    for (String name : List.copyOf(names(config))) {
      if (name.endsWith("_initializer") && config.path(name).isObject()) {
        ObjectNode zeros = ((ObjectNode) config).objectNode().put("class_name", "Zeros");
        zeros.putObject("config");
        ((ObjectNode) config).set(name, zeros);
      }
    }
  }

  private static List<String> names(JsonNode config) {
    return Stream.of(config)
        .flatMap(node -> node.properties().stream())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Checks a layer behind another one of a sequence; returns its name. */
  private String layer(JsonNode layer, String before) {
    JsonNode config = layer.path("config");
    String kind = layer.path("class_name").asText();
    String name = layer.path("name").asText(config.path("name").asText());
    JsonNode calls = layer.path("inbound_nodes");
    if (calls.size() > 1) {
      throw refused(name, "may be called once", calls.size() + " calls");
    }
    String source = calls.isEmpty() ? before : source(calls.get(0));
    // a layer of a sequence may say its input's shape itself
    JsonNode shape = config.path("batch_input_shape");
    int rank = shape.isArray() ? shape.size() : ranks.getOrDefault(source, 0);
    options(name, kind, config, rank);
    requireShape(name, kind, rank, kinds.getOrDefault(source, "InputLayer"));
    kinds.put(name, kind);
    ranks.put(name, after(kind, config, rank));
    return name;
  }

  private static String source(JsonNode call) {
    JsonNode first = call.path(0).isArray() ? call.path(0).path(0) : call.path(0);
    return first.asText();
  }

  /** Refuses what the import reads wrongly, or at whose sizes its native code breaks. */
  private void requireShape(String name, String kind, int rank, String source) {
    boolean wrong =
        switch (kind) {
          case "Dense" -> rank > 3;
          case "Flatten" -> rank == 3;
          case "DepthwiseConv2D" -> source.equals("InputLayer");
          default -> false;
        };
    if (wrong) {
      throw refused(
          name,
          kind.equals("DepthwiseConv2D")
              ? "must have a layer before it in DL4J's import"
              : "takes no input of so many axes in DL4J's import",
          kind + (source.equals("InputLayer") ? " at the input" : " behind " + source));
    }
  }

  private void options(String name, String kind, JsonNode config, int rank) {
    List<String> known = LAYERS.get(kind);
    if (known == null) {
      throw refused(name, "must be of a kind that DL4J's import keeps whole", "'" + kind + "'");
    }
    for (String option : names(config)) {
      JsonNode value = config.path(option);
      Predicate<JsonNode> only = ONLY.get(option);
      boolean harmless =
          HARMLESS.contains(option)
              || OF_TRAINING.stream().anyMatch(option::endsWith)
              || (only == null ? known.contains(option) : only.test(value));
      if (!harmless || (option.equals(AXIS) && !isLast(value, rank))) {
        throw refused(
            name,
            "has the option '" + ForeignText.of(option) + "', which DL4J's import would drop",
            ForeignText.of(value.toString()));
      }
    }
    if (kind.startsWith("UpSampling")
        && config.path("data_format").asText("channels_last").equals("channels_last")) {
      throw refused(
          name, "must have channels first to be upsampled by DL4J's import", "channels_last");
    }
    JsonNode inner = config.path("layer");
    if (inner.isObject()) {
      int own = kind.equals("TimeDistributed") ? Math.max(0, rank - 1) : rank;
      options(name, inner.path("class_name").asText(), inner.path("config"), own);
    }
  }

  private static boolean isLast(JsonNode value, int rank) {
    JsonNode axis = value.isArray() && value.size() == 1 ? value.get(0) : value;
    return axis.isInt() && (axis.intValue() == -1 || axis.intValue() == rank - 1);
  }

  private static int after(String kind, JsonNode config, int rank) {
    if (kind.equals("Embedding")) {
      return rank == 0 ? 0 : rank + 1;
    }
    boolean sequence = config.path("return_sequences").asBoolean();
    return switch (kind) {
      case "Flatten" -> 2;
      case "RepeatVector" -> 3;
      case "Reshape" -> config.path("target_shape").size() + 1;
      case "LSTM", "SimpleRNN" -> sequence ? 3 : 2;
      case "Bidirectional" ->
          config.path("layer").path("config").path("return_sequences").asBoolean() ? 3 : 2;
      default -> kind.startsWith("Global") ? 2 : rank;
    };
  }

  private InvalidInputException refused(String layer, String rule, String got) {
    return InvalidInputException.of(
        file,
        "layer '" + ForeignText.of(layer) + "' " + rule,
        got,
        "export the network to ONNX, which keeps it");
  }
}
