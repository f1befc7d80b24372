package org.conductance4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.conductance4j.array.NpyRows;
import org.conductance4j.array.Sha256;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * Pictures and labels in two .npy files of shapes (picture, channel, row, column) or (picture, row,
 * column), and (picture). Bytes become values in [0, 1]; other numbers are used unchanged.
 */
final class NpySet implements PictureSet {

  private static final int MOST_CLASSES = 1 << 20;

  private final Path images;
  private final Path labels;
  private final int size;
  private final int[] shape;
  private final Map<String, String> fingerprints;

  private NpySet(Path images, Path labels, int size, int[] shape) {
    this.images = images;
    this.labels = labels;
    this.size = size;
    this.shape = shape.clone();
    this.fingerprints = Map.of("images", Sha256.of(images), "labels", Sha256.of(labels));
  }

  static NpySet of(Path images, Path labels) {
    try (NpyRows pictures = NpyRows.open(images, 0);
        NpyRows classes = NpyRows.open(labels, 0)) {
      int[] row = pictures.rowShape();
      if (row.length != 2 && row.length != 3) {
        throw InvalidInputException.of(
            images.toString(),
            "must have the shape (picture, channel, row, column) or (picture, row, column)",
            (row.length + 1) + " axes",
            "reshape it");
      }
      if (classes.rowShape().length != 0 || classes.count() != pictures.count()) {
        throw InvalidInputException.of(
            labels.toString(),
            "must hold a label for each of the " + pictures.count() + " pictures in " + images,
            classes.rowShape().length != 0
                ? (classes.rowShape().length + 1) + " axes"
                : classes.count() + " labels",
            "choose the two files of one set");
      }
      int[] shape = row.length == 3 ? row : new int[] {1, row[0], row[1]};
      return new NpySet(images, labels, pictures.count(), shape);
    }
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<String> classNames() {
    return List.of();
  }

  @Override
  public Map<String, String> fingerprints() {
    return fingerprints;
  }

  @Override
  public PictureReader read(int first) {
    NpyRows pictures = NpyRows.open(images, first);
    try {
      return new Reader(pictures, NpyRows.open(labels, first), first);
    } catch (InvalidInputException e) {
      pictures.close();
      throw e;
    }
  }

  private final class Reader implements PictureReader {

    private final NpyRows pictures;
    private final NpyRows classes;
    private int next;

    Reader(NpyRows pictures, NpyRows classes, int first) {
      this.pictures = pictures;
      this.classes = classes;
      this.next = first;
    }

    @Override
    public LabelledPicture next() {
      if (next >= size) {
        throw new NoSuchElementException("the set has " + size + " pictures");
      }
      double[] values = pictures.next();
      if (pictures.hasBytes()) {
        for (int i = 0; i < values.length; i++) {
          values[i] /= Levels.WHITE;
        }
      }
      return new LabelledPicture(Tensor.of(shape, values), label(classes.next()[0]));
    }

    private int label(double value) {
      if (value != Math.rint(value) || value < 0 || value >= MOST_CLASSES) {
        throw InvalidInputException.of(
            labels.toString(),
            "must hold whole numbers from 0 on",
            value + " for picture " + next,
            "number the classes from 0");
      }
      next++;
      return (int) value;
    }

    @Override
    public void close() {
      pictures.close();
      classes.close();
    }
  }
}
