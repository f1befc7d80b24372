package org.conductance4j.training;

/**
 * How scenes are changed for training, so that a black picture counts as nothing and every object
 * counts on its own.
 *
 * @param darkest brightness is scaled by a factor between this and 1: this to the power of the
 *     square of a uniform number
 * @param flatBackground share of pictures in which everything outside some objects' boxes is one
 *     colour
 * @param covered share of pictures in which some objects' boxes are covered by one colour
 * @param flatPictures share of pictures that are entirely one colour, labelled as street
 */
public record AugmentationOptions(
    double darkest, double flatBackground, double covered, double flatPictures) {

  /** Checks the ranges. */
  public AugmentationOptions {
    Checks.within("augmentation.darkest", darkest, 1e-3, 1);
    Checks.within("augmentation.flat-background", flatBackground, 0, 1);
    Checks.within("augmentation.covered", covered, 0, 1);
    Checks.within("augmentation.flat-pictures", flatPictures, 0, 1);
    Checks.within(
        "sum of augmentation.flat-background and covered", flatBackground + covered, 0, 1);
  }
}
