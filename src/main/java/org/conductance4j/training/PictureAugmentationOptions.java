package org.conductance4j.training;

/**
 * How labelled pictures are changed on their way into training, so that a black picture is nothing
 * and no single part of a picture is all that counts.
 *
 * @param darkest brightness is scaled by a factor between this and 1: this to the power of the
 *     square of a uniform number
 * @param erased share of pictures of which a rectangle becomes one level of grey
 * @param flatPictures share of pictures that are one level throughout, of every class alike
 */
record PictureAugmentationOptions(double darkest, double erased, double flatPictures) {}
