package org.conductance4j.training;

import java.nio.file.Path;
import java.util.List;
import org.conductance4j.data.PictureSetOptions;

/** What a network learns and is tested on. */
sealed interface TrainingTask {

  /**
   * Generated street scenes.
   *
   * @param scenes for training and testing
   * @param network size of the network
   * @param augmentation how scenes are changed for training
   */
  record Streets(SceneSetOptions scenes, NetworkOptions network, AugmentationOptions augmentation)
      implements TrainingTask {}

  /**
   * Labelled pictures with one class each.
   *
   * @param training pictures for training
   * @param heldOut pictures for testing
   * @param channels 1 for grey pictures, 3 for colour
   * @param classNames a name for each class; empty if the set names its classes itself
   * @param network size of the network
   * @param augmentation how pictures are changed for training
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
   * Sentences with one class each.
   *
   * @param file with the columns {@code class} and {@code text}
   * @param network size of the network
   */
  record Questions(Path file, SentenceNetworkOptions network) implements TrainingTask {}

  /**
   * Rows of numbers with one class each.
   *
   * @param file a table with a column {@code class}
   * @param hidden units of each hidden layer
   */
  record Rows(Path file, List<Integer> hidden) implements TrainingTask {

    /** Copies the list. */
    public Rows {
      hidden = List.copyOf(hidden);
    }
  }
}
