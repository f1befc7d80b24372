package org.conductance4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.config.InvalidInputException;

/**
 * Reads PyTorch's weights files (.pth): the zip format of version 1.6 on, and the stream of pickles
 * before it (a magic number, the protocol, facts of the system, the dictionary, the keys of the
 * storages, and the storages one after the other).
 */
final class PyTorchCheckpoint {

  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final int PROTOCOL = 1001;
  private static final String PICKLE = "data.pkl";

  private final FileContent file;
  private final Map<String, StoredTensor.Storage> storages = new HashMap<>();

  private PyTorchCheckpoint(FileContent file) {
    this.file = file;
  }

  static boolean isStream(ByteBuffer bytes) {
    return bytes.limit() > 2
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

  /** How the unpickled root of a checkpoint is found. */
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
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (e instanceof InvalidInputException invalid) {
        throw invalid;
      }
      throw checkpoint.damaged(e);
    }
  }

  private Object zip(Archive archive) throws IOException {
    String pickle =
        archive.names().stream().filter(name -> isPickle(name)).findFirst().orElseThrow();
    String folder = pickle.substring(0, pickle.length() - PICKLE.length());
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    if (archive.has(folder + "byteorder")
        && "big".contentEquals(ascii(archive.entry(folder + "byteorder")))) {
      order = ByteOrder.BIG_ENDIAN;
    }
    Object root = unpickle(new BufferStream(archive.smallEntry(pickle)));
    for (Map.Entry<String, StoredTensor.Storage> entry : storages.entrySet()) {
      ByteBuffer content = archive.entry(folder + "data/" + entry.getKey());
      if (content.limit() != entry.getValue().byteCount()) {
        throw new IOException("storage " + entry.getKey() + " of another size than declared");
      }
      entry.getValue().locate(content.order(order));
    }
    return root;
  }

  private Object stream(ByteBuffer bytes) throws IOException {
    BufferStream in = new BufferStream(bytes);
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
      ByteBuffer length = in.next(8);
      if (storage == null || length.getLong(0) != storage.length()) {
        throw new IOException("storage " + key + " of another length than declared");
      }
      storage.locate(in.next(storage.byteCount()));
    }
    if (!storages.isEmpty()) {
      throw new IOException("storages missing: " + storages.keySet());
    }
    return root;
  }

  private Object unpickle(InputStream in) throws IOException {
    return new CheckpointUnpickler(storages).load(in);
  }

  /** Tensors by name, at the top or under the key that training scripts use for them. */
  private StateDict stateDict(Object root) {
    Object found = root;
    for (String key : List.of("state_dict", "model")) {
      if (found instanceof Map<?, ?> map && map.get(key) instanceof Map<?, ?> inner) {
        found = inner;
      }
    }
    StateDict result = new StateDict();
    if (found instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (entry.getValue() instanceof StoredTensor tensor
            && !result.add(String.valueOf(entry.getKey()), tensor)) {
          throw new IllegalArgumentException("the tensor '" + entry.getKey() + "' twice");
        }
      }
    }
    if (result.names().isEmpty()) {
      throw InvalidInputException.of(
          file.path(), "must hold tensors by name", "none", "save model.state_dict()");
    }
    return result;
  }

  private static boolean isPickle(String name) {
    return name.equals(PICKLE) || name.endsWith("/" + PICKLE);
  }

  private static CharSequence ascii(ByteBuffer bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(16, bytes.limit()); i++) {
      text.append((char) bytes.get(i));
    }
    return text.toString().strip();
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
