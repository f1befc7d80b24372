package org.conductance4j.experiment.batch;

import java.nio.file.Path;
import java.util.List;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Smoothing;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.jspecify.annotations.Nullable;

/**
 * One attribution of a batch of inputs.
 *
 * @param method what is computed
 * @param objective what is explained
 * @param baseline where the path begins, or where the paths begin
 * @param place where in the network it is looked
 * @param folder what relative paths of a region's mask and of a baseline count from
 * @param path how the path integral is computed
 * @param precision what is computed in
 * @param labels file of the class names, or null
 * @param smoothing how the attribution is smoothed, or null
 * @param through files of what the path leads through on its way
 */
public record AttributionOptions(
    AttributionMethod method,
    Objective objective,
    BaselineDraws baseline,
    Place place,
    Path folder,
    PathOptions path,
    Precision precision,
    @Nullable Path labels,
    @Nullable Smoothing smoothing,
    List<String> through) {

  /** Copies the list. */
  public AttributionOptions {
    through = List.copyOf(through);
  }

  /**
   * An attribution along straight paths.
   *
   * @param method what is computed
   * @param objective what is explained
   * @param baseline where the path begins, or where the paths begin
   * @param place where in the network it is looked
   * @param folder what relative paths of a region's mask and of a baseline count from
   * @param path how the path integral is computed
   * @param precision what is computed in
   * @param labels file of the class names, or null
   * @param smoothing how the attribution is smoothed, or null
   */
  public AttributionOptions(
      AttributionMethod method,
      Objective objective,
      BaselineDraws baseline,
      Place place,
      Path folder,
      PathOptions path,
      Precision precision,
      @Nullable Path labels,
      @Nullable Smoothing smoothing) {
    this(method, objective, baseline, place, folder, path, precision, labels, smoothing, List.of());
  }

  /**
   * Where an attribution looks.
   *
   * @param layer name of the layer, or null for a method of the input
   * @param neurons those of the layer that are looked at one by one; may be empty
   * @param region what of the input is looked at, or null
   */
  public record Place(@Nullable String layer, List<Neuron> neurons, @Nullable String region) {

    /** The input alone. */
    public static final Place INPUT = new Place(null, List.of(), null);

    /** Copies the list. */
    public Place {
      neurons = List.copyOf(neurons);
    }
  }
}
