package org.conductance4j.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads bytes sequentially, and can return the next bytes as a part without reading them. */
final class ByteStream extends InputStream {

  private final Bytes bytes;
  private ByteBuffer ahead = ByteBuffer.allocate(0);

  /** Position of the first byte that is neither read nor read ahead. */
  private int next;

  ByteStream(Bytes bytes) {
    this.bytes = bytes;
  }

  /** Returns the next bytes and skips them. */
  Bytes next(long count) throws IOException {
    if (count < 0 || count > available()) {
      throw new EOFException("end of file inside the data");
    }
    int from = next - ahead.remaining();
    next = from + (int) count;
    ahead = ByteBuffer.allocate(0);
    return bytes.slice(from, (int) count);
  }

  @Override
  public int read() {
    return isAtEnd() ? -1 : ahead.get() & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (isAtEnd()) {
      return -1;
    }
    int count = Math.min(length, ahead.remaining());
    ahead.get(target, offset, count);
    return count;
  }

  /** Reads ahead if everything that was read ahead is used. */
  private boolean isAtEnd() {
    if (!ahead.hasRemaining()) {
      ahead = bytes.read(next, Math.min(Bytes.CHUNK, bytes.length() - next));
      next += ahead.remaining();
    }
    return !ahead.hasRemaining();
  }

  @Override
  public int available() {
    return bytes.length() - next + ahead.remaining();
  }
}
