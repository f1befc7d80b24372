package org.conductance4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.array.Shuffle;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.data.FeatureTable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Rows of numbers with one class each. */
final class TableData implements TrainingData {

  private final List<Integer> hidden;
  private final FeatureTable table;
  private final List<String> labels;
  private final List<String> classes;

  private TableData(List<Integer> hidden, FeatureTable table, List<String> classes) {
    this.hidden = hidden;
    this.table = table;
    this.labels = table.labels();
    this.classes = classes;
  }

  static TableData of(TrainingTask.Rows subject) {
    FeatureTable table = FeatureTable.read(subject.file());
    if (table.labels().size() < 2) {
      throw InvalidInputException.of(
          subject.file().toString(),
          "needs a column '" + FeatureTable.CLASS + "' of at least two classes",
          table.labels(),
          "add it");
    }
    return new TableData(subject.hidden(), table, table.classes());
  }

  @Override
  public TrainingData withShuffledLabels(SplittableRandom random) {
    return new TableData(hidden, table, HeldOutRows.shuffled(classes, random));
  }

  @Override
  public Optional<int[]> inputShape() {
    return Optional.of(new int[] {table.features().size()});
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public Map<String, String> fingerprints() {
    return Map.of("table", table.fingerprint());
  }

  @Override
  public TrainingRun begin(TrainingOptions options, SplittableRandom random) {
    List<Integer> learned = HeldOutRows.learned(table.size());
    int batch = Math.min(options.schedule().batch(), learned.size());
    int batches = learned.size() / batch;
    TrainingSchedule learning = new TrainingSchedule(options.schedule(), batches);
    ComputationGraph network =
        TableNetwork.create(
            hidden, table.features().size(), labels.size(), learning, options.seed());
    return new TrainingRun(network, batches, () -> epoch(learned, batch, random), () -> {});
  }

  private Stream<TrainingRun.Batch> epoch(
      List<Integer> learned, int batch, SplittableRandom random) {
    List<Integer> order = Shuffle.items(learned, random);
    return IntStream.range(0, learned.size() / batch)
        .mapToObj(i -> batch(order.subList(i * batch, (i + 1) * batch)));
  }

  private TrainingRun.Batch batch(List<Integer> rows) {
    float[][] inputs = new float[rows.size()][table.features().size()];
    float[][] targets = new float[rows.size()][labels.size()];
    for (int i = 0; i < rows.size(); i++) {
      double[] row = table.row(rows.get(i));
      for (int feature = 0; feature < row.length; feature++) {
        inputs[i][feature] = (float) row[feature];
      }
      targets[i][label(rows.get(i))] = 1;
    }
    return new TrainingRun.Batch(Nd4j.createFromArray(inputs), Nd4j.createFromArray(targets));
  }

  private int label(int row) {
    return labels.indexOf(classes.get(row));
  }

  @Override
  public HeldOut check(ComputationGraph network) {
    List<Integer> kept = HeldOutRows.kept(table.size());
    List<Integer> given = new ArrayList<>();
    try (TrainingRun.Batch batch = batch(kept);
        INDArray y = network.outputSingle(false, batch.inputs());
        INDArray best = y.argMax(1)) {
      for (int i = 0; i < kept.size(); i++) {
        given.add(best.getInt(i));
      }
    }
    return ExampleHeldOut.of(labels, kept.stream().map(this::label).toList(), given);
  }
}
