package org.conductance4j.data;

import java.util.List;
import java.util.Map;

/**
 * Labelled pictures of one size that can be read in order, as often as needed. Immutable: the files
 * were checked when the set was opened, and their fingerprints show whether they have changed
 * since.
 */
public interface PictureSet {

  /** {@return shape of each picture: a copy of (channel, row, column)} */
  int[] shape();

  /** {@return number of pictures, at least 1} */
  int size();

  /** {@return a name for each label from 0 on; empty if labels are only numbers} */
  List<String> classNames();

  /** {@return SHA-256 of each source by role, such as {@code images}; empty for drawn pictures} */
  Map<String, String> fingerprints();

  /**
   * {@return a reader of a picture and all that follow}
   *
   * @param first number of the first picture that is read, from 0 to the set's size
   */
  PictureReader read(int first);
}
