package org.conductance4j.experiment.study;

import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.config.InputOptions;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.model.Images;
import org.conductance4j.model.Preprocessing;

/** The original picture's crop, as large as figures draw it: finer than what the network sees. */
public final class CloseUp {

  /** About how wide and high a picture is drawn, in pixels of the figure. */
  private static final int SIDE = 670;

  private CloseUp() {}

  /**
   * How many pixels of a figure a pixel of the input is wide.
   *
   * @param rows of the input
   * @param columns of the input
   * @return a whole number of at least 1
   */
  public static int factor(int rows, int columns) {
    return Math.max(1, Math.round((float) SIDE / Math.max(rows, columns)));
  }

  /**
   * The picture in [0, 1]; empty where its source is no file, or nothing finer can be had of it.
   */
  static Optional<Tensor> of(
      InputOptions.Source source, Preprocessing preprocessing, Tensor picture) {
    int factor = factor(picture.size(1), picture.size(2));
    if (!(source instanceof InputOptions.Image image)
        || preprocessing.resize() == null
        || factor == 1) {
      return Optional.empty();
    }
    Tensor large = Images.toTensor(preprocessing.closeUp(Images.read(image.file()), factor));
    return Optional.of(preprocessing.grey() ? Inputs.threefold(Images.luminance(large)) : large);
  }
}
