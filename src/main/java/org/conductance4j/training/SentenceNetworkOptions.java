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
public record SentenceNetworkOptions(int embedding, int filters, int width, double unknown) {

  /** Checks the ranges. */
  public SentenceNetworkOptions {
    Checks.within("network.embedding", embedding, 1, 1024);
    Checks.within("network.filters", filters, 1, 4096);
    Checks.within("network.width", width, 1, 15);
    Checks.within("network.unknown", unknown, 0, 1);
  }
}
