package org.conductance4j.attribution.method;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.PathRecord;
import org.conductance4j.attribution.path.Spread;
import org.jspecify.annotations.Nullable;

/**
 * The mean of several attributions of one shape, with the standard error of each element and of
 * their sum (Welford's recurrence). F at both ends and the completeness error are means too; nodes
 * and passes are summed.
 */
final class AttributionMean {

  private final List<One> all = new ArrayList<>();
  private int[] shape = new int[0];
  private double[] mean = new double[0];
  private double[] squares = new double[0];

  /** What is kept of one attribution. */
  private record One(
      double sum, double atInput, double atBaseline, double error, PathRecord path) {}

  void add(Attribution one) {
    Tensor values = one.values();
    if (all.isEmpty()) {
      shape = values.shape();
      mean = new double[values.length()];
      squares = new double[values.length()];
    }
    all.add(
        new One(one.sum(), one.atInput(), one.atBaseline(), one.completenessError(), one.path()));
    for (int i = 0; i < mean.length; i++) {
      double gap = values.get(i) - mean[i];
      mean[i] += gap / all.size();
      squares[i] += gap * (values.get(i) - mean[i]);
    }
  }

  /** The mean, as the result of a method. */
  Attribution attribution(String method) {
    Tensor values = Tensor.of(shape, mean);
    return new Attribution(
        method,
        values,
        mean(One::atInput),
        mean(One::atBaseline),
        mean(One::error),
        PathRecord.joined(all.stream().map(One::path).toList()),
        spread());
  }

  private double mean(ToDoubleFunction<One> number) {
    return all.stream().mapToDouble(number).sum() / all.size();
  }

  private @Nullable Spread spread() {
    int n = all.size();
    if (n < 2) {
      return null;
    }
    double[] errors = squares.clone();
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.sqrt(errors[i] / (n - 1) / n);
    }
    double centre = mean(One::sum);
    double spread = mean(one -> (one.sum() - centre) * (one.sum() - centre)) * n / (n - 1);
    return new Spread(n, Tensor.of(shape, errors), Math.sqrt(spread / n));
  }
}
