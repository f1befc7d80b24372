package org.conductance4j.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.result.Wording;
import org.conductance4j.pruning.CurvePoint;

/**
 * What pruning by one ranking does, fraction by fraction. The seeds of the random control make one
 * curve with several points a fraction.
 *
 * @param id the ranking's id without a seed
 * @param byFraction the points of each fraction, at least one each, fractions ascending
 */
record Curve(String id, SortedMap<Double, List<CurvePoint>> byFraction) {

  static final String RANDOM = RankingOptions.RandomOrder.ID;
  static final String REGIONAL = RankingOptions.RegionalConductance.ID;
  static final String CONDUCTANCE = RankingOptions.LayerConductance.ID;

  /** Smallest, mean and largest of several values. */
  record Spread(double low, double mean, double high) {}

  /** One curve for each ranking; the seeds of random make one together. */
  static List<Curve> of(List<CurvePoint> points) {
    Map<String, SortedMap<Double, List<CurvePoint>>> byId = new LinkedHashMap<>();
    for (CurvePoint point : points) {
      byId.computeIfAbsent(Wording.idOf(point.ranking()), id -> new TreeMap<>())
          .computeIfAbsent(point.fraction(), f -> new ArrayList<>())
          .add(point);
    }
    return byId.entrySet().stream().map(e -> new Curve(e.getKey(), e.getValue())).toList();
  }

  String name() {
    return Wording.nameOf(id);
  }

  boolean isRandom() {
    return id.equals(RANDOM);
  }

  /** The ranking's colour, the n-th of those that have none of their own. */
  Color colour(int n) {
    return switch (id) {
      case RANDOM -> Palette.RANDOM;
      case REGIONAL -> Palette.REGIONAL;
      case CONDUCTANCE -> Palette.CONDUCTANCE;
      default -> Palette.other(n);
    };
  }

  /** Number of seeds: points at the fraction that has most. */
  int seeds() {
    return byFraction.values().stream().mapToInt(List::size).max().orElse(0);
  }

  static Spread spread(List<CurvePoint> points, ToDoubleFunction<CurvePoint> value) {
    double low = points.stream().mapToDouble(value).min().orElseThrow();
    double high = points.stream().mapToDouble(value).max().orElseThrow();
    double mean = points.stream().mapToDouble(value).average().orElseThrow();
    return new Spread(low, mean, high);
  }

  /** The points of a fraction; none where the ranking was not pruned to it. */
  List<CurvePoint> points(double fraction) {
    return byFraction.getOrDefault(fraction, List.of());
  }
}
