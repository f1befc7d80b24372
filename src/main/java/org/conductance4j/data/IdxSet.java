package org.conductance4j.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/** Grey pictures and labels in two IDX files, such as those of Fashion-MNIST. */
final class IdxSet implements PictureSet {

  private final IdxFile images;
  private final IdxFile labels;

  private IdxSet(IdxFile images, IdxFile labels) {
    this.images = images;
    this.labels = labels;
  }

  static IdxSet of(Path images, Path labels) {
    IdxSet set =
        new IdxSet(IdxFile.check(images, IdxFile.IMAGES), IdxFile.check(labels, IdxFile.LABELS));
    if (set.images.count() != set.labels.count()) {
      throw InvalidInputException.of(
          labels.toString(),
          "must hold a label for each of the " + set.images.count() + " pictures in " + images,
          set.labels.count() + " labels",
          "choose the two files of one set");
    }
    return set;
  }

  @Override
  public int[] shape() {
    int[] picture = images.elementShape();
    return new int[] {1, picture[0], picture[1]};
  }

  @Override
  public int size() {
    return images.count();
  }

  @Override
  public List<String> classNames() {
    return List.of();
  }

  @Override
  public Map<String, String> fingerprints() {
    return Map.of("images", images.sha256(), "labels", labels.sha256());
  }

  @Override
  public PictureReader read(int first) {
    try {
      DataInputStream pictures = images.open(first);
      try {
        return new Reader(pictures, labels.open(first), first);
      } catch (IOException e) {
        pictures.close();
        throw e;
      }
    } catch (IOException e) {
      throw changed(e);
    }
  }

  private InvalidInputException changed(IOException e) {
    String got = e instanceof EOFException ? "an early end" : e.toString();
    return new InvalidInputException(
        images.file() + ": must stay as it was when it was opened, got " + got + "; get it again",
        e);
  }

  private final class Reader implements PictureReader {

    private final DataInputStream pictures;
    private final DataInputStream classes;
    private int next;

    Reader(DataInputStream pictures, DataInputStream classes, int first) {
      this.pictures = pictures;
      this.classes = classes;
      this.next = first;
    }

    @Override
    public LabelledPicture next() {
      if (next++ >= size()) {
        throw new NoSuchElementException("the set has " + size() + " pictures");
      }
      byte[] levels = new byte[Tensor.length(shape())];
      try {
        pictures.readFully(levels);
        return new LabelledPicture(Levels.tensor(shape(), levels), classes.readUnsignedByte());
      } catch (IOException e) {
        throw changed(e);
      }
    }

    @Override
    public void close() {
      try (pictures;
          classes) {
        // closes both, even if the first one fails
      } catch (IOException e) {
        throw changed(e);
      }
    }
  }
}
