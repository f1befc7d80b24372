package org.conductance4j.pruning;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.either;
import static org.conductance4j.config.Type.id;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.number;
import static org.conductance4j.config.Type.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Tensor;
import org.conductance4j.array.WholeFile;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Identified;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.Keys;
import org.conductance4j.config.NumberRange;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A plan as it is kept in a file: which units of which layer of which network are pruned and what
 * replaces them. JSON: {@code {"schema":1,"network":SHA-256,"layer":"stage2","shape":[64,24,24],
 * "unit":"channel","indices":[3,17],"replacement":"zero"}}; a constant replacement is {@code
 * {"kind":"mean","values":[...]}} with a value for each neuron. The network's fingerprint and the
 * shape may be missing in a file that was written by hand; they are compared where they are there.
 *
 * @param network SHA-256 of the network's file, or null
 * @param layer the layer's name
 * @param shape of one example's activation, or null
 * @param unit what the indices count
 * @param indices of the pruned units, ascending; neurons are counted row-major
 * @param replacement what takes their place
 */
public record PlanFile(
    @Nullable String network,
    String layer,
    @Nullable List<Integer> shape,
    Unit unit,
    List<Integer> indices,
    Replacement replacement) {

  private static final int SCHEMA = 1;

  private static final Keys CONSTANT =
      Keys.of(
          "constant",
          key(
              "kind",
              id(List.of(Replacement.Constant.BASELINE, Replacement.Constant.MEAN)),
              "where the values come from"),
          key("values", list(number(NumberRange.FINITE)), "a value for each neuron"));

  private static final Keys KEYS =
      Keys.of(
          "plan",
          key("schema", integer(SCHEMA, SCHEMA), SCHEMA, "version of the format"),
          optional("network", text(), "any", "SHA-256 of the network's file"),
          key("layer", text(), "the layer's name"),
          optional("shape", list(integer(1, Integer.MAX_VALUE)), "any", "of its activation"),
          key("unit", id(Unit.IDS), Unit.NEURON.id(), "what the indices count"),
          key("indices", list(integer(0, Integer.MAX_VALUE)), "the pruned units"),
          key(
              "replacement",
              either(id(List.of(Replacement.Zero.ID, Replacement.Held.ID)), map(CONSTANT)),
              Replacement.Zero.ID,
              "what takes their place"));

  /** Sorts the indices and keeps copies of the lists. */
  public PlanFile {
    shape = shape == null ? null : List.copyOf(shape);
    indices = indices.stream().sorted().distinct().toList();
  }

  /**
   * {@return the plan in a file}
   *
   * @param file JSON
   * @throws InvalidInputException with one line for each problem
   */
  public static PlanFile read(Path file) {
    ConfigDocument document = ConfigDocument.read(file, List.of());
    ConfigNode root = document.root(KEYS);
    root.get("schema").integer();
    ConfigNode network = root.get("network");
    String sha = network.isPresent() ? network.string() : null;
    String layer = root.get("layer").string();
    ConfigNode shape = root.get("shape");
    List<Integer> extents = shape.isPresent() ? shape.integers() : null;
    String unit = root.get("unit").id();
    List<Integer> indices = root.get("indices").integers();
    Replacement replacement = replacement(root.get("replacement"), extents);
    document.check();
    return new PlanFile(
        sha, layer, extents, Identified.of("unit", unit, Unit.values()), indices, replacement);
  }

  private static Replacement replacement(ConfigNode node, @Nullable List<Integer> shape) {
    if (!node.isMap()) {
      return node.id().equals(Replacement.Held.ID) ? Replacement.held() : Replacement.zero();
    }
    String kind = node.get("kind").knownId().orElse(Replacement.Constant.MEAN);
    List<Double> values = node.get("values").numbers();
    int[] extents = {values.size()};
    if (shape != null) {
      int[] whole = shape.stream().mapToInt(Integer::intValue).toArray();
      if (Tensor.length(whole) != values.size()) {
        node.problem("must have as many values as the shape, got " + values.size());
      } else {
        extents = whole;
      }
    }
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    return new Replacement.Constant(kind, Tensor.of(extents, numbers));
  }

  /**
   * Writes the plan.
   *
   * @param file replaced if it is there
   * @throws InvalidInputException if it cannot be written
   */
  public void write(Path file) {
    byte[] text = (json() + "\n").getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(text));
  }

  /** {@return the plan as JSON, one line} */
  public String json() {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("schema", SCHEMA);
    if (network != null) {
      entries.put("network", network);
    }
    entries.put("layer", layer);
    if (shape != null) {
      entries.put("shape", shape);
    }
    entries.put("unit", unit.id());
    entries.put("indices", indices);
    entries.put("replacement", replacementEntry());
    try {
      return new ObjectMapper().writeValueAsString(entries);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plan: numbers and texts can be written", e);
    }
  }

  private Object replacementEntry() {
    if (!(replacement instanceof Replacement.Constant constant)) {
      return replacement.id();
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("kind", constant.id());
    entry.put("values", constant.activation().toArray());
    return entry;
  }

  /**
   * {@return the plan of neurons, once it is checked that it fits a network's layer}
   *
   * @param sha256 fingerprint of the network's file
   * @param program the network
   * @param at the layer in it
   * @throws InvalidInputException if it was made for another network, or does not fit the layer
   */
  public Plan fitting(String sha256, Program program, Layer at) {
    if (network != null && !network.equals(sha256)) {
      throw InvalidInputException.of(
          "plan",
          "was made for another network, with the fingerprint " + abbreviated(network),
          abbreviated(sha256),
          "give the network that it was made for");
    }
    if (shape != null && !shape.equals(at.shape())) {
      throw InvalidInputException.of(
          "plan",
          "was made for a layer of shape " + shape,
          at.shape(),
          "give the network that it was made for");
    }
    Partition units = program.partition(at, unit);
    for (int index : indices) {
      if (index >= units.count()) {
        throw InvalidInputException.of(
            "plan",
            "no such " + unit.id() + " in a layer of " + units.count(),
            index,
            "count from 0");
      }
    }
    int[] chosen = indices.stream().mapToInt(Integer::intValue).toArray();
    return Plan.of(new int[] {units.length()}, units.elementsOf(chosen), replacement);
  }

  private static String abbreviated(String sha256) {
    return sha256.length() > 12 ? sha256.substring(0, 12) + "…" : sha256;
  }
}
