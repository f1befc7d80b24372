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
    float p = -2.7261424e-10f;
    p = p * z + 2.7706815e-8f;
    p = p * z - 2.101024e-6f;
    p = p * z - 5.6925062e-5f;
    p = p * z - 7.3499064e-4f;
    p = p * z - 2.9546e-3f;
    p = p * z - 1.6096033e-2f;
    float q = -1.45660715e-5f;
    q = q * z - 2.1337405e-4f;
    q = q * z - 1.682827e-3f;
    q = q * z - 7.3733293e-3f;
    q = q * z - 1.4264739e-2f;
    return x * p / q;
  }

  private static float tanh(float argument) {
    float x = Math.min(TANH_REACH, Math.max(-TANH_REACH, argument));
    float z = x * x;
    float p = -2.7607684e-16f;
    p = p * z + 2.000188e-13f;
    p = p * z - 8.604672e-11f;
    p = p * z + 5.1222973e-8f;
    p = p * z + 1.48572235e-5f;
    p = p * z + 6.3726195e-4f;
    p = p * z + 4.8935246e-3f;
    float q = 1.1982584e-6f;
    q = q * z + 1.1853471e-4f;
    q = q * z + 2.2684347e-3f;
    q = q * z + 4.893525e-3f;
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
