package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The curves of a ranking in one number each: the mean height over the fractions, that is the area
 * under the polyline divided by the width of the fractions; and how far that lies from the random
 * controls.
 *
 * @param ranking its id
 * @param score mean height of the score's curve
 * @param inside of the sum inside the region
 * @param outside of the sum outside
 * @param all of the sum over everything
 * @param distance of each of these from the mean of the controls, in their standard deviations, in
 *     the same order; null with fewer than two controls, or where they do not differ
 */
public record CurveArea(
    String ranking,
    double score,
    double inside,
    double outside,
    double all,
    @Nullable List<Double> distance) {

  private static final List<ToDoubleFunction<CurvePoint>> HEIGHTS =
      List.of(CurvePoint::score, CurvePoint::inside, CurvePoint::outside, CurvePoint::all);

  /** Keeps a copy of the distances. */
  public CurveArea {
    distance = distance == null ? null : List.copyOf(distance);
  }

  /**
   * {@return the areas of all rankings of a sweep, in the order of the points; empty with fewer
   * than two fractions}
   *
   * @param points of the sweep
   * @param isControl which ids are random controls
   */
  public static List<CurveArea> of(List<CurvePoint> points, Predicate<String> isControl) {
    Map<String, List<CurvePoint>> curves = new LinkedHashMap<>();
    for (CurvePoint point : points) {
      curves.computeIfAbsent(point.ranking(), key -> new ArrayList<>()).add(point);
    }
    Map<String, double[]> areas = new LinkedHashMap<>();
    curves.forEach(
        (ranking, curve) -> {
          if (curve.size() > 1) {
            areas.put(ranking, areas(curve));
          }
        });
    List<double[]> controls =
        areas.entrySet().stream()
            .filter(entry -> isControl.test(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    return areas.entrySet().stream()
        .map(
            entry -> {
              double[] area = entry.getValue();
              return new CurveArea(
                  entry.getKey(), area[0], area[1], area[2], area[3], distance(area, controls));
            })
        .toList();
  }

  private static double[] areas(List<CurvePoint> curve) {
    List<CurvePoint> sorted =
        curve.stream().sorted(Comparator.comparingDouble(CurvePoint::fraction)).toList();
    double width = sorted.get(sorted.size() - 1).fraction() - sorted.get(0).fraction();
    double[] areas = new double[HEIGHTS.size()];
    for (int height = 0; height < areas.length; height++) {
      for (int k = 1; k < sorted.size(); k++) {
        double step = sorted.get(k).fraction() - sorted.get(k - 1).fraction();
        double middle =
            (HEIGHTS.get(height).applyAsDouble(sorted.get(k))
                    + HEIGHTS.get(height).applyAsDouble(sorted.get(k - 1)))
                / 2;
        areas[height] += middle * step / width;
      }
    }
    return areas;
  }

  private static @Nullable List<Double> distance(double[] area, List<double[]> controls) {
    if (controls.size() < 2) {
      return null;
    }
    List<Double> distances = new ArrayList<>();
    for (int height = 0; height < area.length; height++) {
      int at = height;
      double mean = controls.stream().mapToDouble(c -> c[at]).average().orElse(0);
      double squares = controls.stream().mapToDouble(c -> (c[at] - mean) * (c[at] - mean)).sum();
      double deviation = Math.sqrt(squares / (controls.size() - 1));
      if (deviation == 0) {
        return null;
      }
      distances.add((area[at] - mean) / deviation);
    }
    return distances;
  }
}
