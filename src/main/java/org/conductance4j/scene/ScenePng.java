package org.conductance4j.scene;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;

/** Writes a scene's picture as a PNG file. */
public final class ScenePng {

  private ScenePng() {}

  /**
   * Writes the picture, whole or not at all; missing folders are made.
   *
   * @param scene the scene
   * @param file where to; an existing file is replaced
   * @throws IOException if the file cannot be written
   */
  public static void write(Scene scene, Path file) throws IOException {
    int size = scene.size();
    byte[] rgb = scene.rgb();
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size * size; i++) {
      int pixel =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
      image.setRGB(i % size, i / size, pixel);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path half = target.resolveSibling(target.getFileName() + ".part");
    Files.write(half, bytes.toByteArray());
    Files.move(half, target, StandardCopyOption.REPLACE_EXISTING);
  }
}
