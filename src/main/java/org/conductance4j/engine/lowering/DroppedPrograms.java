package org.conductance4j.engine.lowering;

import org.bytedeco.javacpp.Pointer;
import org.conductance4j.engine.kernel.Buffer;

/**
 * Has programs collected that nobody knows any more. Their weights lie outside of the JVM's heap:
 * to it a program is a few small objects, for which alone it sees no reason to collect.
 */
public final class DroppedPrograms {

  /** Weights that may wait for a collection. */
  static final long BOUND = 32L << 20;

  /** The least that was held since the last collection. */
  private static long least;

  private DroppedPrograms() {}

  /** To be called before another program is made: of a process's first it collects nothing. */
  public static synchronized void collect() {
    long held = Pointer.totalBytes() - Buffer.open();
    least = Math.min(least, held);
    if (held - least > BOUND) {
      System.gc();
      least = held;
    }
  }
}
