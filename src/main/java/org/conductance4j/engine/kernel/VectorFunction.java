package org.conductance4j.engine.kernel;

import org.conductance4j.array.Precision;

/**
 * A function of one number that is exact in float64. In float32 it is computed by loops without
 * branches, which the compiler turns into vector instructions, to about 3e-7 of max(1, |x|).
 *
 * <p>Source of the rational approximations of erf and tanh: Eigen 3.4, {@code generic_fast_erf} and
 * {@code generic_fast_tanh_float}.
 */
public final class VectorFunction implements PointwiseFunction {

  private static final int CHUNK = 1 << 12;
  private static final float ROOT_HALF = (float) Math.sqrt(0.5);
  private static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));
  private static final float TWO_OVER_ROOT_PI = (float) (2 / Math.sqrt(Math.PI));

  /** From here on tanh is 1 in float32. */
  private static final float TANH_REACH = 7.905311f;

  private static final float GELU_CUBIC = 0.044715f;
  private static final float GELU_TANH = (float) Math.sqrt(2 / Math.PI);

  private final ScalarFunction exact;
  private final Loop value;
  private final Loop derivative;

  private VectorFunction(ScalarFunction exact, Loop value, Loop derivative) {
    this.exact = exact;
    this.value = value;
    this.derivative = derivative;
  }

  /** Replaces the leading n numbers by the function's. */
  @FunctionalInterface
  private interface Loop {
    void over(float[] x, int n);
  }

  /**
   * The error function.
   *
   * @param exact the same function in double, as of all the others
   */
  public static VectorFunction erf(ScalarFunction exact) {
    return new VectorFunction(exact, VectorFunction::erf, VectorFunction::erfSlope);
  }

  /** x Φ(x), of the normal distribution Φ. */
  public static VectorFunction gelu(ScalarFunction exact) {
    return new VectorFunction(exact, VectorFunction::gelu, VectorFunction::geluSlope);
  }

  /** GELU by way of tanh. */
  public static VectorFunction geluByTanh(ScalarFunction exact) {
    return new VectorFunction(exact, VectorFunction::geluByTanh, VectorFunction::geluByTanhSlope);
  }

  /** x σ(slope x). */
  public static VectorFunction swish(double slope, ScalarFunction exact) {
    float half = (float) (slope / 2);
    return new VectorFunction(exact, (x, n) -> swish(x, n, half), (x, n) -> swishSlope(x, n, half));
  }

  @Override
  public boolean derivativeFromOutput() {
    return false;
  }

  @Override
  public void planValue(Binder binder, Buffer from, Buffer to, long length) {
    if (binder.precision() == Precision.FLOAT64) {
      exact.planValue(binder, from, to, length);
    } else {
      map(binder, value, from, to, length);
    }
  }

  @Override
  public void planDerivative(Binder binder, Buffer known, Buffer to, long length) {
    if (binder.precision() == Precision.FLOAT64) {
      exact.planDerivative(binder, known, to, length);
    } else {
      map(binder, derivative, known, to, length);
    }
  }

  private static void map(Binder binder, Loop loop, Buffer from, Buffer to, long length) {
    int chunks = (int) ((length + CHUNK - 1) / CHUNK);
    binder.hostStep(
        () ->
            Threads.share(
                chunks,
                (first, end) -> {
                  float[] numbers = new float[CHUNK];
                  for (int chunk = first; chunk < end; chunk++) {
                    long start = (long) chunk * CHUNK;
                    int count = (int) Math.min(CHUNK, length - start);
                    from.read(start, numbers, count);
                    loop.over(numbers, count);
                    to.write(start, numbers, count);
                  }
                }));
  }

  /** erf(x), for |x| up to 4, beyond which it is 1 in float32. */
  private static float erf(float argument) {
    float x = Math.min(4f, Math.max(-4f, argument));
    float z = x * x;
    float p = -2.72614225801306e-10f;
    p = p * z + 2.77068142495902e-08f;
    p = p * z - 2.10102402082508e-06f;
    p = p * z - 5.69250639462346e-05f;
    p = p * z - 7.34990630326855e-04f;
    p = p * z - 2.95459980854025e-03f;
    p = p * z - 1.60960333262415e-02f;
    float q = -1.45660718464996e-05f;
    q = q * z - 2.13374055278905e-04f;
    q = q * z - 1.68282697438203e-03f;
    q = q * z - 7.37332916720468e-03f;
    q = q * z - 1.42647390514189e-02f;
    return x * p / q;
  }

  private static float tanh(float argument) {
    float x = Math.min(TANH_REACH, Math.max(-TANH_REACH, argument));
    float z = x * x;
    float p = -2.76076847742355e-16f;
    p = p * z + 2.00018790482477e-13f;
    p = p * z - 8.60467152213735e-11f;
    p = p * z + 5.12229709037114e-08f;
    p = p * z + 1.48572235717979e-05f;
    p = p * z + 6.37261928875436e-04f;
    p = p * z + 4.89352455891786e-03f;
    float q = 1.19825839466702e-06f;
    q = q * z + 1.18534705686654e-04f;
    q = q * z + 2.26843463243900e-03f;
    q = q * z + 4.89352518554385e-03f;
    return x * p / q;
  }

  /**
   * exp(−t) for t ≥ 0: the series of exp(−t / 64) − 1, squared six times. The 1 stays apart, so
   * that squaring does not raise the error.
   */
  private static float decay(float t) {
    float s = Math.min(t, 32f) * 0.015625f;
    float m = 1 / 720f;
    m = m * s - 1 / 120f;
    m = m * s + 1 / 24f;
    m = m * s - 1 / 6f;
    m = m * s + 0.5f;
    m = m * s - 1f;
    m = m * s;
    m = m * (2 + m);
    m = m * (2 + m);
    m = m * (2 + m);
    m = m * (2 + m);
    m = m * (2 + m);
    m = m * (2 + m);
    return 1 + m;
  }

  private static void erf(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = erf(x[i]);
    }
  }

  private static void erfSlope(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = TWO_OVER_ROOT_PI * decay(x[i] * x[i]);
    }
  }

  private static void gelu(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = 0.5f * x[i] * (1 + erf(x[i] * ROOT_HALF));
    }
  }

  /** Φ(x) + x φ(x), in two loops: the compiler makes vectors of short ones only. */
  private static void geluSlope(float[] x, int n) {
    float[] density = new float[n];
    for (int i = 0; i < n; i++) {
      density[i] = decay(0.5f * x[i] * x[i]);
    }
    for (int i = 0; i < n; i++) {
      x[i] = 0.5f * (1 + erf(x[i] * ROOT_HALF)) + x[i] * DENSITY * density[i];
    }
  }

  private static void geluByTanh(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      float at = x[i];
      x[i] = 0.5f * at * (1 + tanh(GELU_TANH * at * (1 + GELU_CUBIC * at * at)));
    }
  }

  private static void geluByTanhSlope(float[] x, int n) {
    float[] t = new float[n];
    for (int i = 0; i < n; i++) {
      t[i] = tanh(GELU_TANH * x[i] * (1 + GELU_CUBIC * x[i] * x[i]));
    }
    for (int i = 0; i < n; i++) {
      // beyond it tanh is flat in float32; its rounding must not meet large factors
      float near = Math.min(5f, Math.max(-5f, x[i]));
      float inner = GELU_TANH * (1 + 3 * GELU_CUBIC * near * near);
      x[i] = 0.5f * (1 + t[i]) + 0.5f * near * (1 - t[i] * t[i]) * inner;
    }
  }

  private static void swish(float[] x, int n, float half) {
    for (int i = 0; i < n; i++) {
      x[i] = 0.5f * x[i] * (1 + tanh(half * x[i]));
    }
  }

  private static void swishSlope(float[] x, int n, float half) {
    float reach = TANH_REACH / Math.abs(half);
    for (int i = 0; i < n; i++) {
      float t = tanh(half * x[i]);
      float near = Math.min(reach, Math.max(-reach, x[i]));
      x[i] = 0.5f * (1 + t) + 0.5f * half * near * (1 - t * t);
    }
  }
}
