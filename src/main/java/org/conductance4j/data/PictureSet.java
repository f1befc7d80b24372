package org.conductance4j.data;

import java.util.List;
import java.util.Map;

/**
 * Labelled pictures of one size that can be read one after the other, as often as wanted.
 * Immutable: what its files hold was checked when it was opened, and their fingerprints tell
 * whether they are still the same.
 */
public interface PictureSet {

  /**
   * Shape of each picture.
   *
   * @return a copy of (channel, row, column)
   */
  int[] shape();

  /**
   * Number of pictures.
   *
   * @return at least 1
   */
  int size();

  /**
   * Names of the classes, where the set knows them.
   *
   * @return a name for each label from 0 on; empty where labels are numbers only
   */
  List<String> classNames();

  /**
   * Fingerprints of what the set is read from.
   *
   * @return SHA-256 by role, such as {@code images}; empty for pictures that are drawn
   */
  Map<String, String> fingerprints();

  /**
   * Begins to read.
   *
   * @param first number of the first picture that is read, from 0 to the set's size
   * @return a reader of it and all that follow
   */
  PictureReader read(int first);
}
