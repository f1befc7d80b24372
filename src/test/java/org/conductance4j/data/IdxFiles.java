package org.conductance4j.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files for tests. */
public final class IdxFiles {

  private IdxFiles() {}

  /** Pictures: the extents, then the elements. */
  public static byte[] images(int count, int rows, int columns, byte[] levels) throws IOException {
    return bytes(IdxFile.IMAGES, new int[] {count, rows, columns}, levels);
  }

  /** Labels. */
  public static byte[] labels(byte... labels) throws IOException {
    return bytes(IdxFile.LABELS, new int[] {labels.length}, labels);
  }

  static byte[] bytes(int magic, int[] shape, byte[] elements) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(magic);
    for (int extent : shape) {
      out.writeInt(extent);
    }
    out.write(elements);
    return bytes.toByteArray();
  }

  static byte[] zipped(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  /** Writes clothing of consecutive seeds as two files of Fashion-MNIST's names. */
  public static void clothing(Path folder, String prefix, long firstSeed, int size)
      throws IOException {
    int area = 28 * 28;
    byte[] levels = new byte[size * area];
    byte[] labels = new byte[size];
    for (int i = 0; i < size; i++) {
      var picture = org.conductance4j.scene.ClothingPicture.of(firstSeed + i);
      System.arraycopy(picture.grey(), 0, levels, i * area, area);
      labels[i] = (byte) picture.label().index();
    }
    Files.write(
        folder.resolve(prefix + "-images-idx3-ubyte.gz"), zipped(images(size, 28, 28, levels)));
    Files.write(folder.resolve(prefix + "-labels-idx1-ubyte.gz"), zipped(labels(labels)));
  }
}
