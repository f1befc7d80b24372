package org.conductance4j.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.conductance4j.array.Tensor;
import org.conductance4j.scene.PixelBox;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneClass;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    int right = 0;
    int[] all = new int[SceneClass.values().length];
    int[] rightOf = new int[all.length];
    for (int i = 0; i < outputs.length; i++) {
      int label = scenes.get(i).label().index();
      all[label]++;
      if (Tensor.indexOfLargest(outputs[i]) == label) {
        right++;
        rightOf[label]++;
      }
    }
    Map<String, Double> byClass = new LinkedHashMap<>();
    for (SceneClass c : SceneClass.values()) {
      if (all[c.index()] > 0) {
        byClass.put(c.label(), (double) rightOf[c.index()] / all[c.index()]);
      }
    }
    double black = outputs(List.of(TrainingPicture.black(scenes.get(0).size())))[0][LIGHT];
    return new HeldOutResult(
        scenes.size(), (double) right / scenes.size(), byClass, black, lights(scenes));
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
    double[] scores = new double[outputs.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = outputs[i][LIGHT];
    }
    return scores;
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
    for (int from = 0; from < pictures.size(); from += BATCH) {
      int count = Math.min(BATCH, pictures.size() - from);
      float[] values = concatenated(pictures.subList(from, from + count));
      int size = (int) Math.round(Math.sqrt(values.length / (3.0 * count)));
      try (INDArray x = Nd4j.createFromArray(values).reshape(count, 3, size, size);
          INDArray y = network.outputSingle(false, x)) {
        for (int i = 0; i < count; i++) {
          outputs[from + i] = y.getRow(i).toDoubleVector();
        }
      }
    }
    return outputs;
  }

  private static float[] concatenated(List<TrainingPicture> pictures) {
    int length = pictures.get(0).values().length;
    float[] all = new float[pictures.size() * length];
    for (int i = 0; i < pictures.size(); i++) {
      System.arraycopy(pictures.get(i).values(), 0, all, i * length, length);
    }
    return all;
  }
}
