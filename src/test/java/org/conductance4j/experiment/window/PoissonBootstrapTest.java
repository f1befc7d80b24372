package org.conductance4j.experiment.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoissonBootstrapTest {

  @Test
  void counts_haveMeanAndVarianceOfOne() {
    Moments moments = new Moments();
    for (int example = 0; example < 200; example++) {
      int[] counts = PoissonBootstrap.counts(7, example, 500);
      assertThat(counts[0]).isEqualTo(1);
      for (int b = 1; b <= 500; b++) {
        moments.add(counts[b]);
      }
    }
    // 100,000 draws: standard errors 0.003 of the mean, 0.005 of the variance.
    assertThat(moments.mean()).isCloseTo(1, within(0.015));
    assertThat(moments.variance()).isCloseTo(1, within(0.03));
  }

  @Test
  void counts_dependOnSeedAndExampleAlone() {
    assertThat(PoissonBootstrap.counts(7, 3, 50)).isEqualTo(PoissonBootstrap.counts(7, 3, 50));
    assertThat(PoissonBootstrap.counts(7, 3, 50)).isNotEqualTo(PoissonBootstrap.counts(7, 4, 50));
    assertThat(PoissonBootstrap.counts(7, 3, 50)).isNotEqualTo(PoissonBootstrap.counts(8, 3, 50));
  }

  @Test
  void resamplesOfAMean_spreadAsItsStandardError() {
    SplittableRandom random = new SplittableRandom(1);
    int resamples = 400;
    PoissonBootstrap bootstrap = new PoissonBootstrap(2, resamples);
    Moments sample = new Moments();
    for (int example = 0; example < 1000; example++) {
      double value = random.nextDouble();
      sample.add(value);
      bootstrap.add(PoissonBootstrap.counts(5, example, resamples), new double[] {1, value});
    }
    assertThat(bootstrap.sum(0, 1) / bootstrap.sum(0, 0)).isCloseTo(sample.mean(), within(1e-12));
    Moments means = new Moments();
    for (int b = 1; b <= resamples; b++) {
      means.add(bootstrap.sum(b, 1) / bootstrap.sum(b, 0));
    }
    double error = Math.sqrt(sample.variance() / 1000);
    assertThat(Math.sqrt(means.variance())).isCloseTo(error, within(0.15 * error));
  }

  @Test
  void moments_ofKnownNumbers_areTheirs() {
    Moments moments = new Moments();
    for (double value : new double[] {1, 2, 3, -6}) {
      moments.add(value);
    }
    assertThat(moments.mean()).isZero();
    assertThat(moments.variance()).isCloseTo(50 / 3.0, within(1e-12));
    assertThat(moments.rootMeanSquare()).isCloseTo(Math.sqrt(12.5), within(1e-12));
    assertThat(moments.largest()).isEqualTo(6);
  }
}
