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
final class SceneData implements TrainingData {

  private final TrainingTask.Streets options;
  private final List<Scene> scenes;

  /**
   * The class of each scene, however it is changed; empty if the objects that remain decide the
   * class.
   */
  private final List<Integer> given;

  private SceneData(TrainingTask.Streets options, List<Scene> scenes, List<Integer> given) {
    this.options = options;
    this.scenes = scenes;
    this.given = given;
  }

  static SceneData of(TrainingTask.Streets options) {
    SceneSetOptions set = options.scenes();
    return new SceneData(
        options, scenes(set.size(), set.trainingFirst(), set.training()), List.of());
  }

  @Override
  public TrainingData withShuffledLabels(SplittableRandom random) {
    List<Integer> classes = scenes.stream().map(scene -> scene.label().index()).toList();
    return new SceneData(options, scenes, Shuffle.items(classes, random));
  }

  /** Draws scenes of consecutive seeds. */
  static List<Scene> scenes(int size, long first, int count) {
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(i -> SceneGenerator.generate(SceneOptions.of(first + i).withSize(size)))
        .toList();
  }

  @Override
  public Optional<int[]> inputShape() {
    int size = options.scenes().size();
    return Optional.of(new int[] {3, size, size});
  }

  @Override
  public List<String> labels() {
    return SceneClass.labels();
  }

  @Override
  public TrainingRun begin(TrainingOptions training, SplittableRandom random) {
    int classes = labels().size();
    Augmenter augmenter = new Augmenter(options.augmentation(), random.split());
    return PictureBatches.run(
        this,
        options.network(),
        training,
        scenes.size(),
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
