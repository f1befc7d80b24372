package org.conductance4j.training;

/**
 * Which scenes a network learns from and which it is tested on. Scene i of a set has the seed
 * {@code first + i}.
 *
 * @param size rows and columns of a picture
 * @param training number of scenes to learn from
 * @param trainingFirst seed of the first of them
 * @param heldOut number of scenes to test on
 * @param heldOutFirst seed of the first of them
 */
record SceneSetOptions(
    int size, int training, long trainingFirst, int heldOut, long heldOutFirst) {}
