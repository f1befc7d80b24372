package org.conductance4j.ranking;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.Identified;

/** What of a signed score counts in a ranking. */
public enum Sign implements Identified {
  /** The score itself. */
  SIGNED,
  /** |s|: what matters either way comes first. */
  ABSOLUTE,
  /** max(0, s): what speaks against comes last, all of it tied. */
  POSITIVE,
  /** max(0, −s): what speaks against comes first. */
  NEGATIVE;

  /** Names of all signs. */
  public static final List<String> IDS = Identified.ids(values());

  /**
   * {@return what of the scores counts, of the same shape}
   *
   * @param scores of any shape
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
