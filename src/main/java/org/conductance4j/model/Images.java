package org.conductance4j.model;

import java.nio.file.Path;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * Reads pictures and turns them into a network's input as torchvision does: resizes the shorter
 * side with an antialiased bilinear filter, crops the centre, scales to [0, 1], and applies mean
 * and standard deviation.
 */
public final class Images {

  private Images() {}

  /**
   * Reads a JPEG or PNG file. The picture is turned as its EXIF orientation says. Grey and palette
   * pictures become colour, an alpha channel is dropped, and colour profiles are not applied, as in
   * PIL's {@code ImageOps.exif_transpose} and {@code convert("RGB")}. Of 16 bits the upper 8 are
   * kept; this differs from PIL for grey pictures of 16 bits, which PIL turns nearly white.
   *
   * @param file the file
   * @return its levels
   * @throws InvalidInputException if the file is missing, of another format, truncated, a CMYK
   *     JPEG, or larger than 64 megapixels
   */
  public static Picture read(Path file) {
    return ImageReading.read(file);
  }

  /**
   * Resizes so that the shorter side has the given size. The longer side keeps its proportion,
   * rounded down.
   *
   * @param shorterSide in pixels
   */
  static Picture resize(Picture picture, int shorterSide) {
    int shorter = Math.min(picture.rows(), picture.columns());
    long rows = (long) shorterSide * picture.rows() / shorter;
    long columns = (long) shorterSide * picture.columns() / shorter;
    if (rows * columns > ImageReading.MAX_PIXELS) {
      throw InvalidInputException.of(
          "resize",
          "must give at most " + ImageReading.MAX_PIXELS + " pixels",
          rows + " x " + columns,
          "choose a smaller side");
    }
    return Resampling.bilinear(picture, (int) rows, (int) columns);
  }

  /**
   * Cuts a square from the centre. An odd margin is divided as in torchvision, which rounds half to
   * even. A picture that is smaller is placed on a black square, as in torchvision; an odd border
   * is larger below and on the right.
   *
   * @param size the side of the square in pixels
   * @throws InvalidInputException if the square is larger than 64 megapixels
   */
  static Picture centreCrop(Picture picture, int size) {
    return centreCrop(picture, picture, size, 1);
  }

  /**
   * Cuts from a larger copy of a picture what {@link #centreCrop(Picture, int)} cuts from the
   * picture.
   *
   * @param picture the picture
   * @param large the same picture, factor times as high and wide
   * @param size side of the square in pixels of the picture
   * @param factor how much larger the copy is
   */
  static Picture centreCrop(Picture picture, Picture large, int size, int factor) {
    if ((long) size * size > ImageReading.MAX_PIXELS) {
      throw InvalidInputException.of(
          "crop",
          "must give at most " + ImageReading.MAX_PIXELS + " pixels",
          size + " x " + size,
          "choose a smaller side");
    }
    int top = factor * margin(picture.rows(), size);
    int left = factor * margin(picture.columns(), size);
    int side = factor * size;
    byte[] levels = new byte[side * side * 3];
    for (int row = Math.max(0, -top); row < Math.min(side, large.rows() - top); row++) {
      for (int column = Math.max(0, -left);
          column < Math.min(side, large.columns() - left);
          column++) {
        for (int channel = 0; channel < 3; channel++) {
          levels[(row * side + column) * 3 + channel] =
              (byte) large.level(channel, top + row, left + column);
        }
      }
    }
    return new Picture(side, side, levels);
  }

  /** Where the square begins; negative if it begins before the picture. */
  private static int margin(int extent, int size) {
    return size > extent ? -((size - extent) / 2) : (int) Math.rint((extent - size) / 2.0);
  }

  /**
   * {@return the levels as values in [0, 1], of shape (3, rows, columns)}
   *
   * @param picture the picture
   */
  public static Tensor toTensor(Picture picture) {
    double[] values = new double[3 * picture.rows() * picture.columns()];
    int i = 0;
    for (int channel = 0; channel < 3; channel++) {
      for (int row = 0; row < picture.rows(); row++) {
        for (int column = 0; column < picture.columns(); column++) {
          values[i++] = picture.level(channel, row, column) / 255.0;
        }
      }
    }
    return Tensor.of(new int[] {3, picture.rows(), picture.columns()}, values);
  }

  /**
   * The luminance of a picture in 8 bits, as in PIL's {@code convert("L")}: ITU-R BT.601 in
   * integers of 16 bits. A grey picture keeps its levels.
   *
   * @param picture shape (3, rows, columns), values in [0, 1], not modified
   * @return shape (1, rows, columns), values in [0, 1]
   */
  public static Tensor luminance(Tensor picture) {
    int plane = picture.size(1) * picture.size(2);
    double[] values = picture.toArray();
    double[] grey = new double[plane];
    for (int i = 0; i < plane; i++) {
      long red = Math.round(values[i] * 255);
      long green = Math.round(values[plane + i] * 255);
      long blue = Math.round(values[2 * plane + i] * 255);
      grey[i] = ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16) / 255.0;
    }
    return Tensor.of(new int[] {1, picture.size(1), picture.size(2)}, grey);
  }

  /**
   * Subtracts the mean of each channel and divides by its standard deviation.
   *
   * @param image shape (channel, row, column)
   * @param mean one number for each channel
   * @param std one number for each channel
   * @return shape (channel, row, column)
   */
  public static Tensor normalise(Tensor image, List<Double> mean, List<Double> std) {
    int[] shape = image.shape();
    int plane = shape[1] * shape[2];
    double[] values = image.toArray();
    for (int i = 0; i < values.length; i++) {
      int channel = i / plane;
      values[i] = (values[i] - mean.get(channel)) / std.get(channel);
    }
    return Tensor.of(shape, values);
  }
}
