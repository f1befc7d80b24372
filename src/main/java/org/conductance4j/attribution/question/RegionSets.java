package org.conductance4j.attribution.question;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/** Divides an input into regions, of which each element belongs to exactly one. */
final class RegionSets {

  /** The most regions. */
  static final int LARGEST = 4096;

  private static final Pattern GRID = Pattern.compile("grid:([0-9]{1,4})x([0-9]{1,4})");

  private RegionSets() {}

  static List<Region> grid(int[] inputShape, String text) {
    Matcher matcher = GRID.matcher(text);
    if (!matcher.matches()) {
      throw InvalidInputException.of(
          "region", "a grid needs ROWSxCOLUMNS", "'" + text + "'", "write grid:8x8");
    }
    Region.requirePicture(inputShape, text);
    int height = inputShape[inputShape.length - 2];
    int width = inputShape[inputShape.length - 1];
    int rows = Integer.parseInt(matcher.group(1));
    int columns = Integer.parseInt(matcher.group(2));
    if (rows < 1 || rows > height || columns < 1 || columns > width) {
      throw InvalidInputException.of(
          "region",
          "a grid of a picture of %1$d rows and %2$d columns has 1 to %1$d rows and 1 to %2$d columns"
              .formatted(height, width),
          "'" + text + "'",
          "choose another grid");
    }
    requireFew(rows * columns);
    List<Region> regions = new ArrayList<>();
    for (int k = 0; k < rows * columns; k++) {
      int row = k / columns;
      int column = k % columns;
      regions.add(
          Region.box(
              inputShape,
              row * height / rows,
              (row + 1) * height / rows,
              column * width / columns,
              (column + 1) * width / columns));
    }
    return regions;
  }

  /** One region for each number in an array, such as superpixels, in ascending order. */
  static List<Region> labels(int[] inputShape, Tensor labels) {
    TreeSet<Double> numbers = new TreeSet<>();
    for (int i = 0; i < labels.length(); i++) {
      numbers.add(labels.get(i));
    }
    requireFew(numbers.size());
    List<Region> regions = new ArrayList<>();
    for (double number : numbers) {
      double[] mask = labels.toArray();
      Arrays.setAll(mask, i -> mask[i] == number ? 1 : 0);
      regions.add(Region.mask(inputShape, Tensor.of(labels.shape(), mask)));
    }
    return regions;
  }

  private static void requireFew(int count) {
    if (count > LARGEST) {
      throw InvalidInputException.of(
          "region", "at most " + LARGEST + " regions go together", count, "join some of them");
    }
  }
}
