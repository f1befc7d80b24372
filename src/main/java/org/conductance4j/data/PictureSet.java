package org.conductance4j.data;

import java.util.List;
import java.util.Map;

/**
 * Labelled pictures of one size that can be read in order, as often as needed. Immutable: the files
 * were checked when the set was opened, and their fingerprints show whether they have changed
 * since.
 */
public interface PictureSet {

  /** {@return the shape of each picture, a copy of (channel, row, column)} */
  int[] shape();

  /** {@return the number of pictures, at least 1} */
  int size();

  /** {@return the name of each label from 0 on; empty if the set knows no names} */
  List<String> classNames();

  /**
   * {@return the SHA-256 of each file by its role, such as {@code images}; empty for drawn
   * pictures}
   */
  Map<String, String> fingerprints();

  /**
   * {@return a reader of a picture and all that follow it}
   *
   * @param first index of the first picture, from 0 to the size of the set
   */
  PictureReader read(int first);
}
