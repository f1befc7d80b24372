package org.conductance4j.experiment.batch;

import java.nio.file.Path;
import java.util.List;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.method.Smoothing;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * What is asked about each example of a batch.
 *
 * @param objective what is explained
 * @param layer name of the layer, or null for the input alone
 * @param neurons those of the layer that are scored one by one; may be empty
 * @param region text of the regions of the input whose share is wanted, or null
 * @param folder what relative paths of masks and baselines count from
 * @param path how the path integral is computed
 * @param through files of what the path leads through on its way; if empty, {@code path} decides
 * @param precision what is computed in; few gradients are computed in float64 anyway
 * @param batch number of path nodes that go through the network together at most; null for a
 *     default
 * @param labels file of the class names, or null
 * @param smoothing how the attribution is smoothed, or null
 */
public record AttributionOptions(
    Objective objective,
    @Nullable String layer,
    List<Neuron> neurons,
    @Nullable String region,
    Path folder,
    PathOptions path,
    List<String> through,
    Precision precision,
    @Nullable Integer batch,
    @Nullable Path labels,
    @Nullable Smoothing smoothing) {

  /** Copies the lists. */
  public AttributionOptions {
    neurons = List.copyOf(neurons);
    through = List.copyOf(through);
  }

  /**
   * Checks that a method finds what it needs.
   *
   * @param method the method
   * @throws InvalidInputException if layer, neuron or region is missing
   */
  public void check(AttributionMethod method) {
    require("layer", method, method.needs(Need.LAYER), layer, "choose one of the network's layers");
    Neuron first = neurons.isEmpty() ? null : neurons.get(0);
    require(
        "neuron",
        method,
        method.needs(Need.NEURONS),
        first,
        "its index on each axis, such as 17,12,9");
    require("region", method, method.needs(Need.REGION), region, "such as box:45,90,100,130");
  }

  private static void require(
      String what,
      AttributionMethod method,
      boolean needed,
      @Nullable Object value,
      String remedy) {
    if (needed && value == null) {
      throw InvalidInputException.of(what, "is needed by " + method.id(), "none", remedy);
    }
  }
}
