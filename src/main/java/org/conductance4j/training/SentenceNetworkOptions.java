package org.conductance4j.training;

/**
 * The size of a {@link SentenceNetwork}.
 *
 * @param embedding numbers that represent a word
 * @param filters channels of the convolution
 * @param width words that a filter sees at once
 * @param unknown share of the words that are hidden during training, so that the network can handle
 *     unknown words
 */
record SentenceNetworkOptions(int embedding, int filters, int width, double unknown) {}
