package org.conductance4j.training;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneClass;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.scene.SceneOptions;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Street scenes, drawn once and changed for each batch. */
final class SceneLessons implements Lessons {

  private final Subject.Streets options;
  private final List<Scene> scenes;

  SceneLessons(Subject.Streets options) {
    this.options = options;
    SceneSetOptions set = options.scenes();
    this.scenes = scenes(set.size(), set.trainingFirst(), set.training());
  }

  /** Draws scenes of consecutive seeds. */
  static List<Scene> scenes(int size, long first, int count) {
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(i -> SceneGenerator.generate(SceneOptions.of(first + i).withSize(size)))
        .toList();
  }

  @Override
  public int[] shape() {
    return new int[] {3, options.scenes().size(), options.scenes().size()};
  }

  @Override
  public List<String> labels() {
    return SceneClass.labels();
  }

  @Override
  public int size() {
    return scenes.size();
  }

  @Override
  public IntFunction<Sample> changed(SplittableRandom random) {
    Augmenter augmenter = new Augmenter(options.augmentation(), random);
    int classes = labels().size();
    return index -> {
      Example example = augmenter.change(scenes.get(index));
      return Sample.of(example.picture(), example.label().index(), classes);
    };
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
