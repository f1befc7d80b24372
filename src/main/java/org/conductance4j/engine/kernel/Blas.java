package org.conductance4j.engine.kernel;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;

/**
 * OpenBLAS, which multiplies ND4J's float64 matrices. Its own threads gain nothing on matrices of
 * this size, and while it has several, products of two lanes wait for each other.
 */
public final class Blas {

  private static int passesUnderWay;
  private static int threadsBefore;

  private Blas() {}

  /**
   * Runs passes in which each product takes one thread. The number of threads is one for the
   * process. If passes run in parallel, the last to end resets it.
   */
  public static void onOneThread(Runnable passes) {
    if (!Nd4j.getEnvironment().isCPU()) {
      passes.run();
      return;
    }
    begin();
    try {
      passes.run();
    } finally {
      end();
    }
  }

  private static synchronized void begin() {
    if (passesUnderWay == 0) {
      threadsBefore = openblas_nolapack.blas_get_num_threads();
      openblas_nolapack.blas_set_num_threads(1);
    }
    passesUnderWay++;
  }

  private static synchronized void end() {
    passesUnderWay--;
    if (passesUnderWay == 0) {
      openblas_nolapack.blas_set_num_threads(threadsBefore);
    }
  }
}
