package org.conductance4j.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.conductance4j.array.Shuffle;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneClass;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.scene.SceneOptions;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Street scenes, which are drawn once and changed for each batch. */
final class SceneLessons implements TrainingData {

  private final TrainingTask.Streets options;
  private final List<Scene> scenes;

  /**
   * The class of each scene, however it is changed; empty if the objects that remain decide the
   * class.
   */
  private final List<Integer> given;

  private SceneLessons(TrainingTask.Streets options, List<Scene> scenes, List<Integer> given) {
    this.options = options;
    this.scenes = scenes;
    this.given = given;
  }

  static SceneLessons of(TrainingTask.Streets options) {
    SceneSetOptions set = options.scenes();
    return new SceneLessons(
        options, scenes(set.size(), set.trainingFirst(), set.training()), List.of());
  }

  @Override
  public TrainingData withShuffledLabels(SplittableRandom random) {
    List<Integer> classes = scenes.stream().map(scene -> scene.label().index()).toList();
    return new SceneLessons(options, scenes, Shuffle.items(classes, random));
  }

  /** Draws scenes of consecutive seeds. */
  static List<Scene> scenes(int size, long first, int count) {
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(i -> SceneGenerator.generate(SceneOptions.of(first + i).withSize(size)))
        .toList();
  }

  private int[] shape() {
    return new int[] {3, options.scenes().size(), options.scenes().size()};
  }

  @Override
  public Optional<int[]> inputShape() {
    return Optional.of(shape());
  }

  @Override
  public List<String> labels() {
    return SceneClass.labels();
  }

  @Override
  public TrainingRun begin(TrainingOptions training, SplittableRandom random) {
    int[] shape = shape();
    int batch = Math.min(training.schedule().batch(), scenes.size());
    int classes = labels().size();
    TrainingSchedule learning = new TrainingSchedule(training.schedule(), scenes.size() / batch);
    Augmenter augmenter = new Augmenter(options.augmentation(), random.split());
    return new PictureCourse(
        ResidualNetwork.create(options.network(), shape, classes, learning, training.seed()),
        shape,
        scenes.size(),
        batch,
        index -> {
          Example example = augmenter.change(scenes.get(index));
          int label = given.isEmpty() ? example.label().index() : given.get(index);
          return Sample.of(example.picture(), label, classes);
        },
        random);
  }

  @Override
  public HeldOut check(ComputationGraph network) {
    SceneSetOptions set = options.scenes();
    return new HeldOutCheck(network).on(scenes(set.size(), set.heldOutFirst(), set.heldOut()));
  }

  @Override
  public Map<String, String> fingerprints() {
    return Map.of();
  }
}
