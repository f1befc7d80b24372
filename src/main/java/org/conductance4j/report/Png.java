package org.conductance4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A finished picture file. */
final class Png {

  private final byte[] bytes;
  private final int width;
  private final int height;

  Png(byte[] bytes, int width, int height) {
    this.bytes = bytes.clone();
    this.width = width;
    this.height = height;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  void write(Path file) throws IOException {
    Files.write(file, bytes);
  }

  /** The picture as a link that holds it whole. */
  String dataUri() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes);
  }
}
