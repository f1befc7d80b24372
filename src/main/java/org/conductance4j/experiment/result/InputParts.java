package org.conductance4j.experiment.result;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.data.FeatureTable;
import org.conductance4j.data.Vocabulary;
import org.conductance4j.experiment.config.InputOptions;

/**
 * What an input that is no picture is made of, in words.
 *
 * @param kind words of a sentence or features of a row
 * @param names each part's name, in the order of the input's axis of parts
 * @param values each part's value in its own unit; empty where a name says all
 * @param inside whether the region holds the part; all false without a region
 */
public record InputParts(Kind kind, List<String> names, List<String> values, List<Boolean> inside) {

  /** What the parts are. */
  public enum Kind {
    /** Words: the input's last axis. */
    WORDS,
    /** Features: the input's first axis. */
    FEATURES
  }

  /**
   * The parts of an input.
   *
   * @param source where it comes from
   * @param values one example as the network takes it
   * @param inside whether the region holds an element of the input
   * @return the parts, or empty where it is no sentence and no row of a table
   */
  public static Optional<InputParts> of(
      InputOptions.Source source, Tensor values, IntPredicate inside) {
    if (source instanceof InputOptions.Text text) {
      return Optional.of(of(Kind.WORDS, Vocabulary.words(text.text()), List.of(), inside));
    }
    if (source instanceof InputOptions.Row row) {
      List<String> numbers = Arrays.stream(values.toArray()).mapToObj(InputParts::plain).toList();
      List<String> features = FeatureTable.read(row.table()).features();
      return Optional.of(of(Kind.FEATURES, features, numbers, inside));
    }
    return Optional.empty();
  }

  private static InputParts of(
      Kind kind, List<String> names, List<String> values, IntPredicate inside) {
    return new InputParts(
        kind, names, values, IntStream.range(0, names.size()).mapToObj(inside::test).toList());
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /**
   * Names of the parts that the region holds.
   *
   * @return in the order of the input
   */
  public List<String> asked() {
    return IntStream.range(0, names.size()).filter(inside::get).mapToObj(names::get).toList();
  }

  /**
   * Adds an attribution up over each part.
   *
   * @param shape of the input; not modified
   * @param attribution of the input's length; not modified
   * @return (part)
   */
  public double[] sums(int[] shape, double... attribution) {
    double[] sums = new double[names.size()];
    int inner = 1;
    for (int axis = 1; axis < shape.length; axis++) {
      inner *= shape[axis];
    }
    for (int i = 0; i < attribution.length; i++) {
      sums[kind == Kind.WORDS ? i % shape[shape.length - 1] : i / inner] += attribution[i];
    }
    return sums;
  }
}
