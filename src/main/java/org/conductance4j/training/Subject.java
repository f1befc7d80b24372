package org.conductance4j.training;

import java.util.List;
import org.conductance4j.data.PictureSetOptions;

/** What a network learns and is tested on. */
public sealed interface Subject {

  /**
   * Generated street scenes.
   *
   * @param scenes what is learned from and tested on
   * @param augmentation how scenes are changed on their way in
   */
  record Streets(SceneSetOptions scenes, AugmentationOptions augmentation) implements Subject {}

  /**
   * Labelled pictures, one class each.
   *
   * @param training what is learned from
   * @param heldOut what is tested on
   * @param channels 1 for grey pictures, 3 for colour
   * @param classNames a name for each class; empty where the set names its classes itself
   * @param augmentation how pictures are changed on their way in
   */
  record Pictures(
      PictureSetOptions training,
      PictureSetOptions heldOut,
      int channels,
      List<String> classNames,
      PictureAugmentationOptions augmentation)
      implements Subject {

    /** Copies the list. */
    public Pictures {
      classNames = List.copyOf(classNames);
    }
  }
}
