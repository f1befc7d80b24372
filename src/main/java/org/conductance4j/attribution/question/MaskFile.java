package org.conductance4j.attribution.question;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/** Reads masks from files. */
final class MaskFile {

  private static final int HALF_WHITE = 3 * 128;

  /** What the channels of a grey pixel may differ by, as JPEG makes them. */
  private static final int GREY = 48;

  private MaskFile() {}

  /** An array of finite numbers; what is not zero is inside. */
  static Tensor array(Path file) {
    return Npy.readFinite(file);
  }

  /** A black and white picture, (row, column); 1 where a pixel is nearer to white. */
  static Tensor picture(Path file) {
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw new InvalidInputException(
          "region: cannot read the mask, got '" + file + "'; give a .npy file or a picture", e);
    }
    if (image == null) {
      throw InvalidInputException.of(
          "region", "the mask is no picture", "'" + file + "'", "give a .npy file or a PNG");
    }
    double[] values = new double[image.getHeight() * image.getWidth()];
    for (int row = 0; row < image.getHeight(); row++) {
      for (int column = 0; column < image.getWidth(); column++) {
        int rgb = image.getRGB(column, row);
        int red = rgb >> 16 & 255;
        int green = rgb >> 8 & 255;
        int blue = rgb & 255;
        if (Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue)) > GREY) {
          throw InvalidInputException.of(
              "region",
              "the mask must be black and white",
              "a coloured pixel at row " + row + ", column " + column + " of '" + file + "'",
              "draw what is inside in white, the rest in black");
        }
        values[row * image.getWidth() + column] = red + green + blue >= HALF_WHITE ? 1 : 0;
      }
    }
    return Tensor.of(new int[] {image.getHeight(), image.getWidth()}, values);
  }
}
