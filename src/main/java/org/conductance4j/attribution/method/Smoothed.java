package org.conductance4j.attribution.method;

import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.Workload;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Another method's attribution, averaged over inputs with Gaussian noise.
 *
 * <p>\( \bar A = \frac{1}{n} \sum_{k=1}^{n} A(x + \varepsilon_k), \quad \varepsilon_k \sim
 * \mathcal{N}(0, \sigma^2) \)
 *
 * <p>A: the method that is wrapped, with its shape, sign and unit; x: the input, (channel, row,
 * column) or (feature); σ: the noise's standard deviation. What is reported as F at the input is
 * its mean over the noisy inputs, as are the other numbers; nodes and passes are summed. The
 * standard error is that of the mean over the samples.
 *
 * <p>Invariants: a law that holds for the method at every input holds between the means; a linear
 * function's gradient stays as it is.
 *
 * <p>Source: D. Smilkov, N. Thorat, B. Kim, F. Viégas, M. Wattenberg, SmoothGrad: removing noise by
 * adding noise, 2017, arXiv:1706.03825. Differences from the source: the sign of each sample is
 * kept; σ is absolute, not a part of the input's range.
 *
 * <p>Cost: that of the method, times the number of samples. Memory: that of the method and three
 * arrays of its shape. Supports what the method supports. Deterministic: the noise is a function of
 * the seed.
 */
public final class Smoothed extends AttributionMethod {

  private static final double PIXELS = 255;

  private final AttributionMethod method;
  private final Smoothing smoothing;
  private final InputScale scale;

  /**
   * Wraps a method.
   *
   * @param method what is averaged
   * @param smoothing number and size of the samples
   * @param scale what the input's numbers mean: for a picture σ is in pixel values
   */
  public Smoothed(AttributionMethod method, Smoothing smoothing, InputScale scale) {
    super(method.id(), method.needs());
    this.method = method;
    this.smoothing = smoothing;
    this.scale = scale;
  }

  @Override
  public List<Workload> workloads(ResolvedQuestion question) {
    return method.workloads(question);
  }

  @Override
  public Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    SplittableRandom random = new SplittableRandom(smoothing.seed());
    AttributionMean mean = new AttributionMean();
    for (int k = 0; k < smoothing.samples(); k++) {
      double done = k;
      mean.add(
          method.attribute(
              question.withInput(noisy(question.input(), random)),
              (stage, part) -> progress.progressed(stage, (done + part) / smoothing.samples())));
    }
    return mean.attribution(id());
  }

  private Tensor noisy(Tensor input, SplittableRandom random) {
    double[] values = input.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += sigma(i, values.length) * Baseline.gaussian(random);
    }
    return Tensor.of(input.shape(), values);
  }

  /** The noise of an element in the network's units. */
  private double sigma(int element, int length) {
    if (scale instanceof InputScale.Picture picture) {
      return smoothing.sigma() / PIXELS / picture.std().get(picture.channel(element, length));
    }
    return smoothing.sigma();
  }
}
