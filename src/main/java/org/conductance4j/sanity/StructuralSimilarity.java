package org.conductance4j.sanity;

import java.util.Arrays;

/**
 * Structural similarity of two planes of non-negative values, each divided by its maximum: the mean
 * over all windows of 7 × 7 (or the plane, where that is smaller) of
 *
 * <p>(2 μₐ μ_b + c₁)(2 σ_ab + c₂) / ((μₐ² + μ_b² + c₁)(σₐ² + σ_b² + c₂)), c₁ = 0.01², c₂ = 0.03².
 *
 * <p>Source: Z. Wang, A. Bovik, H. Sheikh, E. Simoncelli, Image Quality Assessment: From Error
 * Visibility to Structural Similarity, 2004, DOI 10.1109/TIP.2003.819861. Differences from the
 * source: flat windows in place of Gaussian ones.
 */
record StructuralSimilarity(int rows, int columns) {

  private static final int SIDE = 7;
  private static final double MEAN = 1e-4;
  private static final double VARIANCE = 9e-4;

  /** 1 of equal planes; about 0 of unrelated ones. */
  double of(double[] first, double[] second) {
    double[] a = scaled(first);
    double[] b = scaled(second);
    int height = Math.min(SIDE, rows);
    int width = Math.min(SIDE, columns);
    double sum = 0;
    for (int row = 0; row + height <= rows; row++) {
      for (int column = 0; column + width <= columns; column++) {
        sum += window(a, b, row * columns + column, height, width);
      }
    }
    return sum / ((double) (rows - height + 1) * (columns - width + 1));
  }

  private double window(double[] a, double[] b, int start, int height, int width) {
    double[] sums = new double[5];
    for (int row = 0; row < height; row++) {
      for (int i = start + row * columns; i < start + row * columns + width; i++) {
        sums[0] += a[i];
        sums[1] += b[i];
        sums[2] += a[i] * a[i];
        sums[3] += b[i] * b[i];
        sums[4] += a[i] * b[i];
      }
    }
    int area = height * width;
    double meanA = sums[0] / area;
    double meanB = sums[1] / area;
    double squares = meanA * meanA + meanB * meanB;
    double variances = (sums[2] + sums[3]) / area - squares;
    double covariance = sums[4] / area - meanA * meanB;
    return (2 * meanA * meanB + MEAN)
        * (2 * covariance + VARIANCE)
        / ((squares + MEAN) * (variances + VARIANCE));
  }

  private static double[] scaled(double... plane) {
    double largest = Arrays.stream(plane).max().orElse(0);
    return Arrays.stream(plane).map(value -> largest == 0 ? 0 : value / largest).toArray();
  }
}
