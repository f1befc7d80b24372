package org.conductance4j;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.ProgramInput;
import org.conductance4j.engine.Unit;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.ranking.Ranking;
import org.jspecify.annotations.Nullable;

/**
 * Scores of one example: its share of each neuron or input element in a prediction.
 *
 * @param method id of the method
 * @param layer whose neurons are scored; null where elements of the input are
 * @param values of the layer's or the input's shape in DL4J's order of axes, in units of F, with
 *     the names of the axes. Several neurons or regions come first, as an axis of their own.
 *     Several inputs are flattened and concatenated, see {@link #of}
 * @param atInput F(x)
 * @param atBaseline F(x′)
 * @param completenessError residual of the conservation law that the method keeps, in units of F
 * @param nodes number of gradients on the path
 * @param errorEstimate of the path integral, as a part of |F(x) − F(x′)|
 * @param standardError of each value, where it is a mean over random draws; else null
 * @param warnings what to be careful about, one line each; usually empty
 * @param inputs the network's inputs
 */
public record Attribution(
    String method,
    @Nullable Layer layer,
    Tensor values,
    double atInput,
    double atBaseline,
    double completenessError,
    int nodes,
    double errorEstimate,
    @Nullable Tensor standardError,
    List<String> warnings,
    List<ProgramInput> inputs) {

  /** Copies the lists. */
  public Attribution {
    warnings = List.copyOf(warnings);
    inputs = List.copyOf(inputs);
  }

  /** {@return the sum of all values, in units of F} */
  public double sum() {
    return values.sum();
  }

  /**
   * {@return the scores of one input's elements, of its shape}
   *
   * @param input its name in the network
   * @throws InvalidInputException if there is no such input, or a layer's neurons are scored
   */
  public Tensor of(String input) {
    if (layer != null) {
      throw InvalidInputException.of(
          "input",
          "needs scores of the input",
          "those of layer '" + layer.name() + "'",
          "use values()");
    }
    Optional<ProgramInput> found =
        inputs.stream().filter(one -> one.name().equals(input)).findFirst();
    if (found.isEmpty()) {
      throw NearMatches.unknown("input", input, inputs.stream().map(ProgramInput::name).toList());
    }
    return inputs.size() == 1 ? values : found.get().part(values);
  }

  /**
   * {@return the sum of the scores of each unit of the layer's, such as each attention head:
   * (unit)}
   *
   * @param unit what is summed together
   * @throws InvalidInputException if the values are not one score for each neuron of a layer, or it
   *     has no such units
   */
  public Tensor sums(Unit unit) {
    return scored().partition(unit).sums(values);
  }

  /**
   * {@return the neurons with the largest scores, to be set to zero by {@link Question#pruned}}
   *
   * @param fraction the part of the layer's neurons that is pruned, in [0, 1); rounded down
   * @throws InvalidInputException if the fraction is out of range, or the values are not one score
   *     for each neuron of a layer
   */
  public Plan top(double fraction) {
    return top(fraction, Unit.NEURON);
  }

  /**
   * {@return the units with the largest scores, to be set to zero by {@link Question#pruned}} A
   * unit's score is the sum of its neurons' scores.
   *
   * @param fraction the part of the layer's units that is pruned, in [0, 1); rounded down
   * @param unit what is pruned together
   * @throws InvalidInputException if the fraction is out of range, the values are not one score for
   *     each neuron of a layer, or the layer has no such units
   */
  public Plan top(double fraction, Unit unit) {
    Ranking ranking = Ranking.of(method, values, unit, scored().partition(unit));
    return Plan.top(ranking, fraction, Replacement.zero());
  }

  /** The layer whose neurons have one score each. */
  private Layer scored() {
    Layer scored = layer;
    int[] shape = values.shape();
    if (scored == null || !scored.shape().equals(Arrays.stream(shape).boxed().toList())) {
      throw InvalidInputException.of(
          "scores",
          "need one number for each neuron of a layer",
          Arrays.toString(shape) + " of " + method,
          "use layer-conductance, or regional-conductance of one region");
    }
    return scored;
  }
}
