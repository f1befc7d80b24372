package org.conductance4j.attribution.path;

/** Is notified of the progress of a computation. */
@FunctionalInterface
public interface ProgressListener {

  /** A listener that does nothing. */
  ProgressListener SILENT = (stage, fraction) -> {};

  /**
   * Called whenever some work is done, on the thread that does it.
   *
   * @param stage what is being done, such as {@code path of the intact network}
   * @param fraction the part of this stage that is done, from 0 to 1
   */
  void progressed(String stage, double fraction);
}
