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
record AugmentationOptions(
    double darkest, double flatBackground, double covered, double flatPictures) {}
