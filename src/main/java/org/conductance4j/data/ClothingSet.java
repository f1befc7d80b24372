package org.conductance4j.data;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.conductance4j.scene.ClothingClass;
import org.conductance4j.scene.ClothingPicture;

/** Drawn clothing of consecutive seeds. Each picture is drawn when it is read. */
record ClothingSet(long firstSeed, int size) implements PictureSet {

  @Override
  public int[] shape() {
    return new int[] {1, ClothingPicture.SIZE, ClothingPicture.SIZE};
  }

  @Override
  public List<String> classNames() {
    return ClothingClass.labels();
  }

  @Override
  public Map<String, String> fingerprints() {
    return Map.of();
  }

  @Override
  public PictureReader read(int first) {
    return new Reader(first);
  }

  private final class Reader implements PictureReader {

    private int next;

    Reader(int first) {
      this.next = first;
    }

    @Override
    public LabelledPicture next() {
      if (next >= size) {
        throw new NoSuchElementException("the set has " + size + " pictures");
      }
      ClothingPicture picture = ClothingPicture.of(firstSeed + next++);
      return new LabelledPicture(Levels.tensor(shape(), picture.grey()), picture.label().index());
    }

    @Override
    public void close() {
      // drawn pictures hold no file open
    }
  }
}
