package org.conductance4j.model;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A read-only channel over bytes in memory or mapped from a file. */
final class BufferChannel implements SeekableByteChannel {

  private final ByteBuffer bytes;
  private long position;
  private boolean open = true;

  BufferChannel(ByteBuffer bytes) {
    this.bytes = bytes.asReadOnlyBuffer().clear();
  }

  @Override
  public int read(ByteBuffer target) {
    if (position >= bytes.limit()) {
      return -1;
    }
    int count = (int) Math.min(target.remaining(), bytes.limit() - position);
    target.put(bytes.slice((int) position, count));
    position += count;
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return bytes.limit();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
