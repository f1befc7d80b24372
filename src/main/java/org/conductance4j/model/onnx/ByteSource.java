package org.conductance4j.model.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.conductance4j.config.InvalidInputException;

/** The bytes of a file or of memory, by position. Safe for several threads. */
public interface ByteSource {

  /** {@return the number of bytes} */
  long length();

  /**
   * Fills the rest of a buffer.
   *
   * @param position of the first byte
   * @param into modified
   */
  void read(long position, ByteBuffer into);

  /**
   * Bytes in memory.
   *
   * @param content not copied
   * @return the source
   */
  static ByteSource of(byte... content) {
    return new ByteSource() {
      @Override
      public long length() {
        return content.length;
      }

      @Override
      public void read(long position, ByteBuffer into) {
        into.put(content, Math.toIntExact(position), into.remaining());
      }
    };
  }

  /**
   * The bytes of a file, which is opened for each reading, so that nothing needs to be closed.
   *
   * @param file the file
   * @return the source
   * @throws InvalidInputException if the file cannot be read
   */
  static ByteSource of(Path file) {
    long length;
    try {
      length = Files.size(file);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
    return new ByteSource() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public void read(long position, ByteBuffer into) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          for (long next = position; into.hasRemaining(); ) {
            int count = channel.read(into, next);
            if (count < 0) {
              throw new EOFException("a file that became shorter while it was read");
            }
            next += count;
          }
        } catch (IOException e) {
          throw InvalidInputException.unreadable(file, e);
        }
      }
    };
  }
}
