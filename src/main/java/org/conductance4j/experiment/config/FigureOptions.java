package org.conductance4j.experiment.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the figures are drawn.
 *
 * @param background what lies under the maps
 * @param fractions the fractions whose pruned maps are drawn, for every ranking but random
 * @param pages further pages that the report names: title and address, counted from the result
 *     folder
 */
public record FigureOptions(
    Background background, List<Double> fractions, Map<String, String> pages) {

  /** The picture itself, and the pruned maps of 1 %. */
  public static final FigureOptions DEFAULT =
      new FigureOptions(Background.PICTURE, List.of(0.01), Map.of());

  /** What lies under the maps of a figure. */
  public enum Background {
    /** The picture that was explained. */
    PICTURE,
    /** A drawing of the picture's edges, for a picture that must not be passed on. */
    EDGES
  }

  /** Keeps copies of the list and the map. */
  public FigureOptions {
    fractions = List.copyOf(fractions);
    pages = Collections.unmodifiableMap(new LinkedHashMap<>(pages));
  }
}
