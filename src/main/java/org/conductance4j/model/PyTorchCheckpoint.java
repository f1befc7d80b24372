package org.conductance4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.config.InvalidInputException;

/**
 * Reads PyTorch's weights files (.pth): the zip format since version 1.6, and the older sequence of
 * pickles (a magic number, the protocol, facts about the system, the dictionary, the keys of the
 * storages, and the storages).
 */
final class PyTorchCheckpoint {

  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final int PROTOCOL = 1001;

  /** Maps in each other in which tensors are looked for. */
  private static final int DEEPEST = 4;

  private static final String PICKLE = "data.pkl";

  private final FileContent file;
  private final Map<String, StoredTensor.Storage> storages = new HashMap<>();

  private PyTorchCheckpoint(FileContent file) {
    this.file = file;
  }

  static boolean isStream(Bytes bytes) {
    return bytes.length() > 2
        && bytes.get(0) == (byte) 0x80
        && bytes.get(1) >= 2
        && bytes.get(1) <= 5;
  }

  static boolean isZip(Archive archive) {
    return archive.names().stream().anyMatch(name -> isPickle(name));
  }

  /** Reads a file in the zip format. */
  static StateDict read(FileContent file, Archive archive) {
    return read(file, checkpoint -> checkpoint.zip(archive));
  }

  /** Reads a file in the stream format. */
  static StateDict readStream(FileContent file) {
    return read(file, checkpoint -> checkpoint.stream(file.bytes()));
  }

  /** Finds the unpickled root of a checkpoint. */
  @FunctionalInterface
  private interface Format {
    Object root(PyTorchCheckpoint checkpoint) throws IOException;
  }

  private static StateDict read(FileContent file, Format format) {
    PyTorchCheckpoint checkpoint = new PyTorchCheckpoint(file);
    try {
      return checkpoint.stateDict(format.root(checkpoint));
    } catch (CheckpointUnpickler.RefusedException e) {
      throw new InvalidInputException(
          file.path()
              + ": must hold tensors by name and nothing else, got "
              + ForeignText.of(e)
              + "; save model.state_dict() with torch.save",
          e);
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw checkpoint.damaged(e);
    }
  }

  private Object zip(Archive archive) throws IOException {
    String pickle =
        archive.names().stream().filter(name -> isPickle(name)).findFirst().orElseThrow();
    String folder = pickle.substring(0, pickle.length() - PICKLE.length());
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    if (archive.has(folder + "byteorder")
        && "big".equals(ascii(archive.entry(folder + "byteorder")))) {
      order = ByteOrder.BIG_ENDIAN;
    }
    Object root = unpickle(new ByteStream(archive.smallEntry(pickle)));
    for (Map.Entry<String, StoredTensor.Storage> entry : storages.entrySet()) {
      Bytes content = archive.entry(folder + "data/" + entry.getKey());
      if (content.length() != entry.getValue().byteCount()) {
        throw new IOException("storage " + entry.getKey() + " of another size than declared");
      }
      entry.getValue().locate(content, order);
    }
    return root;
  }

  private Object stream(Bytes bytes) throws IOException {
    ByteStream in = new ByteStream(bytes);
    if (!MAGIC.equals(unpickle(in)) || ((Number) unpickle(in)).intValue() != PROTOCOL) {
      throw new IOException("another magic number");
    }
    if (Boolean.FALSE.equals(((Map<?, ?>) unpickle(in)).get("little_endian"))) {
      throw InvalidInputException.of(
          file.path(), "must be little-endian", "big-endian", "save it in PyTorch's zip format");
    }
    Object root = unpickle(in);
    for (Object key : (List<?>) unpickle(in)) {
      StoredTensor.Storage storage = storages.remove(key);
      long length = in.next(Long.BYTES).read().getLong();
      if (storage == null || length != storage.length()) {
        throw new IOException("storage " + key + " of another length than declared");
      }
      storage.locate(in.next(storage.byteCount()), ByteOrder.LITTLE_ENDIAN);
    }
    if (!storages.isEmpty()) {
      throw new IOException("storages missing: " + storages.keySet());
    }
    return root;
  }

  private Object unpickle(InputStream in) throws IOException {
    return new CheckpointUnpickler(storages).load(in);
  }

  /** The largest map of tensors, wherever a training script has put it. */
  private StateDict stateDict(Object root) {
    StateDict result = new StateDict();
    for (Map.Entry<?, ?> entry : largest(root, 0).entrySet()) {
      if (entry.getValue() instanceof StoredTensor tensor
          && !result.add(String.valueOf(entry.getKey()), tensor)) {
        throw new IllegalArgumentException("the tensor '" + entry.getKey() + "' twice");
      }
    }
    if (result.names().isEmpty()) {
      throw InvalidInputException.of(
          file.path(), "must hold tensors by name", "none", "save model.state_dict()");
    }
    return result;
  }

  /** Of equally large ones the first: averaged weights follow the others. */
  private static Map<?, ?> largest(Object found, int depth) {
    if (!(found instanceof Map<?, ?> map)) {
      return Map.of();
    }
    Map<?, ?> largest = map;
    for (Object value : depth < DEEPEST ? map.values() : List.of()) {
      Map<?, ?> inner = largest(value, depth + 1);
      largest = tensors(inner) > tensors(largest) ? inner : largest;
    }
    return largest;
  }

  private static long tensors(Map<?, ?> map) {
    return map.values().stream().filter(StoredTensor.class::isInstance).count();
  }

  private static boolean isPickle(String name) {
    return name.equals(PICKLE) || name.endsWith("/" + PICKLE);
  }

  private static String ascii(Bytes bytes) {
    byte[] start = bytes.read(0, Math.min(16, bytes.length())).array();
    return new String(start, StandardCharsets.ISO_8859_1).strip();
  }

  private InvalidInputException damaged(Throwable cause) {
    return new InvalidInputException(
        file.path()
            + ": must be a whole PyTorch weights file, got a damaged one ("
            + ForeignText.of(cause)
            + "); get it again",
        cause);
  }
}
