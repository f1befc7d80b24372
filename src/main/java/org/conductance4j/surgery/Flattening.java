package org.conductance4j.surgery;

import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;

/**
 * How the preprocessor before a layer turns channels into features: it flattens a picture, or
 * passes each channel on.
 *
 * @param channels how many are flattened; 0 if they pass as they are
 * @param positions number of features that each channel becomes
 * @param channelsFirst whether the features of one channel are next to each other
 */
record Flattening(int channels, int positions, boolean channelsFirst) {

  private static final Flattening NONE = new Flattening(0, 1, true);

  /** The effect of a preprocessor on channels; empty if it is unknown. */
  static Optional<Flattening> of(@Nullable InputPreProcessor before) {
    if (before == null
        || before.getClass() == RnnToFeedForwardPreProcessor.class
        || before.getClass() == FeedForwardToRnnPreProcessor.class) {
      return Optional.of(NONE);
    }
    if (before.getClass() == CnnToFeedForwardPreProcessor.class) {
      CnnToFeedForwardPreProcessor flat = (CnnToFeedForwardPreProcessor) before;
      return of(
          flat.getNumChannels(),
          flat.getInputHeight() * flat.getInputWidth(),
          flat.getFormat() != CNN2DFormat.NHWC);
    }
    if (before.getClass() == Cnn3DToFeedForwardPreProcessor.class) {
      Cnn3DToFeedForwardPreProcessor flat = (Cnn3DToFeedForwardPreProcessor) before;
      return of(
          flat.getNumChannels(),
          flat.getInputDepth() * flat.getInputHeight() * flat.getInputWidth(),
          flat.isNCDHW());
    }
    return Optional.empty();
  }

  /** The effect on the channels that enter a vertex, which must be known. */
  static Flattening at(GraphCopy graph, String name) {
    return of(graph.preprocessor(name)).orElseThrow();
  }

  /** Reduces the number of channels that the preprocessor of a vertex expects. */
  static void narrow(GraphCopy graph, String name, int removed) {
    InputPreProcessor before = graph.preprocessor(name);
    if (before instanceof CnnToFeedForwardPreProcessor flat) {
      flat.setNumChannels(flat.getNumChannels() - removed);
    } else if (before instanceof Cnn3DToFeedForwardPreProcessor flat) {
      flat.setNumChannels(flat.getNumChannels() - removed);
    }
  }

  private static Optional<Flattening> of(long channels, long positions, boolean channelsFirst) {
    return channels * positions == 0
        ? Optional.empty()
        : Optional.of(new Flattening((int) channels, (int) positions, channelsFirst));
  }

  /** The features that a channel becomes. */
  int[] features(int channel) {
    if (channels == 0) {
      return new int[] {channel};
    }
    return IntStream.range(0, positions)
        .map(p -> channelsFirst ? channel * positions + p : p * channels + channel)
        .toArray();
  }

  /** The channel that a feature comes from. */
  int channel(int feature) {
    if (channels == 0) {
      return feature;
    }
    return channelsFirst ? feature / positions : feature % channels;
  }
}
