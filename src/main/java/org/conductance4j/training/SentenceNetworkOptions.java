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
record SentenceNetworkOptions(int embedding, int filters, int width, double unknown) {

  /** Checks the ranges. */
  public SentenceNetworkOptions {
    Checks.within("network.embedding", embedding, 1, 1024);
    Checks.within("network.filters", filters, 1, 4096);
    Checks.within("network.width", width, 1, 15);
    Checks.within("network.unknown", unknown, 0, 1);
  }
}
