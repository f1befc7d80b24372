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
 * The shape of a network's input, which DL4J does not save: an entry that DL4J's own zips lack and
 * its reader passes over, or what the record of a training beside the file says.
 */
final class SavedShape {

  /** Entry of a network's zip: a JSON array, the shape of one example. */
  static final String ENTRY = "input-shape.json";

  private static final String RECORD = "training.json";
  private static final int LARGEST_RECORD = 1 << 20;

  private SavedShape() {}

  /** Writes a zip anew with the entry in it. */
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

  /** The shape that a network's zip holds; empty where it holds none. */
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
   * The shape of the pictures that a network was trained on, if the record of its training lies
   * beside it: the record names the network by its fingerprint.
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
