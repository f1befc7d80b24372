package org.conductance4j.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Replaces the running averages in the batch normalisations of a trained network by means and
 * variances over many batches.
 *
 * <p>\( \mu = \overline{\mu_b}, \; \sigma^2 = \overline{\sigma_b^2} + \overline{\mu_b^2} - \mu^2
 * \), where \( \mu_b, \sigma_b^2 \) are the statistics of batch b as training sees it.
 *
 * <p>Source: Wu, Johnson 2021, Rethinking "Batch" in BatchNorm, arXiv:2105.07576, section 3
 * (PreciseBN).
 */
final class PopulationStatistics {

  private final ComputationGraph network;
  private final Map<String, Moments> moments = new LinkedHashMap<>();

  private PopulationStatistics(ComputationGraph network) {
    this.network = network;
    for (Layer layer : network.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      if (layer.conf().getLayer() instanceof BatchNormalization) {
        moments.put(name, new Moments(Math.toIntExact(network.getParam(name + "_mean").length())));
      }
    }
  }

  /**
   * Replaces the statistics.
   *
   * @param network its statistics are modified, its weights are not
   * @param batches number of batches
   * @param pictures gives one batch per call, which is closed here
   */
  static void measure(ComputationGraph network, int batches, Supplier<INDArray> pictures) {
    PopulationStatistics statistics = new PopulationStatistics(network);
    for (int i = 0; i < batches; i++) {
      try (INDArray x = pictures.get()) {
        statistics.add(x);
      }
    }
    statistics.store();
  }

  private void add(INDArray x) {
    Map<String, INDArray> activations = network.feedForward(x, true);
    moments.forEach(
        (name, moment) -> {
          List<String> inputs = network.getConfiguration().getVertexInputs().get(name);
          String input = Objects.requireNonNull(inputs, name).get(0);
          moment.add(Objects.requireNonNull(activations.get(input), input));
        });
  }

  private void store() {
    moments.forEach(
        (name, moment) -> {
          network.setParam(name + "_mean", row(moment.mean()));
          network.setParam(name + "_var", row(moment.variance()));
        });
  }

  private static INDArray row(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return Nd4j.createFromArray(floats).reshape(1, values.length);
  }

  /** Sums over batches for each channel. */
  private static final class Moments {

    private final double[] means;
    private final double[] squares;
    private final double[] variances;
    private int batches;

    Moments(int channels) {
      means = new double[channels];
      squares = new double[channels];
      variances = new double[channels];
    }

    void add(INDArray x) {
      try (INDArray mean = x.mean(0, 2, 3);
          INDArray variance = x.var(false, 0, 2, 3)) {
        for (int c = 0; c < means.length; c++) {
          means[c] += mean.getDouble(c);
          squares[c] += mean.getDouble(c) * mean.getDouble(c);
          variances[c] += variance.getDouble(c);
        }
      }
      batches++;
    }

    double[] mean() {
      double[] mean = new double[means.length];
      for (int c = 0; c < mean.length; c++) {
        mean[c] = means[c] / batches;
      }
      return mean;
    }

    double[] variance() {
      double[] mean = mean();
      double[] variance = new double[mean.length];
      for (int c = 0; c < mean.length; c++) {
        double between = Math.max(0, squares[c] / batches - mean[c] * mean[c]);
        variance[c] = variances[c] / batches + between;
      }
      return variance;
    }
  }
}
