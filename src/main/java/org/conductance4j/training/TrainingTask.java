package org.conductance4j.training;

import java.nio.file.Path;
import java.util.List;
import org.conductance4j.data.PictureSetOptions;

/** What a network learns and is tested on. */
sealed interface TrainingTask {

  /**
   * Generated street scenes.
   *
   * @param scenes what is learned from and tested on
   * @param network extent of the network
   * @param augmentation how scenes are changed on their way in
   */
  record Streets(SceneSetOptions scenes, NetworkOptions network, AugmentationOptions augmentation)
      implements TrainingTask {}

  /**
   * Labelled pictures, one class each.
   *
   * @param training what is learned from
   * @param heldOut what is tested on
   * @param channels 1 for grey pictures, 3 for colour
   * @param classNames a name for each class; empty where the set names its classes itself
   * @param network extent of the network
   * @param augmentation how pictures are changed on their way in
   */
  record Pictures(
      PictureSetOptions training,
      PictureSetOptions heldOut,
      int channels,
      List<String> classNames,
      NetworkOptions network,
      PictureAugmentationOptions augmentation)
      implements TrainingTask {

    /** Copies the list. */
    public Pictures {
      classNames = List.copyOf(classNames);
    }
  }

  /**
   * Sentences, one class each.
   *
   * @param file what is learned from, with the columns {@code class} and {@code text}
   * @param network extent of the network
   */
  record Questions(Path file, SentenceNetworkOptions network) implements TrainingTask {}

  /**
   * Rows of numbers, one class each.
   *
   * @param file what is learned from, a table with a column {@code class}
   * @param hidden units of each hidden layer
   */
  record Rows(Path file, List<Integer> hidden) implements TrainingTask {

    /** Copies the list. */
    public Rows {
      hidden = List.copyOf(hidden);
    }
  }
}
