package org.conductance4j.model;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads the EXIF tag Orientation, which says how a picture must be turned, and turns the picture.
 * The tag is in the first directory of a TIFF block, which is in an APP1 segment of a JPEG or an
 * eXIf chunk of a PNG. An unreadable block is ignored, as viewers do.
 *
 * <p>Source: CIPA DC-008 (EXIF 2.32), 4.6.4 A and annex; TIFF 6.0, section 2.
 */
final class Orientation {

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;
  private static final int LARGEST_BLOCK = 1 << 16;
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final int APP1 = 0xe1;
  private static final int START_OF_SCAN = 0xda;
  private static final int PNG_CHUNK = 0x65584966;
  private static final int PNG_END = 0x49454e44;

  private Orientation() {}

  /**
   * Reads the orientation and restores the position of the stream.
   *
   * @return 1 (as stored) to 8
   */
  static int of(ImageInputStream stream, boolean jpeg) throws IOException {
    stream.mark();
    try {
      return jpeg ? ofJpeg(stream) : ofPng(stream);
    } catch (EOFException | IndexOutOfBoundsException e) {
      return 1;
    } finally {
      stream.reset();
    }
  }

  private static int ofJpeg(ImageInputStream stream) throws IOException {
    stream.seek(2);
    while (stream.readUnsignedByte() == 0xff) {
      int marker = stream.readUnsignedByte();
      int length = stream.readUnsignedShort() - 2;
      if (marker == START_OF_SCAN || length < 0) {
        return 1;
      }
      long next = stream.getStreamPosition() + length;
      if (marker == APP1 && length > EXIF.length) {
        byte[] segment = new byte[length];
        stream.readFully(segment);
        if (Arrays.equals(segment, 0, EXIF.length, EXIF, 0, EXIF.length)) {
          return ofBlock(Arrays.copyOfRange(segment, EXIF.length, length));
        }
      }
      stream.seek(next);
    }
    return 1;
  }

  private static int ofPng(ImageInputStream stream) throws IOException {
    stream.seek(8);
    while (true) {
      long length = stream.readUnsignedInt();
      int kind = stream.readInt();
      if (kind == PNG_CHUNK && length <= LARGEST_BLOCK) {
        byte[] block = new byte[(int) length];
        stream.readFully(block);
        return ofBlock(block);
      }
      if (kind == PNG_END) {
        return 1;
      }
      stream.seek(stream.getStreamPosition() + length + Integer.BYTES);
    }
  }

  private static int ofBlock(byte[] block) {
    ByteBuffer tiff = ByteBuffer.wrap(block);
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + i * ENTRY;
      if ((tiff.getShort(at) & 0xffff) == TAG && tiff.getShort(at + 2) == SHORT) {
        int value = tiff.getShort(at + 8) & 0xffff;
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

  /** The picture turned upright. */
  static Picture upright(Picture stored, int orientation) {
    if (orientation == 1) {
      return stored;
    }
    boolean swapped = orientation >= 5;
    int rows = swapped ? stored.columns() : stored.rows();
    int columns = swapped ? stored.rows() : stored.columns();
    byte[] levels = new byte[rows * columns * 3];
    for (int row = 0, i = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int across = isMirrored(orientation) ? columns - 1 - column : column;
        int down = isFlipped(orientation) ? rows - 1 - row : row;
        for (int channel = 0; channel < 3; channel++) {
          levels[i++] =
              (byte)
                  (swapped
                      ? stored.level(channel, across, down)
                      : stored.level(channel, down, across));
        }
      }
    }
    return new Picture(rows, columns, levels);
  }

  /** Whether the left side of the upright picture is at the end of its stored axis. */
  private static boolean isMirrored(int orientation) {
    return orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  }

  /** Whether the top of the upright picture is at the end of its stored axis. */
  private static boolean isFlipped(int orientation) {
    return orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  }
}
