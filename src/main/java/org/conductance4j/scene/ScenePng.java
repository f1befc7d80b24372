package org.conductance4j.scene;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.conductance4j.array.WholeFile;
import org.conductance4j.config.InvalidInputException;

/** Writes a scene's picture as a PNG file. */
public final class ScenePng {

  private ScenePng() {}

  /**
   * Writes the picture atomically and creates missing folders.
   *
   * @param scene the scene
   * @param file the PNG; replaced if it exists
   * @throws InvalidInputException if the file cannot be written
   */
  public static void write(Scene scene, Path file) {
    int size = scene.size();
    byte[] rgb = scene.rgb();
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size * size; i++) {
      int pixel =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
      image.setRGB(i % size, i / size, pixel);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw new InvalidInputException(
            "%s: must be a folder that can be made, got %s; choose another place"
                .formatted(folder, InvalidInputException.reason(e)),
            e);
      }
    }
    WholeFile.write(file, out -> ImageIO.write(image, "png", out));
  }
}
