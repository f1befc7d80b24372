package org.conductance4j.model;

import java.util.List;
import org.conductance4j.array.ChannelOrder;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * How a picture becomes a network's input: \( x_c = (p_c / 255 - mean_c) / std_c \), where p_c are
 * the levels of channel c of the cropped picture.
 *
 * @param resize the shorter side after resizing, or null to keep the size
 * @param crop the side of the square cut from the centre, or null to keep everything; a picture
 *     that is smaller gets a black border
 * @param mean one mean for each of the three channels, of values in [0, 1]
 * @param std one standard deviation for each of the three channels, of values in [0, 1]
 * @param channelsLast whether the network reads (row, column, channel)
 * @param grey whether the network reads one channel, the picture's luminance; mean and standard
 *     deviation must then be the same for all three channels
 */
public record Preprocessing(
    @Nullable Integer resize,
    @Nullable Integer crop,
    List<Double> mean,
    List<Double> std,
    boolean channelsLast,
    boolean grey) {

  /** Keeps the size, and only scales the levels to [0, 1]. */
  public static final Preprocessing NONE =
      new Preprocessing(null, null, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

  /** Values from 0 to 255, as a network of integer pictures takes them. */
  public static final Preprocessing BYTES =
      new Preprocessing(
          null, null, List.of(0.0, 0.0, 0.0), List.of(1 / 255.0, 1 / 255.0, 1 / 255.0));

  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if a size is not positive, a list does not have three finite
   *     numbers, a standard deviation is not positive, or a grey picture would have different ones
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
   * Creates the preprocessing of a network that reads (channel, row, column).
   *
   * @param resize the shorter side after resizing, or null
   * @param crop the side of the square cut from the centre, or null
   * @param mean one mean for each channel
   * @param std one standard deviation for each channel
   */
  public Preprocessing(
      @Nullable Integer resize, @Nullable Integer crop, List<Double> mean, List<Double> std) {
    this(resize, crop, mean, std, false, false);
  }

  /**
   * {@return the same preprocessing with another order of axes}
   *
   * @param last whether the network reads (row, column, channel)
   */
  public Preprocessing withChannelsLast(boolean last) {
    return new Preprocessing(resize, crop, mean, std, last, grey);
  }

  /**
   * {@return the same preprocessing for one or three channels}
   *
   * @param one whether the network reads one channel
   */
  public Preprocessing withGrey(boolean one) {
    return new Preprocessing(resize, crop, mean, std, channelsLast, one);
  }

  /** {@return the means of the channels that the network reads: three, or one} */
  public List<Double> channelMeans() {
    return grey ? mean.subList(0, 1) : mean;
  }

  /** {@return the standard deviations of the channels that the network reads: three, or one} */
  public List<Double> channelDeviations() {
    return grey ? std.subList(0, 1) : std;
  }

  /**
   * Resizes and crops. A resized picture that is smaller than the crop gets a black border.
   *
   * @param picture any picture
   * @return the part of it that the network sees
   * @throws InvalidInputException if the result is larger than 64 megapixels
   */
  public Picture fit(Picture picture) {
    Picture resized = resize == null ? picture : Images.resize(picture, resize);
    return crop == null ? resized : Images.centreCrop(resized, crop);
  }

  /**
   * Resizes and crops to a multiple of the network's input: the same part of the picture, with more
   * of its detail.
   *
   * @param picture any picture
   * @param factor how many times larger the result is in each direction
   * @return the same part, factor times as high and wide
   * @throws InvalidInputException if the result is larger than 64 megapixels
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
   * {@return a fitted picture as the network's input: (channels, rows, columns), or (rows, columns,
   * channels) if the network reads channels last}
   *
   * @param fitted the result of {@link #fit}, or a baseline of the same size
   */
  public Tensor normalise(Picture fitted) {
    return normalise(Images.toTensor(fitted));
  }

  /**
   * {@return values in [0, 1] as the network's input, as {@link #normalise(Picture)}}
   *
   * @param picture shape (3, rows, columns), not modified
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
