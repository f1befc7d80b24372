package org.conductance4j.attribution;

import java.util.List;
import org.conductance4j.config.InvalidInputException;

/** What an input's numbers mean: needed to make baselines such as a black picture. */
public sealed interface InputScale {

  /** An array in its own units. */
  record Array() implements InputScale {}

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
   */
  record Picture(List<Double> mean, List<Double> std) implements InputScale {

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
     * Number of channels.
     *
     * @return the count
     */
    public int channels() {
      return mean.size();
    }

    /**
     * The network's value of a pixel.
     *
     * @param channel from 0
     * @param pixel from 0 (dark) to 255 (bright)
     * @return the normalised value
     */
    public double value(int channel, double pixel) {
      return (pixel / 255 - mean.get(channel)) / std.get(channel);
    }

    /**
     * The pixel of a network's value.
     *
     * @param channel from 0
     * @param value a normalised value
     * @return 0 (dark) to 255 (bright)
     */
    public double pixel(int channel, double value) {
      return (value * std.get(channel) + mean.get(channel)) * 255;
    }
  }
}
