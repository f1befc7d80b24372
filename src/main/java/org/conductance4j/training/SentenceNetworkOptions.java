package org.conductance4j.training;

/**
 * Extent of a {@link SentenceNetwork}.
 *
 * @param embedding numbers that stand for a word
 * @param filters channels of the convolution
 * @param width words that a filter sees at once
 * @param unknown share of the words that are hidden while it learns, so that it knows what to do
 *     with words that it does not know
 */
record SentenceNetworkOptions(int embedding, int filters, int width, double unknown) {}
