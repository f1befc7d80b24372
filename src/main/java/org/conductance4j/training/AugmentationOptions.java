package org.conductance4j.training;

/**
 * How scenes are changed on their way into training, so that a black picture is nothing and every
 * object counts by itself.
 *
 * @param darkest brightness is scaled by a factor between this and 1: this to the power of the
 *     square of a uniform number
 * @param flatBackground share of pictures in which all outside some objects' boxes is one colour
 * @param covered share of pictures in which some objects' boxes are covered by a colour
 * @param flatPictures share of pictures that are one colour throughout, labelled as street
 */
record AugmentationOptions(
    double darkest, double flatBackground, double covered, double flatPictures) {}
