package org.conductance4j.training;

/**
 * The scenes for training and for testing. Scene i of a set has the seed {@code first + i}.
 *
 * @param size rows and columns of a picture
 * @param training number of scenes for training
 * @param trainingFirst seed of the first of them
 * @param heldOut number of scenes for testing
 * @param heldOutFirst seed of the first of them
 */
record SceneSetOptions(
    int size, int training, long trainingFirst, int heldOut, long heldOutFirst) {}
