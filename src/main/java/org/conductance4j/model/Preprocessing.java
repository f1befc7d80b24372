package org.conductance4j.model;

import java.util.List;
import org.conductance4j.array.ChannelOrder;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a picture before a network sees it: \( x_c = (p_c / 255 - mean_c) / std_c \) on
 * the cropped picture's levels p of channel c.
 *
 * @param resize the shorter side after resizing, or null to keep the size
 * @param crop the side of the square cut from the centre, or null to keep everything; around a
 *     picture that is smaller it is black
 * @param mean one mean for each of the three channels, of values in [0, 1]
 * @param std one standard deviation for each of the three channels, of values in [0, 1]
 * @param channelsLast whether the network reads (row, column, channel)
 * @param grey whether the network reads one channel: the picture's luminance; mean and standard
 *     deviation are then the same for all three
 */
public record Preprocessing(
    @Nullable Integer resize,
    @Nullable Integer crop,
    List<Double> mean,
    List<Double> std,
    boolean channelsLast,
    boolean grey) {

  /** Keeps size and values: the levels become values in [0, 1]. */
  public static final Preprocessing NONE =
      new Preprocessing(null, null, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if a size is not positive, a list has not three finite numbers, a
   *     standard deviation is not positive, or a grey picture would have several of them
   */
  public Preprocessing {
    requirePositive("resize", resize);
    requirePositive("crop", crop);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3 || !mean.stream().allMatch(Double::isFinite)) {
      throw InvalidInputException.of(
          "mean", "needs three finite numbers", mean, "give one for each channel");
    }
    if (std.size() != 3 || !std.stream().allMatch(s -> s > 0 && Double.isFinite(s))) {
      throw InvalidInputException.of(
          "std", "needs three positive numbers", std, "give one for each channel");
    }
    requireOne("mean", grey, mean);
    requireOne("std", grey, std);
  }

  /**
   * What is done for a network that reads (channel, row, column).
   *
   * @param resize the shorter side after resizing, or null
   * @param crop the side of the square cut from the centre, or null
   * @param mean one mean a channel
   * @param std one standard deviation a channel
   */
  public Preprocessing(
      @Nullable Integer resize, @Nullable Integer crop, List<Double> mean, List<Double> std) {
    this(resize, crop, mean, std, false, false);
  }

  /**
   * The same for a network of another order of axes.
   *
   * @param last whether it reads (row, column, channel)
   * @return the preprocessing
   */
  public Preprocessing withChannelsLast(boolean last) {
    return new Preprocessing(resize, crop, mean, std, last, grey);
  }

  /**
   * The same for a network of one or of three channels.
   *
   * @param one whether it reads one
   * @return the preprocessing
   */
  public Preprocessing withGrey(boolean one) {
    return new Preprocessing(resize, crop, mean, std, channelsLast, one);
  }

  /**
   * The means of the channels that the network reads.
   *
   * @return three, or one
   */
  public List<Double> channelMeans() {
    return grey ? mean.subList(0, 1) : mean;
  }

  /**
   * The standard deviations of the channels that the network reads.
   *
   * @return three, or one
   */
  public List<Double> channelDeviations() {
    return grey ? std.subList(0, 1) : std;
  }

  /**
   * Resizes and crops. A resized picture that is smaller than the crop is set into a black one.
   *
   * @param picture any picture
   * @return the part of it that the network sees
   * @throws InvalidInputException if what comes out is larger than 64 megapixels
   */
  public Picture fit(Picture picture) {
    Picture resized = resize == null ? picture : Images.resize(picture, resize);
    return crop == null ? resized : Images.centreCrop(resized, crop);
  }

  /**
   * Resizes and crops to a multiple of what the network sees: the same part of the picture, with
   * the detail that the original has.
   *
   * @param picture any picture
   * @param factor pixels along one pixel's side of the fitted picture
   * @return the same part, factor times as high and wide
   * @throws InvalidInputException if what comes out is larger than 64 megapixels
   */
  public Picture closeUp(Picture picture, int factor) {
    if (resize == null) {
      Picture fitted = fit(picture);
      return Resampling.bilinear(fitted, fitted.rows() * factor, fitted.columns() * factor);
    }
    Picture seen = Images.resize(picture, resize);
    Picture large = Resampling.bilinear(picture, seen.rows() * factor, seen.columns() * factor);
    return crop == null ? large : Images.centreCrop(seen, large, crop, factor);
  }

  /**
   * Turns a fitted picture into the network's input.
   *
   * @param fitted what {@link #fit} gave, or a baseline of the same size
   * @return shape (channels, rows, columns), or (rows, columns, channels) for a network that reads
   *     those
   */
  public Tensor normalise(Picture fitted) {
    return normalise(Images.toTensor(fitted));
  }

  /**
   * The same for values in [0, 1].
   *
   * @param picture shape (3, rows, columns), not modified
   * @return shape (channels, rows, columns), or (rows, columns, channels) for a network that reads
   *     those
   */
  public Tensor normalise(Tensor picture) {
    Tensor read = grey ? Images.luminance(picture) : picture;
    Tensor normalised = Images.normalise(read, channelMeans(), channelDeviations());
    return channelsLast ? ChannelOrder.last(normalised) : normalised;
  }

  private static void requireOne(String name, boolean grey, List<Double> numbers) {
    if (grey && numbers.stream().distinct().count() > 1) {
      throw InvalidInputException.of(
          name,
          "must be one number for a network that reads grey pictures",
          numbers,
          "give the same for all channels");
    }
  }

  private static void requirePositive(String name, @Nullable Integer size) {
    if (size != null && size < 1) {
      throw InvalidInputException.of(name, "must be at least 1", size, "choose a side in pixels");
    }
  }
}
