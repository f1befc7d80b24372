package org.conductance4j.training;

/**
 * How labelled pictures are changed for training, so that a black picture counts as nothing and no
 * single part of a picture decides alone.
 *
 * @param darkest brightness is scaled by a factor between this and 1: this to the power of the
 *     square of a uniform number
 * @param erased share of pictures in which a rectangle becomes one level of grey
 * @param flatPictures share of pictures that are entirely one level, of every class equally
 */
record PictureAugmentationOptions(double darkest, double erased, double flatPictures) {}
