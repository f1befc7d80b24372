package org.conductance4j.ranking;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/** What of a signed score counts in a ranking. */
public enum Sign {
  /** The score itself. */
  SIGNED,
  /** |s|: what matters either way comes first. */
  ABSOLUTE,
  /** max(0, s): what speaks against comes last, all of it tied. */
  POSITIVE,
  /** max(0, −s): what speaks against comes first. */
  NEGATIVE;

  /** Names of all signs. */
  public static final List<String> IDS = Arrays.stream(values()).map(Sign::id).toList();

  /**
   * The sign's name.
   *
   * @return such as {@code absolute}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * A sign by its name.
   *
   * @param id such as {@code absolute}
   * @return the sign
   * @throws InvalidInputException if there is none
   */
  public static Sign of(String id) {
    return Arrays.stream(values())
        .filter(sign -> sign.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                InvalidInputException.of(
                    "sign", "must be one of " + IDS, "'" + id + "'", "choose one"));
  }

  /**
   * What counts of scores.
   *
   * @param scores of any shape
   * @return of the same shape
   */
  public Tensor of(Tensor scores) {
    double[] values = scores.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (this) {
            case SIGNED -> values[i];
            case ABSOLUTE -> Math.abs(values[i]);
            case POSITIVE -> Math.max(0, values[i]);
            case NEGATIVE -> Math.max(0, -values[i]);
          };
    }
    return Tensor.of(scores.shape(), values);
  }
}
