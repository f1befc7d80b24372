package org.conductance4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.conductance4j.array.Shuffle;
import org.conductance4j.data.Sentences;
import org.conductance4j.data.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sentences with one class each. All sentences of a batch have the same number of words, so that
 * none needs padding. Some words are hidden at random.
 */
final class SentenceData implements TrainingData {

  /** File of the vocabulary, in the folder of the network. */
  static final String VOCABULARY = "vocabulary.txt";

  private final SentenceNetworkOptions extent;
  private final Sentences sentences;
  private final List<String> labels;
  private final List<String> classes;
  private final Vocabulary vocabulary;

  private SentenceData(SentenceNetworkOptions extent, Sentences sentences, List<String> classes) {
    this.extent = extent;
    this.sentences = sentences;
    this.classes = classes;
    this.labels = sentences.labels();
    List<String> learned =
        HeldOutRows.learned(sentences.texts().size()).stream().map(sentences.texts()::get).toList();
    this.vocabulary = Vocabulary.of(learned);
  }

  static SentenceData of(TrainingTask.Questions subject) {
    Sentences sentences = Sentences.read(subject.file());
    return new SentenceData(subject.network(), sentences, sentences.classes());
  }

  @Override
  public TrainingData withShuffledLabels(SplittableRandom random) {
    return new SentenceData(extent, sentences, HeldOutRows.shuffled(classes, random));
  }

  @Override
  public Optional<int[]> inputShape() {
    return Optional.empty();
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public Map<String, String> fingerprints() {
    return Map.of("sentences", sentences.fingerprint());
  }

  @Override
  public Map<String, String> files() {
    return Map.of(VOCABULARY, String.join("\n", vocabulary.entries()) + "\n");
  }

  @Override
  public TrainingRun begin(TrainingOptions options, SplittableRandom random) {
    int batch = options.schedule().batch();
    int batches = order(batch, new SplittableRandom(0)).size();
    TrainingSchedule learning = new TrainingSchedule(options.schedule(), batches);
    ComputationGraph network =
        SentenceNetwork.create(
            extent, vocabulary.entries().size(), labels.size(), learning, options.seed());
    return new TrainingRun(
        network,
        batches,
        () -> order(batch, random).stream().map(numbers -> batch(numbers, random)),
        () -> {});
  }

  /** All sentences for training, in batches of one length each. */
  private List<List<Integer>> order(int batch, SplittableRandom random) {
    Map<Integer, List<Integer>> byLength = new TreeMap<>();
    for (int number : Shuffle.items(HeldOutRows.learned(sentences.texts().size()), random)) {
      byLength.computeIfAbsent(words(number).size(), l -> new ArrayList<>()).add(number);
    }
    List<List<Integer>> batches = new ArrayList<>();
    for (List<Integer> alike : byLength.values()) {
      for (int from = 0; from < alike.size(); from += batch) {
        batches.add(alike.subList(from, Math.min(from + batch, alike.size())));
      }
    }
    return Shuffle.items(batches, random);
  }

  private List<String> words(int number) {
    return Vocabulary.words(sentences.texts().get(number));
  }

  private TrainingRun.Batch batch(List<Integer> numbers, SplittableRandom random) {
    int time = words(numbers.get(0)).size();
    float[][] inputs = new float[numbers.size()][time];
    float[][] targets = new float[numbers.size()][labels.size()];
    for (int i = 0; i < numbers.size(); i++) {
      double[] known = vocabulary.numbers(words(numbers.get(i)));
      for (int t = 0; t < time; t++) {
        boolean hidden = random.nextDouble() < extent.unknown();
        inputs[i][t] = (float) (hidden ? vocabulary.unknown() : known[t]);
      }
      targets[i][label(numbers.get(i))] = 1;
    }
    return new TrainingRun.Batch(Nd4j.createFromArray(inputs), Nd4j.createFromArray(targets));
  }

  private int label(int number) {
    return labels.indexOf(classes.get(number));
  }

  @Override
  public HeldOut check(ComputationGraph network) {
    List<Integer> kept = HeldOutRows.kept(sentences.texts().size());
    List<Integer> given = new ArrayList<>();
    for (int number : kept) {
      double[] tokens = vocabulary.numbers(words(number));
      try (INDArray x = Nd4j.createFromArray(new double[][] {tokens});
          INDArray y = network.outputSingle(false, x)) {
        given.add(y.argMax(1).getInt(0));
      }
    }
    return ExampleHeldOut.of(labels, kept.stream().map(this::label).toList(), given);
  }
}
