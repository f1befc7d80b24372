package org.conductance4j.data;

import org.conductance4j.config.InvalidInputException;

/** Reads the pictures of a set in order. Not safe for several threads; must be closed. */
public interface PictureReader extends AutoCloseable {

  /**
   * {@return the next picture}
   *
   * @throws InvalidInputException if the file is damaged or was changed since the set was opened
   * @throws java.util.NoSuchElementException after the last one
   */
  LabelledPicture next();

  @Override
  void close();
}
