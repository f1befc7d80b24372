package org.conductance4j.experiment.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.conductance4j.array.WholeFile;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.jspecify.annotations.Nullable;

/**
 * Where a run keeps what it has done, beside its result folder: what it was begun with, and its
 * state after the last whole chunk, or a file for each part that is done. Each file is written as a
 * whole, so that whatever moment the process is killed at, what was done before is there. One
 * process at a time may hold the folder.
 */
public final class WorkFolder implements AutoCloseable {

  private static final String BEGUN = "begun.json";
  private static final String STATE = "state.bin";
  private static final String LOCK = "lock";
  private static final String PART = ".part.json";
  private static final Pattern NOT_PLAIN = Pattern.compile("[^A-Za-z0-9.-]");

  private final Path folder;
  private final FileChannel channel;
  private @Nullable FileLock lock;

  /** Writes the state. */
  @FunctionalInterface
  public interface State {
    /**
     * Writes it.
     *
     * @param out where to
     * @throws IOException if that fails
     */
    void writeTo(DataOutputStream out) throws IOException;
  }

  /** Reads the state. */
  @FunctionalInterface
  public interface StateReader {
    /**
     * Reads it.
     *
     * @param in where from
     * @throws IOException if that fails
     */
    void readFrom(DataInputStream in) throws IOException;
  }

  private WorkFolder(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * {@return the work folder of a result folder}
   *
   * @param result the result folder
   */
  public static Path of(Path result) {
    return result.resolveSibling("." + result.getFileName() + ".work");
  }

  /**
   * Takes hold of the folder.
   *
   * @param result the result folder
   * @param provenance what the study is made from
   * @param resume whether to resume what is there; otherwise it is deleted
   * @return the folder, held
   * @throws InvalidInputException if another process holds the folder, or what is there was begun
   *     with something else
   */
  public static WorkFolder open(Path result, Provenance provenance, boolean resume) {
    Path folder = of(result);
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = held(channel);
      if (lock == null) {
        channel.close();
        throw InvalidInputException.of(
            result.toString(),
            "must not be in use",
            "another run that is writing it",
            "wait for it, or choose another folder");
      }
      WorkFolder work = new WorkFolder(folder, channel, lock);
      try {
        work.begin(result, provenance, resume);
        return work;
      } catch (IOException | RuntimeException e) {
        work.close();
        throw e;
      }
    } catch (IOException e) {
      throw WholeFile.failure(folder, e);
    }
  }

  /** The lock, or null where another process or another run of this one has it. */
  private static @Nullable FileLock held(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void begin(Path result, Provenance provenance, boolean resume) throws IOException {
    Path begun = folder.resolve(BEGUN);
    List<Path> done = done();
    if (resume && Files.isRegularFile(begun) && !done.isEmpty()) {
      JsonNode earlier = RecordJson.mapper().readTree(begun.toFile());
      RunIdentity.of(provenance).requireSame(earlier, result.toString());
      return;
    }
    for (Path file : done) {
      Files.delete(file);
    }
    String text = RecordJson.of(RunIdentity.of(provenance));
    WholeFile.write(begun, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The files of what was done. */
  private List<Path> done() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.endsWith(STATE) || String.valueOf(file.getFileName()).endsWith(PART))
          .toList();
    }
  }

  /** Where a part is kept; what files cannot be called is written in other letters. */
  Path part(String name) {
    String safe =
        NOT_PLAIN
            .matcher(name)
            .replaceAll(found -> "_" + Integer.toHexString(found.group().codePointAt(0)) + "_");
    return folder.resolve(safe + PART);
  }

  /**
   * Reads the state of the last whole chunk.
   *
   * @param reader reads it
   * @return whether there was one
   */
  public boolean load(StateReader reader) {
    Path state = folder.resolve(STATE);
    if (!Files.isRegularFile(state)) {
      return false;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(state), 1 << 16))) {
      reader.readFrom(in);
      return true;
    } catch (IOException e) {
      throw new InvalidInputException(
          state + ": must be the state of a study, got " + e + "; begin anew", e);
    }
  }

  /**
   * Keeps the state, in place of the one before.
   *
   * @param state writes it
   */
  public void save(State state) {
    WholeFile.write(
        folder.resolve(STATE),
        out -> {
          DataOutputStream data = new DataOutputStream(out);
          state.writeTo(data);
          data.flush();
        });
  }

  /**
   * Removes what a run left that was killed between putting its result in place and tidying up.
   *
   * @param result a complete result folder
   * @param provenance what it was made from
   */
  public static void tidy(Path result, Provenance provenance) {
    if (Files.isDirectory(of(result))) {
      open(result, provenance, false).discard();
    }
  }

  /**
   * Removes the folder once the result is in its place, and only then unlocks it: nobody else may
   * have begun anything in it.
   */
  public void discard() {
    try {
      ResultStore.delete(folder);
      release();
    } catch (IOException e) {
      throw WholeFile.failure(folder, e);
    }
  }

  private void release() throws IOException {
    if (lock != null) {
      lock = null;
      channel.close();
    }
  }

  /** Unlocks the folder, which stays only if a later run can resume it. */
  @Override
  public void close() {
    try {
      if (lock != null && done().isEmpty()) {
        ResultStore.delete(folder);
      }
      release();
    } catch (IOException e) {
      throw WholeFile.failure(folder, e);
    }
  }
}
