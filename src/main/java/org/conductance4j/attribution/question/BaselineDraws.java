package org.conductance4j.attribution.question;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * A distribution of baselines, given by a number of draws: {@code draws:N;B} or {@code
 * draws:N;B;B;...}, each B as {@link Baseline} reads it. Draws take the kinds in turn; a random
 * kind's seed rises by 1 from one of its draws to the next, and of a file with several examples the
 * next one is taken each time.
 *
 * <p>A baseline without {@code draws:} is a distribution too: of a random kind {@value
 * #DEFAULT_DRAWS} draws, of a file every example in it, of any other kind itself.
 */
public final class BaselineDraws {

  /** Draws of a random kind where no number is given. */
  public static final int DEFAULT_DRAWS = 16;

  /** The most draws. */
  public static final int LARGEST = 1 << 16;

  private static final String PREFIX = "draws:";

  private final String text;
  private final List<Baseline> kinds;
  private final int stated;

  private BaselineDraws(String text, List<Baseline> kinds, int stated) {
    this.text = text;
    this.kinds = List.copyOf(kinds);
    this.stated = stated;
  }

  /**
   * {@return a distribution of one baseline, whatever its kind}
   *
   * @param baseline where the path begins
   */
  public static BaselineDraws one(Baseline baseline) {
    return new BaselineDraws(baseline.toString(), List.of(baseline), 1);
  }

  /**
   * {@return the distribution of a text}
   *
   * @param text such as {@code draws:32;uniform:1} or {@code others.npy}
   * @throws InvalidInputException if the text has another form
   */
  public static BaselineDraws parse(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith(PREFIX)) {
      return new BaselineDraws(stripped, List.of(Baseline.parse(stripped)), 0);
    }
    String[] parts = stripped.substring(PREFIX.length()).split(";", -1);
    int draws = number(parts[0], text);
    if (parts.length < 2) {
      throw invalid("a distribution needs a baseline to draw", "'" + text + "'");
    }
    List<Baseline> kinds =
        Arrays.stream(parts).skip(1).map(part -> Baseline.parse(part.strip())).toList();
    if (draws < kinds.size()) {
      throw invalid("a distribution needs a draw for each baseline", "'" + text + "'");
    }
    return new BaselineDraws(stripped, kinds, draws);
  }

  private static int number(String part, String text) {
    try {
      int draws = Integer.parseInt(part.strip());
      if (draws >= 1 && draws <= LARGEST) {
        return draws;
      }
    } catch (NumberFormatException e) {
      throw invalid("a distribution needs a number of draws", "'" + text + "'");
    }
    throw invalid("the number of draws must lie between 1 and " + LARGEST, "'" + text + "'");
  }

  private static InvalidInputException invalid(String rule, Object got) {
    return InvalidInputException.of("baseline", rule, got, "write draws:16;uniform:1");
  }

  /**
   * {@return the drawn baselines of an input, of its shape and scale}
   *
   * @param input one example
   * @param scale what the input's numbers mean
   * @param files reads the examples in a file, each as the network's input
   * @throws InvalidInputException if a baseline does not fit the input, or a file holds fewer
   *     examples than are drawn from it
   */
  public List<Tensor> of(Tensor input, InputScale scale, Function<String, List<Tensor>> files) {
    int draws = stated > 0 ? stated : defaultDraws(files);
    List<Tensor> drawn = new ArrayList<>();
    for (int k = 0; k < draws; k++) {
      int turn = k / kinds.size();
      Baseline kind = kinds.get(k % kinds.size()).reseeded(turn);
      drawn.add(kind.of(input, scale, file -> example(file, files.apply(file), turn)));
    }
    return drawn;
  }

  private int defaultDraws(Function<String, List<Tensor>> files) {
    Baseline only = kinds.get(0);
    if (only.isFile()) {
      return files.apply(only.toString()).size();
    }
    return only.isRandom() ? DEFAULT_DRAWS : 1;
  }

  private static Tensor example(String file, List<Tensor> examples, int turn) {
    if (turn >= examples.size()) {
      throw InvalidInputException.of(
          "baseline",
          "needs as many examples as are drawn from it",
          examples.size() + " in '" + file + "'",
          "draw fewer");
    }
    return examples.get(turn);
  }

  @Override
  public String toString() {
    return text;
  }
}
