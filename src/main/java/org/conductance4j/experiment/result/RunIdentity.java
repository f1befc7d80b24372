package org.conductance4j.experiment.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;

/**
 * What decides a result's numbers: if it is the same, an earlier result may stand and an
 * interrupted study may go on.
 *
 * @param version of the tool
 * @param dtype float32 or float64
 * @param sha256 of each file that was read, by its role
 * @param config the config after overrides and defaults
 */
record RunIdentity(
    String version, String dtype, Map<String, String> sha256, Map<String, Object> config) {

  static RunIdentity of(Provenance provenance) {
    return new RunIdentity(
        provenance.tool().version(), provenance.dtype(), provenance.sha256(), provenance.config());
  }

  /** The part of a provenance file that this record holds. */
  static JsonNode ofProvenance(JsonNode file) {
    var node = RecordJson.mapper().createObjectNode();
    node.set("version", file.path("tool").path("version"));
    node.set("dtype", file.path("dtype"));
    node.set("sha256", file.path("sha256"));
    node.set("config", file.path("config"));
    return node;
  }

  /** As it is read back from a file, so that whole numbers of any kind are alike. */
  private JsonNode json() {
    try {
      return RecordJson.mapper().readTree(RecordJson.of(this));
    } catch (IOException e) {
      throw new IllegalStateException("what was just written can be read", e);
    }
  }

  /** Refuses an earlier beginning that differs and names the first difference. */
  void requireSame(JsonNode earlier, String where) {
    JsonNode now = json();
    if (now.equals(earlier)) {
      return;
    }
    Map<String, String> before = new TreeMap<>();
    Map<String, String> after = new TreeMap<>();
    flatten("", earlier, before);
    flatten("", now, after);
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      String was = before.getOrDefault(key, "nothing");
      String is = after.getOrDefault(key, "nothing");
      if (!was.equals(is)) {
        throw InvalidInputException.of(
            where,
            "needs what it was begun with, " + named(key) + " " + was,
            is,
            "give the same again, or begin anew");
      }
    }
    throw new IllegalStateException("unequal trees differ somewhere");
  }

  private static String named(String key) {
    return key.startsWith("config.") ? key.substring("config.".length()) : key;
  }

  private static void flatten(String key, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        flatten(
            key.isEmpty() ? field.getKey() : key + "." + field.getKey(), field.getValue(), into);
      }
    } else {
      into.put(key, node.isTextual() ? node.asText() : node.toString());
    }
  }
}
