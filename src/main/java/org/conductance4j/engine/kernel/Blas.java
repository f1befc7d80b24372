package org.conductance4j.engine.kernel;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;

/**
 * OpenBLAS, which multiplies ND4J's float64 matrices and the small ones of batched products. Its
 * own threads gain nothing on matrices of this size, and while it has several, products of two
 * lanes wait for each other.
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

  /**
   * C = alpha A B + beta C.
   *
   * @param extents rows and columns of C, and columns of A
   */
  static void multiply(
      double alpha, Operand a, Operand b, double beta, Operand c, int[] extents, boolean isDouble) {
    if (c.isTurned()) {
      int[] turned = {extents[1], extents[0], extents[2]};
      multiply(alpha, b.turned(), a.turned(), beta, c.turned(), turned, isDouble);
      return;
    }
    int turnA = a.isTurned() ? CblasTrans : CblasNoTrans;
    int turnB = b.isTurned() ? CblasTrans : CblasNoTrans;
    if (isDouble) {
      cblas_dgemm(
          CblasRowMajor,
          turnA,
          turnB,
          extents[0],
          extents[1],
          extents[2],
          alpha,
          new DoublePointer(a.memory()).position(a.start()),
          a.step(),
          new DoublePointer(b.memory()).position(b.start()),
          b.step(),
          beta,
          new DoublePointer(c.memory()).position(c.start()),
          c.step());
    } else {
      cblas_sgemm(
          CblasRowMajor,
          turnA,
          turnB,
          extents[0],
          extents[1],
          extents[2],
          (float) alpha,
          new FloatPointer(a.memory()).position(a.start()),
          a.step(),
          new FloatPointer(b.memory()).position(b.start()),
          b.step(),
          (float) beta,
          new FloatPointer(c.memory()).position(c.start()),
          c.step());
    }
  }

  /**
   * A matrix in memory.
   *
   * @param start its first number
   * @param step from one row to the next, or if it is turned from one column to the next
   */
  record Operand(Pointer memory, long start, int step, boolean isTurned) {
    Operand turned() {
      return new Operand(memory, start, step, !isTurned);
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
