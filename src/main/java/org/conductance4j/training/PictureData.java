package org.conductance4j.training;

import java.util.ArrayList;
import java.util.Arrays;
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

/** Labelled pictures, which are kept in memory and changed for each batch. */
final class PictureData implements TrainingData {

  private static final int BATCH = 64;

  private final NetworkOptions extent;
  private final PictureAugmentationOptions augmentation;
  private final PictureSet training;
  private final PictureSet heldOut;
  private final List<String> labels;
  private final List<float[]> pictures = new ArrayList<>();
  private final List<Integer> classes = new ArrayList<>();

  private PictureData(
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

  static PictureData of(TrainingTask.Pictures options) {
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
    PictureData data =
        new PictureData(
            options.network(), options.augmentation(), training, heldOut, List.copyOf(names));
    data.load();
    return data;
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

  @Override
  public TrainingData withShuffledLabels(SplittableRandom random) {
    PictureData shuffled = new PictureData(extent, augmentation, training, heldOut, labels);
    shuffled.pictures.addAll(pictures);
    shuffled.classes.addAll(Shuffle.items(classes, random));
    return shuffled;
  }

  @Override
  public Optional<int[]> inputShape() {
    return Optional.of(training.shape());
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public TrainingRun begin(TrainingOptions options, SplittableRandom random) {
    PictureAugmenter augmenter =
        new PictureAugmenter(augmentation, training.shape(), labels.size(), random.split());
    return PictureBatches.run(
        this,
        extent,
        options,
        pictures.size(),
        index -> augmenter.change(pictures.get(index), classes.get(index)),
        random);
  }

  @Override
  public HeldOut check(ComputationGraph network) {
    List<Integer> truth = new ArrayList<>();
    List<Integer> given = new ArrayList<>();
    try (PictureReader reader = heldOut.read(0)) {
      while (truth.size() < heldOut.size()) {
        List<float[]> some = new ArrayList<>();
        while (some.size() < BATCH && truth.size() < heldOut.size()) {
          LabelledPicture picture = reader.next();
          truth.add(label(picture, truth.size()));
          some.add(floats(picture.values()));
        }
        for (double[] output : outputs(network, some)) {
          given.add(Tensor.indexOfLargest(output));
        }
      }
    }
    double[] black = outputs(network, List.of(new float[Tensor.length(training.shape())]))[0];
    int blackClass = Tensor.indexOfLargest(black);
    Accuracy accuracy = Accuracy.of(labels, truth, given);
    return new PictureHeldOut(
        truth.size(),
        accuracy.all(),
        accuracy.byClass(),
        black[blackClass],
        labels.get(blackClass));
  }

  private double[][] outputs(ComputationGraph network, List<float[]> pictures) {
    return PictureBatches.outputs(network, pictures, training.shape());
  }

  @Override
  public Map<String, String> fingerprints() {
    Map<String, String> fingerprints = new TreeMap<>();
    training.fingerprints().forEach((role, sha) -> fingerprints.put("training " + role, sha));
    heldOut.fingerprints().forEach((role, sha) -> fingerprints.put("held-out " + role, sha));
    return fingerprints;
  }
}
