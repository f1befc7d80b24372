package org.conductance4j.attribution.path;

import java.util.List;
import org.conductance4j.attribution.question.PathRule;

/**
 * How a path integral was computed and how well.
 *
 * @param rule where the nodes lay
 * @param nodes number of gradients taken
 * @param tolerance what the adaptive rule aimed at, as a part of |F(x) − F(x′)|; 0 where it was
 *     asked to spend a budget of passes
 * @param errorEstimate what was reached, in the same unit: for the adaptive rule the largest of the
 *     estimates for the total and for each region; for a fixed rule the completeness residual;
 *     never below the arithmetic's own noise
 * @param errors that of the whole, of each region and of the elements, as far as they are known
 * @param outcome why no more nodes were taken
 * @param passes what it cost
 * @param approximations layers of which a hook's jvp was found by differences; else empty
 * @param trace every place where F was evaluated, in order of α
 */
public record PathRecord(
    PathRule rule,
    int nodes,
    double tolerance,
    double errorEstimate,
    PathErrors errors,
    Outcome outcome,
    Passes passes,
    List<String> approximations,
    List<PathPoint> trace) {

  /** Why no more nodes were taken. */
  public enum Outcome {
    /** The rule's nodes were given. */
    FIXED,
    /** The tolerance was met. */
    TOLERANCE_MET,
    /** The limit of nodes was reached first. */
    NODE_LIMIT,
    /** All passes that were asked for were made. */
    BUDGET_SPENT,
    /** What is left is rounding of the arithmetic. */
    ROUNDING
  }

  /** Copies the lists. */
  public PathRecord {
    approximations = List.copyOf(approximations);
    trace = List.copyOf(trace);
  }

  /**
   * {@return the record of several paths together}
   *
   * <p>Nodes and passes are summed, of the error estimates the largest is taken. The trace is that
   * of the only path, or empty.
   *
   * @param records of the same rule and tolerance; not empty
   */
  public static PathRecord joined(List<PathRecord> records) {
    PathRecord first = records.get(0);
    if (records.size() == 1) {
      return first;
    }
    boolean limited = false;
    Passes sum = Passes.NONE;
    int count = 0;
    double error = 0;
    for (PathRecord one : records) {
      sum = sum.plus(one.passes);
      count += one.nodes;
      error = Math.max(error, one.errorEstimate);
      limited |= one.outcome == Outcome.NODE_LIMIT;
    }
    return new PathRecord(
        first.rule,
        count,
        first.tolerance,
        error,
        PathErrors.ofTotal(records.stream().mapToDouble(one -> one.errors.total()).max().orElse(0)),
        limited ? Outcome.NODE_LIMIT : first.outcome,
        sum,
        first.approximations,
        List.of());
  }

  /**
   * {@return the same record with further passes counted}
   *
   * @param more those passes
   */
  public PathRecord plus(Passes more) {
    return new PathRecord(
        rule,
        nodes,
        tolerance,
        errorEstimate,
        errors,
        outcome,
        passes.plus(more),
        approximations,
        trace);
  }
}
