package org.conductance4j.experiment.result;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.data.FeatureTable;
import org.conductance4j.data.Vocabulary;
import org.conductance4j.experiment.config.InputOptions;
import org.conductance4j.experiment.input.Inputs;

/**
 * What an input that is no picture is made of, in words.
 *
 * @param kind words of a sentence or features of a row
 * @param names each part's name, in the order of the input's axis of parts
 * @param values each part's value in its own unit; empty where a name says all
 * @param inside whether the region holds the part; all false without a region
 * @param ends the place behind each part on the axis of parts
 * @param leads whether that is the input's first axis, else its last
 */
public record InputParts(
    Kind kind,
    List<String> names,
    List<String> values,
    List<Boolean> inside,
    List<Integer> ends,
    boolean leads) {

  /** What the parts are. */
  public enum Kind {
    /** Words of a sentence. */
    WORDS,
    /** Features of a row. */
    FEATURES
  }

  /** Parts of one place each. */
  private InputParts(
      Kind kind, List<String> names, List<String> values, List<Boolean> inside, boolean leads) {
    this(kind, names, values, inside, range(names.size()).map(k -> k + 1).boxed().toList(), leads);
  }

  /**
   * {@return features of which nothing is known but their names}
   *
   * @param names of all
   */
  public static InputParts features(List<String> names) {
    List<Boolean> inside = names.stream().map(name -> false).toList();
    return new InputParts(Kind.FEATURES, names, List.of(), inside, true);
  }

  /**
   * The parts of an input.
   *
   * @param source where it comes from
   * @param input one example as the network takes it
   * @param shape of what the program takes, such as vectors of tokens; not modified
   * @param inside whether the region holds an element of that
   * @return the parts: words, numbers of tokens, or features; empty for any other array
   */
  public static Optional<InputParts> of(
      InputOptions.Source source, Inputs.Loaded input, int[] shape, IntPredicate inside) {
    if (input.scale() instanceof InputScale.Tokens tokens) {
      int width = Tensor.length(shape) / input.values().length();
      List<InputScale.Word> words = tokens.words();
      return Optional.of(
          new InputParts(
              Kind.WORDS,
              words.stream().map(InputScale.Word::text).toList(),
              List.of(),
              words.stream().map(word -> inside.test(word.from() * width)).toList(),
              words.stream().map(InputScale.Word::to).toList(),
              true));
    }
    boolean tokens =
        source instanceof InputOptions.Array
            && shape.length == 2
            && shape[0] == input.values().length();
    if (tokens) {
      List<String> numbers =
          Arrays.stream(input.values().toArray()).mapToObj(id -> "token " + plain(id)).toList();
      List<Boolean> held =
          range(numbers.size()).mapToObj(place -> inside.test(place * shape[1])).toList();
      return Optional.of(new InputParts(Kind.WORDS, numbers, List.of(), held, true));
    }
    if (source instanceof InputOptions.Text text) {
      return Optional.of(of(Kind.WORDS, Vocabulary.words(text.text()), List.of(), inside));
    }
    if (source instanceof InputOptions.Row row) {
      List<String> numbers =
          Arrays.stream(input.values().toArray()).mapToObj(InputParts::plain).toList();
      List<String> features = FeatureTable.read(row.table()).features();
      return Optional.of(of(Kind.FEATURES, features, numbers, inside));
    }
    return Optional.empty();
  }

  private static InputParts of(
      Kind kind, List<String> names, List<String> values, IntPredicate inside) {
    List<Boolean> held = range(names.size()).mapToObj(inside::test).toList();
    return new InputParts(kind, names, values, held, kind == Kind.FEATURES);
  }

  private static IntStream range(int end) {
    return IntStream.range(0, end);
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
    return range(names.size()).filter(inside::get).mapToObj(names::get).toList();
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
    int places = leads ? shape[0] : shape[shape.length - 1];
    int inner = leads ? attribution.length / places : 1;
    for (int i = 0; i < attribution.length; i++) {
      sums[part(i / inner % places)] += attribution[i];
    }
    return sums;
  }

  private int part(int place) {
    int found = Collections.binarySearch(ends, place + 1);
    return found < 0 ? -found - 1 : found;
  }
}
