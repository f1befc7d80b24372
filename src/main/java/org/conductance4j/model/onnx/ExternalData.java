package org.conductance4j.model.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Finds tensors that lie in files beside the model. Such a file is named relative to the model's
 * folder and may not lead out of it; a link may, if it ends beside the model's real file.
 */
final class ExternalData {

  private final String path;
  private final @Nullable Path model;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final Map<Path, ByteSource> sources = new HashMap<>();

  /**
   * Data of a model.
   *
   * @param path what messages name
   * @param model its file; null where it lies in an archive
   */
  ExternalData(String path, @Nullable Path model) {
    this.path = path;
    this.model = model;
  }

  /** The files that were found, by the names that the model has for them. */
  Map<String, Path> files() {
    return files;
  }

  /** A tensor's bytes, of which it needs so many. */
  Span find(String tensor, Map<String, String> entries, long needed) {
    String location = entries.getOrDefault("location", "");
    Path file = files.computeIfAbsent(location, name -> file(tensor, name));
    ByteSource source = sources.computeIfAbsent(file, ByteSource::of);
    long offset = number(tensor, entries, "offset", 0);
    long length = number(tensor, entries, "length", needed);
    if (length != needed) {
      throw WireReader.damaged(
          path, "tensor '" + tensor + "' with " + length + " bytes for " + needed);
    }
    if (offset > source.length() - length) {
      throw InvalidInputException.of(
          WireReader.escaped(file.toString()),
          "must hold " + length + " bytes of '" + tensor + "' from " + offset + " on",
          source.length() + " bytes in all",
          "get the whole file that belongs to " + path);
    }
    return new Span(source, offset, length);
  }

  private long number(String tensor, Map<String, String> entries, String key, long otherwise) {
    String text = entries.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text.strip());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw WireReader.damaged(
        path, "tensor '" + tensor + "' with the " + key + " '" + OnnxReader.shown(text) + "'");
  }

  private Path file(String tensor, String location) {
    if (model == null) {
      throw InvalidInputException.of(
          path, "must hold its weights itself in an archive", "a file beside it", "unpack it");
    }
    try {
      Path relative = Path.of(location);
      boolean leaves = relative.isAbsolute() || location.isEmpty();
      for (Path part : relative) {
        leaves |= part.toString().equals("..");
      }
      if (leaves) {
        throw outside(tensor, location);
      }
      Path folder = folder(model);
      Path file = folder.resolve(relative);
      Path beside = folder(model.toRealPath());
      if (!Files.exists(file)) {
        file = beside.resolve(relative);
      }
      if (!Files.isRegularFile(file)) {
        throw InvalidInputException.of(
            WireReader.escaped(folder.resolve(relative).toString()),
            "must be there with the weights of " + path,
            "no such file",
            "keep both in one folder");
      }
      Path real = file.toRealPath();
      if (!real.startsWith(folder.toRealPath()) && !real.startsWith(beside)) {
        throw outside(tensor, location);
      }
      return real;
    } catch (InvalidPathException e) {
      throw outside(tensor, location);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(model, e);
    }
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private InvalidInputException outside(String tensor, String location) {
    return InvalidInputException.of(
        path,
        "must have its weights in its own folder",
        "'" + OnnxReader.shown(location) + "' for '" + tensor + "'",
        "export it again");
  }
}
