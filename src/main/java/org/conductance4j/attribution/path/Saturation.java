package org.conductance4j.attribution.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.engine.OutputActivation;

/**
 * Warns where a probability cannot move: where it lies within the arithmetic's rounding of 0 or 1,
 * so that its gradient, p (1 − p) times that of the logit, is lost in the score's noise.
 *
 * <p>It checks the input, where methods without a path take their gradient, and the path as far as
 * F was evaluated on it: a piece between two neighbouring places is saturated if both ends are. A
 * log-probability saturates at certainty only; a logit and a margin do not.
 */
public final class Saturation {

  /** From this share of the path on, saturation is worth a warning. */
  private static final double MUCH = 0.5;

  private Saturation() {}

  /**
   * {@return a warning of one line that proposes the logit; empty where the input is not saturated
   * and at most half of the path is}
   *
   * @param readout the scalar F
   * @param precision of the arithmetic
   * @param atInput F(x)
   * @param trace places where F was evaluated, in order of α; may be empty
   */
  public static Optional<String> warning(
      Readout readout, Precision precision, double atInput, List<PathPoint> trace) {
    double rounding = PathAttribution.noise(precision, 1);
    List<String> places = new ArrayList<>();
    if (saturated(readout, atInput, rounding)) {
      places.add("at the input");
    }
    double share = share(readout, rounding, trace);
    if (share > MUCH) {
      places.add(String.format(Locale.ROOT, "along %.0f %% of the path", 100 * share));
    }
    if (places.isEmpty()) {
      return Optional.empty();
    }
    boolean probability = readout.kind() == Objective.Kind.PROBABILITY;
    return Optional.of(
        "the "
            + readout.kind().id()
            + " is saturated "
            + String.join(" and ", places)
            + String.format(
                Locale.ROOT, ", within its rounding (%.1e) of %s", rounding, ends(probability))
            + ": its gradient there is lost in noise; consider logit:"
            + readout.index()
            + ", which does not saturate");
  }

  /** Share of the path on which F cannot move. */
  private static double share(Readout readout, double rounding, List<PathPoint> trace) {
    double share = 0;
    for (int k = 1; k < trace.size(); k++) {
      PathPoint before = trace.get(k - 1);
      PathPoint after = trace.get(k);
      if (saturated(readout, before.score(), rounding)
          && saturated(readout, after.score(), rounding)) {
        share += after.alpha() - before.alpha();
      }
    }
    return share;
  }

  private static boolean saturated(Readout readout, double score, double rounding) {
    if (readout.head() == OutputActivation.IDENTITY) {
      return false;
    }
    return switch (readout.kind()) {
      case PROBABILITY -> score <= rounding || 1 - score <= rounding;
      case LOG_PROBABILITY -> -score <= rounding;
      default -> false;
    };
  }

  private static String ends(boolean probability) {
    return probability ? "0 or 1" : "0, certainty";
  }
}
