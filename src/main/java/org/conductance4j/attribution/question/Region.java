package org.conductance4j.attribution.question;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * A set of elements of a network's input, such as the pixels of a box in all channels.
 *
 * <p>A pixel's row and column are its indices on the input's last two axes, or, of a network that
 * has its channels last and whose regions {@link RegionParser#of} reads, on its first two. Of a row
 * of features or a series a range of the last axis can be chosen; anything else by a mask.
 */
public final class Region {

  private final int[] shape;

  /** Whether a picture's axes are (row, column, channel), not (channel, row, column). */
  private final boolean channelsLast;

  private final BitSet elements;

  private Region(int[] shape, BitSet elements) {
    this(shape, false, elements);
  }

  private Region(int[] shape, boolean channelsLast, BitSet elements) {
    this.shape = shape;
    this.channelsLast = channelsLast;
    this.elements = elements;
  }

  /**
   * {@return a box of pixels, half-open, in all channels}
   *
   * @param inputShape the input's shape without batch axis; not modified
   * @param row0 first row inside
   * @param row1 first row below
   * @param column0 first column inside
   * @param column1 first column to the right
   * @throws InvalidInputException if the box is empty or leaves the picture
   */
  public static Region box(int[] inputShape, int row0, int row1, int column0, int column1) {
    String text = "box:" + row0 + "," + row1 + "," + column0 + "," + column1;
    Picture picture = Picture.of(inputShape, text);
    if (row0 < 0 || column0 < 0 || row1 > picture.rows() || column1 > picture.columns()) {
      throw outside(text, picture);
    }
    if (row0 >= row1 || column0 >= column1) {
      throw empty(text);
    }
    return picture.region(
        inputShape,
        (row, column) -> row >= row0 && row < row1 && column >= column0 && column < column1);
  }

  /** The pixels whose centres lie inside a polygon; even-odd where it crosses itself. */
  static Region polygon(int[] inputShape, double[] rows, double[] columns) {
    StringBuilder corners = new StringBuilder("polygon:");
    for (int k = 0; k < rows.length; k++) {
      corners.append(k == 0 ? "" : ";").append(rows[k]).append(',').append(columns[k]);
    }
    String text = corners.toString();
    Picture picture = Picture.of(inputShape, text);
    if (rows.length < 3) {
      throw InvalidInputException.of(
          "region", "a polygon needs three corners", "'" + text + "'", "write r,c;r,c;r,c");
    }
    for (int k = 0; k < rows.length; k++) {
      boolean within =
          rows[k] >= 0
              && rows[k] <= picture.rows()
              && columns[k] >= 0
              && columns[k] <= picture.columns();
      if (!within) {
        throw outside(text, picture);
      }
    }
    Region region =
        picture.region(
            inputShape, (row, column) -> contains(rows, columns, row + 0.5, column + 0.5));
    if (region.elements.isEmpty()) {
      throw empty(text);
    }
    return region;
  }

  private static boolean contains(double[] rows, double[] columns, double row, double column) {
    boolean inside = false;
    for (int k = 0, before = rows.length - 1; k < rows.length; before = k++) {
      if (rows[k] > row != rows[before] > row) {
        double part = (row - rows[k]) / (rows[before] - rows[k]);
        inside ^= column < columns[k] + part * (columns[before] - columns[k]);
      }
    }
    return inside;
  }

  /** Neighbouring features of a row, or time steps of a series with all their features. */
  static Region range(int[] inputShape, int from, int to) {
    String text = "range:" + from + "," + to;
    if (inputShape.length > 2) {
      throw InvalidInputException.of(
          "region",
          "a range needs features or time steps",
          "'" + text + "' of a picture " + Arrays.toString(inputShape),
          "write box:ROW0,ROW1,COLUMN0,COLUMN1");
    }
    int extent = inputShape[inputShape.length - 1];
    if (from < 0 || to > extent) {
      throw InvalidInputException.of(
          "region", "must lie in 0 to " + extent, "'" + text + "'", "count from 0, half-open");
    }
    BitSet elements = new BitSet();
    for (int i = 0; i < Tensor.length(inputShape); i++) {
      elements.set(i, i % extent >= from && i % extent < to);
    }
    if (elements.isEmpty()) {
      throw empty(text);
    }
    return new Region(inputShape.clone(), elements);
  }

  /**
   * {@return the elements where a mask is not zero}
   *
   * @param inputShape the input's shape without batch axis; not modified
   * @param mask of the input's shape, a leading axis of 1 allowed, or (row, column)
   * @throws InvalidInputException if the mask has another shape or is zero throughout
   */
  public static Region mask(int[] inputShape, Tensor mask) {
    int[] given = mask.shape();
    if (given.length == inputShape.length + 1 && given[0] == 1) {
      given = Arrays.copyOfRange(given, 1, given.length);
    }
    int rank = inputShape.length;
    boolean plane =
        rank > 2
            && given.length == 2
            && given[0] == inputShape[rank - 2]
            && given[1] == inputShape[rank - 1];
    if (!plane && !Arrays.equals(given, inputShape)) {
      throw InvalidInputException.of(
          "region",
          "the mask needs shape "
              + Arrays.toString(inputShape)
              + (rank > 2 ? " or its rows and columns" : ""),
          Arrays.toString(mask.shape()),
          "make it from the picture after resizing and cropping");
    }
    BitSet elements = new BitSet();
    int length = Tensor.length(inputShape);
    for (int i = 0; i < length; i++) {
      elements.set(i, mask.get(i % mask.length()) != 0);
    }
    if (elements.isEmpty()) {
      throw empty("mask");
    }
    return new Region(inputShape.clone(), elements);
  }

  /**
   * {@return the whole input}
   *
   * @param inputShape the input's shape without batch axis; not modified
   */
  public static Region everything(int[] inputShape) {
    BitSet elements = new BitSet();
    elements.set(0, Tensor.length(inputShape));
    return new Region(inputShape.clone(), elements);
  }

  /** {@return what this region leaves out; may be empty} */
  public Region complement() {
    BitSet rest = (BitSet) elements.clone();
    rest.flip(0, length());
    return new Region(shape, channelsLast, rest);
  }

  /**
   * The same elements of an input of shape (row, column, channel), of one (channel, row, column).
   */
  Region channelsLast() {
    int channels = shape[0];
    int plane = shape[1] * shape[2];
    BitSet moved = new BitSet();
    elements.stream().forEach(i -> moved.set(i % plane * channels + i / plane));
    return new Region(new int[] {shape[1], shape[2], channels}, true, moved);
  }

  Region union(Region other) {
    BitSet both = (BitSet) elements.clone();
    both.or(other.elements);
    return new Region(shape, channelsLast, both);
  }

  /**
   * {@return whether an element of the input is inside}
   *
   * @param index its row-major index
   */
  public boolean contains(int index) {
    return elements.get(index);
  }

  /** {@return whether no element is inside} */
  public boolean isEmpty() {
    return elements.isEmpty();
  }

  /**
   * {@return number of pixels of which an element is inside, whatever its channel; of an input that
   * is not a picture, number of elements}
   */
  public int pixels() {
    if (shape.length < 3) {
      return elements.cardinality();
    }
    return pixelsInside().cardinality();
  }

  private BitSet pixelsInside() {
    int last = shape[shape.length - 1];
    int plane = shape[shape.length - 2] * last;
    BitSet pixels = new BitSet();
    elements.stream().forEach(i -> pixels.set(channelsLast ? i / last : i % plane));
    return pixels;
  }

  /**
   * {@return the pixels of which an element is inside in any channel, (row, column), 1 inside and 0
   * outside, whatever the network's order of axes; empty for an input that is not a picture}
   */
  public Optional<Tensor> plane() {
    if (shape.length != 3) {
      return Optional.empty();
    }
    int[] size = Arrays.copyOfRange(shape, channelsLast ? 0 : 1, channelsLast ? 2 : 3);
    double[] values = new double[size[0] * size[1]];
    pixelsInside().stream().forEach(pixel -> values[pixel] = 1);
    return Optional.of(Tensor.of(size, values));
  }

  /** {@return the input's shape without batch axis, a copy} */
  public int[] inputShape() {
    return shape.clone();
  }

  /**
   * {@return a vector with zeros outside this region: v_R of v}
   *
   * @param vector of the input's length; not modified
   */
  public double[] restrict(double[] vector) {
    double[] restricted = new double[vector.length];
    elements.stream().forEach(i -> restricted[i] = vector[i]);
    return restricted;
  }

  /**
   * {@return the sum of the elements of an array that are inside}
   *
   * @param values of the input's length; not modified
   */
  public double sum(double[] values) {
    double sum = 0;
    for (int i = elements.nextSetBit(0); i >= 0; i = elements.nextSetBit(i + 1)) {
      sum += values[i];
    }
    return sum;
  }

  private int length() {
    return Tensor.length(shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Region that
        && Arrays.equals(shape, that.shape)
        && elements.equals(that.elements);
  }

  @Override
  public int hashCode() {
    return elements.hashCode();
  }

  @Override
  public String toString() {
    return "Region[" + elements.cardinality() + " of " + length() + " elements]";
  }

  static InvalidInputException empty(String text) {
    return InvalidInputException.of(
        "region", "holds no pixel", "'" + text + "'", "choose a region of at least one pixel");
  }

  /** Rejects inputs without rows and columns. */
  static void requirePicture(int[] inputShape, String text) {
    Picture.of(inputShape, text);
  }

  private static InvalidInputException outside(String text, Picture picture) {
    return InvalidInputException.of(
        "region",
        "must lie inside the picture of "
            + picture.rows()
            + " rows and "
            + picture.columns()
            + " columns",
        "'" + text + "'",
        "count rows and columns after resizing and cropping");
  }

  /** Chooses pixels. */
  @FunctionalInterface
  private interface PixelTest {
    boolean test(int row, int column);
  }

  /** Rows and columns of an input that is a picture. */
  private record Picture(int rows, int columns) {

    static Picture of(int[] inputShape, String text) {
      if (inputShape.length < 3) {
        throw InvalidInputException.of(
            "region",
            "a box or polygon needs an input with rows and columns",
            Arrays.toString(inputShape) + " for '" + text + "'",
            "choose elements with mask:FILE.npy");
      }
      return new Picture(inputShape[inputShape.length - 2], inputShape[inputShape.length - 1]);
    }

    Region region(int[] inputShape, PixelTest test) {
      BitSet elements = new BitSet();
      int planes = Tensor.length(inputShape) / (rows * columns);
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          if (test.test(row, column)) {
            for (int plane = 0; plane < planes; plane++) {
              elements.set((plane * rows + row) * columns + column);
            }
          }
        }
      }
      return new Region(inputShape.clone(), elements);
    }
  }
}
