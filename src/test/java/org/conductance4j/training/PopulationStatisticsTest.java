package org.conductance4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PopulationStatisticsTest {

  private static final int BATCHES = 3;
  private static final int BATCH = 4;

  @Test
  void severalBatches_measured_firstLayerHasTheStatisticsOfAllPictures() {
    ComputationGraph network = network();
    INDArray weights = network.getParam("stem.conv_W").dup();
    Nd4j.getRandom().setSeed(5);
    INDArray all = Nd4j.rand(DataType.FLOAT, BATCHES * BATCH, 3, 32, 32);
    // Batches of different brightness: most of the variance lies between them.
    IntStream.range(0, BATCHES * BATCH).forEach(i -> all.slice(i).muli(1 + i / BATCH));
    int[] next = {0};
    PopulationStatistics.measure(network, BATCHES, () -> batch(all, next[0]++));

    Map<String, INDArray> activations = network.feedForward(all, false);
    INDArray y = Objects.requireNonNull(activations.get("stem.conv"));
    INDArray mean = y.mean(0, 2, 3);
    INDArray variance = y.var(false, 0, 2, 3);
    for (int c = 0; c < 4; c++) {
      assertThat(network.getParam("stem.conv.norm_mean").getDouble(c))
          .isCloseTo(mean.getDouble(c), within(1e-5));
      assertThat(network.getParam("stem.conv.norm_var").getDouble(c))
          .isCloseTo(variance.getDouble(c), within(1e-4 * variance.getDouble(c)));
    }
    assertThat(network.getParam("stem.conv_W")).isEqualTo(weights);
  }

  @Test
  void everyNormalisation_isMeasured() {
    ComputationGraph network = network();
    Nd4j.getRandom().setSeed(6);
    INDArray x = Nd4j.rand(DataType.FLOAT, BATCH, 3, 32, 32);
    PopulationStatistics.measure(network, 1, x::dup);
    network
        .paramTable()
        .forEach(
            (name, values) -> {
              if (name.endsWith("_var")) {
                assertThat(values.sub(1).norm2Number().doubleValue()).as(name).isGreaterThan(0.1);
              }
            });
    // With one batch the statistics of inference are those of training.
    double[] training = network.output(true, x)[0].dup().getRow(0).toDoubleVector();
    double[] inference = network.output(false, x)[0].getRow(0).toDoubleVector();
    for (int i = 0; i < training.length; i++) {
      assertThat(inference[i]).isCloseTo(training[i], within(1e-4));
    }
  }

  private static INDArray batch(INDArray all, int index) {
    float[] values = all.dup().data().asFloat();
    int length = values.length / BATCHES;
    float[] part = new float[length];
    System.arraycopy(values, index * length, part, 0, length);
    return Nd4j.createFromArray(part).reshape(BATCH, 3, 32, 32);
  }

  private static ComputationGraph network() {
    return ResidualNetwork.create(
        new NetworkOptions(4, 2, List.of(4, 8), List.of(1, 2), 1),
        new int[] {3, 32, 32},
        4,
        new TrainingSchedule(new ScheduleOptions(1, 8, 1e-3, 0), 1),
        1);
  }
}
