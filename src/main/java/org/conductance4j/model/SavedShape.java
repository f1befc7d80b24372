package org.conductance4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Saves and reads the shape of a network's input, which DL4J does not save. It is in an additional
 * entry of the zip that DL4J ignores, or in the record of a training beside the file.
 */
final class SavedShape {

  /** Entry of the zip: the shape of one example as a JSON array. */
  static final String ENTRY = "input-shape.json";

  private static final String RECORD = "training.json";
  private static final int LARGEST_RECORD = 1 << 20;

  private SavedShape() {}

  /** Copies a zip and adds the entry. */
  static void write(byte[] zip, int[] shape, OutputStream to) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip));
        ZipOutputStream out = new ZipOutputStream(to)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        in.transferTo(out);
        out.closeEntry();
      }
      out.putNextEntry(new ZipEntry(ENTRY));
      ByteArrayOutputStream json = new ByteArrayOutputStream();
      new ObjectMapper().writeValue(json, shape);
      json.writeTo(out);
      out.closeEntry();
    }
  }

  /** The shape that the zip of a network holds; empty if it holds none. */
  static Optional<int[]> in(Archive archive) throws IOException {
    if (!archive.has(ENTRY)) {
      return Optional.empty();
    }
    String json = StandardCharsets.UTF_8.decode(archive.smallEntry(ENTRY).read()).toString();
    JsonNode tree = new ObjectMapper().readTree(json);
    int[] shape = ints(tree);
    return shape.length > 0 ? Optional.of(shape) : Optional.empty();
  }

  /**
   * The shape of the pictures that a network was trained on, from the training record beside it.
   * The record must hold the fingerprint of the network.
   */
  static Optional<int[]> beside(String path, String sha256) {
    Path record = Path.of(path).resolveSibling(RECORD);
    try {
      if (!Files.isRegularFile(record) || Files.size(record) > LARGEST_RECORD) {
        return Optional.empty();
      }
      JsonNode tree = new ObjectMapper().readTree(Files.readAllBytes(record));
      int size = tree.path("config").path("scenes").path("size").asInt();
      boolean its = tree.path("network_sha256").asText().equals(sha256);
      return its && size > 0 ? Optional.of(new int[] {3, size, size}) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static int[] ints(JsonNode tree) {
    boolean extents =
        tree.isArray()
            && StreamSupport.stream(tree.spliterator(), false).allMatch(n -> n.asInt() > 0);
    return extents
        ? IntStream.range(0, tree.size()).map(k -> tree.get(k).asInt()).toArray()
        : new int[0];
  }
}
