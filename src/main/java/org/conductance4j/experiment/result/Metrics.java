package org.conductance4j.experiment.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.conductance4j.attribution.memory.MemoryUse;
import org.conductance4j.attribution.path.Passes;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of an experiment, as {@code metrics.json} holds them (there in snake_case; what is
 * null is left out).
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
 * @param replication the same study over many scenes, or null
 * @param comparison the same study by another rule of the path, or null
 * @param robustness one pruning under many settings, or null
 * @param warnings what to be careful about, one line each
 * @param memory what the run of the study itself took, or null where it was not counted
 * @param sweep what pruning took, or null where it was not counted
 * @param layers what pruning other layers does, or null where none was asked for
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
    @Nullable Replication replication,
    @Nullable Comparison comparison,
    @Nullable Robustness robustness,
    List<String> warnings,
    @Nullable MemoryUse memory,
    @Nullable SweepPasses sweep,
    @Nullable List<LayerCurves> layers,
    Seconds seconds) {

  /** The version of this form that is written. */
  public static final int SCHEMA = 1;

  /** Keeps copies of the lists. */
  public Metrics {
    curves = List.copyOf(curves);
    warnings = List.copyOf(warnings);
    layers = layers == null ? null : List.copyOf(layers);
  }

  /**
   * The numbers of one of the other layers, or of several together, in place of the study's own.
   *
   * @param there what was found there
   * @return the same with another layer and its curves
   */
  public Metrics at(LayerCurves there) {
    return new Metrics(
        schema,
        experiment,
        objective,
        new Layer(there.name(), List.of((int) there.neurons()), there.neurons()),
        region,
        path,
        inputAttribution,
        ledger,
        there.curves(),
        null,
        null,
        null,
        warnings,
        memory,
        null,
        null,
        seconds);
  }

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
      @Nullable PathErrors errors) {

    /**
     * A path of which no more is known.
     *
     * @param rule id of the rule
     * @param nodes number of nodes at which gradients were taken
     * @param tolerance share of F(x) − F(x′) that was asked for, or null where the rule has none
     * @param errorEstimate what was reached, as a part of |F(x) − F(x′)|
     */
    public Path(String rule, int nodes, @Nullable Double tolerance, double errorEstimate) {
      this(rule, nodes, tolerance, errorEstimate, null, null);
    }
  }

  /**
   * Errors of a path integral, as parts of |F(x) − F(x′)|.
   *
   * @param total of the whole by the plain quadrature, exact
   * @param regions of each region's sum; empty for a fixed rule
   * @param elements of the arrays' elements; empty where they are not known
   */
  public record PathErrors(double total, List<Double> regions, List<Elements> elements) {
    /** Keeps copies of the lists. */
    public PathErrors {
      regions = List.copyOf(regions);
      elements = List.copyOf(elements);
    }
  }

  /**
   * How far the elements of an array depend on the nodes.
   *
   * @param array {@code input}, {@code layer} or {@code regions}
   * @param bound the largest error of an element, if each runs straight up or down between nodes
   * @param topOverlap share of the top 1 % that stays the top without every second node
   */
  public record Elements(String array, double bound, double topOverlap) {}

  /**
   * Sums of the input integrated gradients.
   *
   * @param all over the whole input
   * @param inside over the region
   * @param outside over the rest
   */
  public record InputAttribution(double all, double inside, double outside) {}

  /**
   * Residuals of the conservation laws, each as a share of |F(x) − F(x′)|.
   *
   * @param inputCompleteness of Σ_i IG_i = F(x) − F(x′)
   * @param conductanceCompleteness of Σ_j Cond_j = F(x) − F(x′), what goes around the layer counted
   *     in
   * @param regionalCompleteness of Σ_j Cond_j(R) = Σ_{i∈R} IG_i, what goes around the layer counted
   *     in
   * @param regionAdditivity of Cond_j(R) + Cond_j(rest) = Cond_j: the largest over j
   * @param bypassShare share of F(x) − F(x′) that goes around the layer
   */
  public record Ledger(
      double inputCompleteness,
      double conductanceCompleteness,
      double regionalCompleteness,
      double regionAdditivity,
      double bypassShare) {}

  /**
   * One pruned network.
   *
   * @param ranking id of the ranking, such as {@code regional-conductance} or {@code random:0}
   * @param fraction the top part of the ranking that was pruned
   * @param pruned number of neurons that were pruned: floor(fraction × neurons)
   * @param score the objective at the input
   * @param inside sum of the pruned network's input integrated gradients over the region
   * @param outside over the rest
   * @param all over the whole input
   */
  public record CurvePoint(
      String ranking,
      double fraction,
      long pruned,
      double score,
      double inside,
      double outside,
      double all) {

    public static List<CurvePoint> of(List<org.conductance4j.pruning.CurvePoint> points) {
      return points.stream()
          .map(
              p ->
                  new CurvePoint(
                      p.ranking(),
                      p.fraction(),
                      p.pruned(),
                      p.score(),
                      p.inside(),
                      p.outside(),
                      p.all()))
          .toList();
    }

    /** The cells of a line. */
    String csv() {
      return String.join(
          ",",
          ranking,
          String.valueOf(fraction),
          String.valueOf(pruned),
          String.valueOf(score),
          String.valueOf(inside),
          String.valueOf(outside),
          String.valueOf(all));
    }
  }

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
