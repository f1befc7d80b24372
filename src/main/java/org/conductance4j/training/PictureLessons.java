package org.conductance4j.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.conductance4j.array.Shuffle;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.data.LabelledPicture;
import org.conductance4j.data.PictureReader;
import org.conductance4j.data.PictureSet;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Labelled pictures, which are kept in memory and changed for each batch. */
final class PictureLessons implements TrainingData {

  private static final int BATCH = 64;

  private final NetworkOptions extent;
  private final PictureAugmentationOptions augmentation;
  private final PictureSet training;
  private final PictureSet heldOut;
  private final List<String> labels;
  private final List<float[]> pictures = new ArrayList<>();
  private final List<Integer> classes = new ArrayList<>();

  private PictureLessons(
      NetworkOptions extent,
      PictureAugmentationOptions augmentation,
      PictureSet training,
      PictureSet heldOut,
      List<String> labels) {
    this.extent = extent;
    this.augmentation = augmentation;
    this.training = training;
    this.heldOut = heldOut;
    this.labels = labels;
  }

  static PictureLessons of(TrainingTask.Pictures options) {
    PictureSet training = options.training().open(options.channels());
    PictureSet heldOut = options.heldOut().open(options.channels());
    if (!Arrays.equals(training.shape(), heldOut.shape())) {
      throw InvalidInputException.of(
          "pictures.held-out",
          "must have pictures of the training set's shape " + Arrays.toString(training.shape()),
          Arrays.toString(heldOut.shape()),
          "choose two parts of one set");
    }
    List<String> names =
        options.classNames().isEmpty() ? training.classNames() : options.classNames();
    if (names.isEmpty()) {
      throw InvalidInputException.of(
          "pictures.classes",
          "must name the classes, as the set does not",
          "none",
          "write classes: [t-shirt, trouser, ...]");
    }
    PictureLessons lessons =
        new PictureLessons(
            options.network(), options.augmentation(), training, heldOut, List.copyOf(names));
    lessons.load();
    return lessons;
  }

  private void load() {
    try (PictureReader reader = training.read(0)) {
      for (int i = 0; i < training.size(); i++) {
        LabelledPicture picture = reader.next();
        pictures.add(floats(picture.values()));
        classes.add(label(picture, i));
      }
    }
  }

  private int label(LabelledPicture picture, int number) {
    if (picture.label() >= labels.size()) {
      throw InvalidInputException.of(
          "pictures",
          "must have labels below the number of classes, " + labels.size(),
          picture.label() + " of picture " + number,
          "name all classes");
    }
    return picture.label();
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[tensor.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) tensor.get(i);
    }
    return values;
  }

  private int[] shape() {
    return training.shape();
  }

  @Override
  public TrainingData withShuffledLabels(SplittableRandom random) {
    PictureLessons shuffled = new PictureLessons(extent, augmentation, training, heldOut, labels);
    shuffled.pictures.addAll(pictures);
    shuffled.classes.addAll(Shuffle.items(classes, random));
    return shuffled;
  }

  @Override
  public Optional<int[]> inputShape() {
    return Optional.of(shape());
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public TrainingRun begin(TrainingOptions options, SplittableRandom random) {
    int batch = Math.min(options.schedule().batch(), pictures.size());
    TrainingSchedule learning = new TrainingSchedule(options.schedule(), pictures.size() / batch);
    PictureAugmenter augmenter =
        new PictureAugmenter(augmentation, shape(), labels.size(), random.split());
    return new PictureCourse(
        ResidualNetwork.create(extent, shape(), labels.size(), learning, options.seed()),
        shape(),
        pictures.size(),
        batch,
        index -> augmenter.change(pictures.get(index), classes.get(index)),
        random);
  }

  @Override
  public HeldOut check(ComputationGraph network) {
    int[] all = new int[labels.size()];
    int[] right = new int[labels.size()];
    try (PictureReader reader = heldOut.read(0)) {
      for (int from = 0; from < heldOut.size(); from += BATCH) {
        int count = Math.min(BATCH, heldOut.size() - from);
        float[] values = new float[count * Tensor.length(shape())];
        int[] truth = new int[count];
        for (int i = 0; i < count; i++) {
          LabelledPicture picture = reader.next();
          truth[i] = label(picture, from + i);
          float[] one = floats(picture.values());
          System.arraycopy(one, 0, values, i * one.length, one.length);
        }
        double[][] outputs = outputs(network, values, count);
        for (int i = 0; i < count; i++) {
          all[truth[i]]++;
          right[truth[i]] += Tensor.indexOfLargest(outputs[i]) == truth[i] ? 1 : 0;
        }
      }
    }
    double[] black = outputs(network, new float[Tensor.length(shape())], 1)[0];
    return new PictureHeldOut(
        heldOut.size(),
        (double) Arrays.stream(right).sum() / heldOut.size(),
        byClass(all, right),
        black[Tensor.indexOfLargest(black)],
        labels.get(Tensor.indexOfLargest(black)));
  }

  private Map<String, Double> byClass(int[] all, int[] right) {
    Map<String, Double> accuracy = new LinkedHashMap<>();
    for (int c = 0; c < all.length; c++) {
      if (all[c] > 0) {
        accuracy.put(labels.get(c), (double) right[c] / all[c]);
      }
    }
    return accuracy;
  }

  private double[][] outputs(ComputationGraph network, float[] values, int count) {
    int[] shape = shape();
    double[][] outputs = new double[count][];
    try (INDArray x = Nd4j.createFromArray(values).reshape(count, shape[0], shape[1], shape[2]);
        INDArray y = network.outputSingle(false, x)) {
      for (int i = 0; i < count; i++) {
        outputs[i] = y.getRow(i).toDoubleVector();
      }
    }
    return outputs;
  }

  @Override
  public Map<String, String> fingerprints() {
    Map<String, String> fingerprints = new TreeMap<>();
    training.fingerprints().forEach((role, sha) -> fingerprints.put("training " + role, sha));
    heldOut.fingerprints().forEach((role, sha) -> fingerprints.put("held-out " + role, sha));
    return fingerprints;
  }
}
