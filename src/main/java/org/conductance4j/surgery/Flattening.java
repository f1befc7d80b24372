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
 * What the preprocessor before a layer makes of each channel: the features of a flattened picture,
 * or the channel itself.
 *
 * @param channels how many come in; 0 where they pass as they are
 * @param positions features that each becomes
 * @param channelsFirst whether the features of one channel lie side by side
 */
record Flattening(int channels, int positions, boolean channelsFirst) {

  private static final Flattening NONE = new Flattening(0, 1, true);

  /** What a preprocessor does to channels; empty where that is not known. */
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

  /** What happens to channels on their way into a vertex, where that is known. */
  static Flattening at(GraphCopy graph, String name) {
    return of(graph.preprocessor(name)).orElseThrow();
  }

  /** Tells what flattens a vertex's input that fewer channels come in. */
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

  /** The channel that a feature came from. */
  int channel(int feature) {
    if (channels == 0) {
      return feature;
    }
    return channelsFirst ? feature / positions : feature % channels;
  }
}
