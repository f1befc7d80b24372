package org.conductance4j.attribution.question;

import java.util.List;
import org.conductance4j.array.ChannelOrder;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/** What an input's numbers mean: needed to make baselines such as a black picture. */
public sealed interface InputScale {

  /** An array in its own units. */
  record Array() implements InputScale {}

  /**
   * Tokens of a text, in its own units: those of the embedding.
   *
   * @param words whose tokens follow each other and together are all of them
   */
  record Tokens(List<Word> words) implements InputScale {
    /** Copies the list. */
    public Tokens {
      words = List.copyOf(words);
    }
  }

  /**
   * A word, or a special token such as {@code [CLS]}.
   *
   * @param text as it was written
   * @param from its first token
   * @param to the token behind its last
   */
  record Word(String text, int from, int to) {}

  /**
   * A row of a table, in the units of its columns.
   *
   * @param means of the columns over all rows
   */
  record Row(List<Double> means) implements InputScale {
    /** Copies the list. */
    public Row {
      means = List.copyOf(means);
    }
  }

  /**
   * A picture normalised by channel: value = (pixel / 255 − mean) / std.
   *
   * @param mean of each channel, of values between 0 and 1
   * @param std of each channel, of values between 0 and 1
   * @param channelsLast whether the network reads (row, column, channel)
   */
  record Picture(List<Double> mean, List<Double> std, boolean channelsLast) implements InputScale {

    /**
     * Copies and checks the lists.
     *
     * @throws InvalidInputException if they differ in length or a standard deviation is not above 0
     */
    public Picture {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      if (mean.size() != std.size() || mean.isEmpty()) {
        throw InvalidInputException.of(
            "input.mean",
            "needs one number a channel, as many as input.std",
            mean.size() + " and " + std.size(),
            "give one of each for each channel");
      }
      for (double deviation : std) {
        if (!(deviation > 0)) {
          throw InvalidInputException.of(
              "input.std", "must be above 0", deviation, "1 leaves the values as they are");
        }
      }
    }

    /**
     * {@return the channel of an element, from 0}
     *
     * @param element its place in the input
     * @param length of the input
     */
    public int channel(int element, int length) {
      return channelsLast ? element % channels() : element / (length / channels());
    }

    /**
     * {@return the input as (channel, row, column), whatever the network's order}
     *
     * @param input of the network's input's shape, not modified
     */
    public Tensor channelsFirst(Tensor input) {
      return channelsLast ? ChannelOrder.first(input) : input;
    }

    /** The inverse of {@link #channelsFirst}. */
    Tensor inNetworksOrder(Tensor values) {
      return channelsLast ? ChannelOrder.last(values) : values;
    }

    /** {@return number of channels} */
    public int channels() {
      return mean.size();
    }

    /** The network's normalised value of a pixel from 0 (dark) to 255 (bright). */
    double value(int channel, double pixel) {
      return (pixel / 255 - mean.get(channel)) / std.get(channel);
    }

    /** The pixel of a network's value. */
    double pixel(int channel, double value) {
      return (value * std.get(channel) + mean.get(channel)) * 255;
    }
  }
}
