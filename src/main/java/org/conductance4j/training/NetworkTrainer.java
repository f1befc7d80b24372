package org.conductance4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneClass;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.scene.SceneOptions;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Learns a {@link ResidualNetwork} from generated scenes. Seeded: the same options give the same
 * pictures in the same order; the last bits of the weights depend on processor and native build.
 */
final class NetworkTrainer {

  private static final int STATISTICS_BATCHES = 100;

  private final TrainingOptions options;
  private final TrainingProgress progress;

  NetworkTrainer(TrainingOptions options, TrainingProgress progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Trains from fresh weights. */
  ComputationGraph train() {
    NativeHelpers.switchOn();
    progress.drawing(0);
    List<Scene> scenes =
        scenes(
            options.scenes().size(), options.scenes().trainingFirst(), options.scenes().training());
    progress.drawing(1);
    ComputationGraph network = ResidualNetwork.create(options, SceneClass.values().length);
    SplittableRandom random = new SplittableRandom(options.seed());
    Augmenter augmenter = new Augmenter(options.augmentation(), random.split());
    int batch = Math.min(options.schedule().batch(), scenes.size());
    int step = 0;
    for (int epoch = 0; epoch < options.schedule().epochs(); epoch++) {
      List<Scene> order = shuffled(scenes, random);
      for (int i = 0; i + batch <= order.size(); i += batch) {
        fit(network, changed(order.subList(i, i + batch), augmenter));
        progress.step(++step, options.steps(), network.score());
      }
    }
    PopulationStatistics.measure(
        network,
        STATISTICS_BATCHES,
        () -> pictures(changed(shuffled(scenes, random).subList(0, batch), augmenter)));
    return network;
  }

  private static List<Example> changed(List<Scene> scenes, Augmenter augmenter) {
    return scenes.stream().map(augmenter::change).toList();
  }

  /** Draws scenes of consecutive seeds. */
  static List<Scene> scenes(int size, long first, int count) {
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(i -> SceneGenerator.generate(SceneOptions.of(first + i).withSize(size)))
        .toList();
  }

  private static List<Scene> shuffled(List<Scene> scenes, SplittableRandom random) {
    List<Scene> order = new ArrayList<>(scenes);
    for (int i = order.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Scene scene = order.get(i);
      order.set(i, order.get(j));
      order.set(j, scene);
    }
    return order;
  }

  private void fit(ComputationGraph network, List<Example> examples) {
    int classes = SceneClass.values().length;
    float[] labels = new float[examples.size() * classes];
    for (int i = 0; i < examples.size(); i++) {
      labels[i * classes + examples.get(i).label().index()] = 1;
    }
    try (INDArray x = pictures(examples);
        INDArray y = Nd4j.createFromArray(labels).reshape(examples.size(), classes)) {
      network.fit(new INDArray[] {x}, new INDArray[] {y});
    }
  }

  private INDArray pictures(List<Example> examples) {
    int size = options.scenes().size();
    int pixels = 3 * size * size;
    float[] pictures = new float[examples.size() * pixels];
    for (int i = 0; i < examples.size(); i++) {
      System.arraycopy(examples.get(i).picture(), 0, pictures, i * pixels, pixels);
    }
    return Nd4j.createFromArray(pictures).reshape(examples.size(), 3, size, size);
  }
}
