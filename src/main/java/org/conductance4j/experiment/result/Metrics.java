package org.conductance4j.experiment.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.conductance4j.attribution.memory.MemoryUse;
import org.conductance4j.attribution.path.Ledger;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.PathErrors;
import org.conductance4j.pruning.CurvePoint;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of an experiment, as {@code metrics.json} holds them (there in snake_case; what is
 * null is left out), but those of its sections.
 *
 * @param schema version of this form
 * @param experiment the experiment's name
 * @param objective what was explained, and its values at both ends of the path
 * @param layer where neurons were attributed and pruned
 * @param region what was explained of the input
 * @param path the nodes between baseline and input
 * @param inputAttribution sums of the input integrated gradients
 * @param ledger residuals of the conservation laws
 * @param curves one point for each ranking and fraction, fraction 0 included
 * @param warnings what to be careful about, one line each
 * @param memory what the run of the study itself took, or null where it was not counted
 * @param sweep what pruning took, or null where it was not counted
 * @param seconds how long the run took
 */
public record Metrics(
    int schema,
    String experiment,
    Objective objective,
    Layer layer,
    Region region,
    Path path,
    InputAttribution inputAttribution,
    Ledger ledger,
    List<CurvePoint> curves,
    List<String> warnings,
    @Nullable MemoryUse memory,
    @Nullable SweepPasses sweep,
    Seconds seconds) {

  /** The version of this form that is written. */
  public static final int SCHEMA = 1;

  /**
   * The scalar that was explained.
   *
   * @param kind {@code probability}, {@code logit}, {@code log-probability} or {@code margin}
   * @param classIndex the class; {@code class} in the file
   * @param label the class's name, or null without names
   * @param otherClass the class that a margin subtracts, or null
   * @param atInput F(x)
   * @param atBaseline F(x′)
   */
  public record Objective(
      String kind,
      @JsonProperty("class") int classIndex,
      @Nullable String label,
      @Nullable Integer otherClass,
      double atInput,
      double atBaseline) {}

  /**
   * The layer.
   *
   * @param name its name in the network
   * @param shape of one example's activation
   * @param neurons number of scalars in it
   */
  public record Layer(String name, List<Integer> shape, long neurons) {}

  /**
   * The region.
   *
   * @param pixels number of rows × columns inside it
   */
  public record Region(int pixels) {}

  /**
   * The path's nodes.
   *
   * @param rule id of the rule
   * @param nodes number of nodes at which gradients were taken
   * @param tolerance share of F(x) − F(x′) that was asked for, or null where the rule has none
   * @param errorEstimate what was reached, as a part of |F(x) − F(x′)|
   * @param outcome why no more nodes were taken: {@code fixed}, {@code tolerance-met}, {@code
   *     node-limit}, {@code budget-spent} or {@code rounding}; null where it is not known
   * @param errors that of each sum and of the neurons' scores; null where they are not known
   */
  public record Path(
      String rule,
      int nodes,
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Double tolerance,
      double errorEstimate,
      @Nullable String outcome,
      @Nullable PathErrors errors) {}

  /**
   * Sums of the input integrated gradients.
   *
   * @param all over the whole input
   * @param inside over the region
   * @param outside over the rest
   */
  public record InputAttribution(double all, double inside, double outside) {}

  /**
   * Passes of one example through the two parts of the network that the sweep took, the intact
   * network's, which the rankings have paid for, not counted in.
   *
   * @param lower through the part below the layer
   * @param upper through the part above it
   */
  public record SweepPasses(Passes lower, Passes upper) {}

  /**
   * Wall-clock times.
   *
   * @param total of the whole run
   * @param stages of each stage, in the order in which they ran
   */
  public record Seconds(double total, Map<String, Double> stages) {}
}
