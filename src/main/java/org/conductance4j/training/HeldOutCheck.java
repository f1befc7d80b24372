package org.conductance4j.training;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.conductance4j.array.Tensor;
import org.conductance4j.scene.PixelBox;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneClass;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Tests a trained network on held-out scenes with forward passes only. */
final class HeldOutCheck {

  private static final int BATCH = 32;
  private static final int LIGHT = SceneClass.TRAFFIC_LIGHT.index();

  private final ComputationGraph network;

  HeldOutCheck(ComputationGraph network) {
    this.network = network;
  }

  HeldOutResult on(List<Scene> scenes) {
    double[][] outputs = outputs(scenes.stream().map(TrainingPicture::of).toList());
    List<Integer> truth = scenes.stream().map(scene -> scene.label().index()).toList();
    List<Integer> given = Arrays.stream(outputs).map(Tensor::indexOfLargest).toList();
    Accuracy accuracy = Accuracy.of(SceneClass.labels(), truth, given);
    double black = outputs(List.of(TrainingPicture.black(scenes.get(0).size())))[0][LIGHT];
    return new HeldOutResult(
        scenes.size(), accuracy.all(), accuracy.byClass(), black, lights(scenes));
  }

  private HeldOutResult.LightCheck lights(List<Scene> scenes) {
    List<Scene> two = scenes.stream().filter(scene -> scene.lights().size() == 2).toList();
    double[] untouched = scores(two, TrainingPicture::of);
    double[] first = scores(two, s -> covered(s, s.lights().subList(0, 1)));
    double[] second = scores(two, s -> covered(s, s.lights().subList(1, 2)));
    double[] both = scores(two, s -> covered(s, s.lights()));
    double[] firstAlone = scores(two, s -> alone(s, s.lights().get(0)));
    double[] secondAlone = scores(two, s -> alone(s, s.lights().get(1)));
    return new HeldOutResult.LightCheck(
        two.size(),
        meanOfLesser(untouched, untouched),
        meanOfLesser(first, second),
        meanOfLesser(both, both),
        meanOfLesser(firstAlone, secondAlone));
  }

  private static TrainingPicture covered(Scene scene, List<PixelBox> boxes) {
    TrainingPicture picture = TrainingPicture.of(scene);
    float[] colour = picture.mean();
    boxes.forEach(box -> picture.fill(box, colour));
    return picture;
  }

  private static TrainingPicture alone(Scene scene, PixelBox box) {
    TrainingPicture picture = TrainingPicture.of(scene);
    picture.fillOutside(List.of(box), new float[3]);
    return picture;
  }

  private double[] scores(List<Scene> scenes, Function<Scene, TrainingPicture> view) {
    double[][] outputs = outputs(scenes.stream().map(view).toList());
    return Arrays.stream(outputs).mapToDouble(output -> output[LIGHT]).toArray();
  }

  private static double meanOfLesser(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.min(a[i], b[i]);
    }
    return sum / Math.max(1, a.length);
  }

  /** The probabilities of all classes for each picture. */
  private double[][] outputs(List<TrainingPicture> pictures) {
    double[][] outputs = new double[pictures.size()][];
    for (int from = 0; from < outputs.length; from += BATCH) {
      List<TrainingPicture> part = pictures.subList(from, Math.min(from + BATCH, outputs.length));
      int size = part.get(0).size();
      List<float[]> values = part.stream().map(TrainingPicture::values).toList();
      double[][] some = PictureBatches.outputs(network, values, 3, size, size);
      System.arraycopy(some, 0, outputs, from, some.length);
    }
    return outputs;
  }
}
