package org.conductance4j.model;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.conductance4j.config.InvalidInputException;

/** Decodes JPEG and PNG files to their stored levels and turns them upright. */
final class ImageReading {

  static final int MAX_PIXELS = 1 << 26;

  private final Path file;
  private final List<String> warnings = new ArrayList<>();

  private ImageReading(Path file) {
    this.file = file;
  }

  static Picture read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file + ": must exist, got no such file; check the path");
    }
    return new ImageReading(file).decode();
  }

  private Picture decode() {
    try (ImageInputStream stream = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      ImageReader reader = readers.hasNext() ? readers.next() : null;
      if (reader == null
          || !List.of("jpeg", "png").contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        throw problem("must be a JPEG or PNG picture", "another format", "convert it");
      }
      try {
        int orientation = Orientation.of(stream, reader.getFormatName().equalsIgnoreCase("jpeg"));
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        reader.setInput(stream, true, true);
        requireColours(stream, reader);
        requireSize(reader);
        BufferedImage image = reader.read(0);
        requireWhole();
        return Orientation.upright(levels(image), orientation);
      } finally {
        reader.dispose();
      }
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InvalidInputException(
          file
              + ": must be a whole JPEG or PNG picture, got "
              + ForeignText.of(e)
              + "; save it again",
          e);
    }
  }

  private void requireSize(ImageReader reader) throws IOException {
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    if (pixels > MAX_PIXELS) {
      throw problem(
          "must have at most " + MAX_PIXELS + " pixels",
          reader.getHeight(0) + " x " + reader.getWidth(0),
          "make it smaller");
    }
  }

  private void requireColours(ImageInputStream stream, ImageReader reader) throws IOException {
    if (reader.getFormatName().equalsIgnoreCase("jpeg") && components(stream) == 4) {
      throw problem("must be a grey or colour (RGB) picture", "a CMYK JPEG", "convert it to RGB");
    }
  }

  /** Number of colour components in a JPEG's frame header, or 0 if there is none. */
  private static int components(ImageInputStream stream) throws IOException {
    stream.mark();
    try {
      stream.seek(2);
      while (true) {
        int marker = stream.readUnsignedByte();
        while (marker == 0xff) {
          marker = stream.readUnsignedByte();
        }
        boolean frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        int length = stream.readUnsignedShort();
        if (frame) {
          stream.skipBytes(5);
          return stream.readUnsignedByte();
        }
        if (marker == 0xda || length < 2) {
          return 0;
        }
        stream.skipBytes(length - 2);
        if (stream.readUnsignedByte() != 0xff) {
          return 0;
        }
      }
    } catch (EOFException e) {
      return 0;
    } finally {
      stream.reset();
    }
  }

  private void requireWhole() {
    for (String warning : warnings) {
      String text = warning.toLowerCase(Locale.ROOT);
      boolean harmless = text.contains("extraneous bytes") || text.contains("profile");
      if (!harmless
          && (text.contains("truncated")
              || text.contains("premature")
              || text.contains("corrupt"))) {
        throw problem(
            "must be a whole picture",
            "\"" + ForeignText.of(warning) + "\" from its decoder",
            "save it again");
      }
    }
  }

  /** Reads the stored samples. {@code getRGB} would convert grey levels and colour profiles. */
  private Picture levels(BufferedImage image) {
    if (image.getColorModel() instanceof IndexColorModel) {
      return Picture.of(image);
    }
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int shift = raster.getSampleModel().getSampleSize(0) - 8;
    int columns = raster.getWidth();
    byte[] levels = new byte[raster.getHeight() * columns * 3];
    int[] row = new int[columns * bands];
    for (int y = 0, i = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, columns, 1, row);
      for (int x = 0; x < columns; x++) {
        for (int channel = 0; channel < 3; channel++) {
          int sample = row[x * bands + (bands >= 3 ? channel : 0)];
          levels[i++] =
              (byte) (shift >= 0 ? sample >> shift : sample * 255 / ((1 << (8 + shift)) - 1));
        }
      }
    }
    return new Picture(raster.getHeight(), columns, levels);
  }

  private InvalidInputException problem(String rule, String value, String remedy) {
    return InvalidInputException.of(file.toString(), rule, value, remedy);
  }
}
