package org.conductance4j.experiment;

import org.jspecify.annotations.Nullable;

/** Writes what is told of the path as tables. */
final class PathTable {

  private PathTable() {}

  /** The score along the path. */
  static String csv(PathTrace trace) {
    StringBuilder csv = new StringBuilder("alpha,score,weight\n");
    for (PathTrace.Place place : trace.places()) {
      csv.append(place.alpha()).append(',').append(place.score());
      csv.append(',').append(place.weight()).append('\n');
    }
    return csv.toString();
  }

  /** Errors of several rules; what a rule lacks is left empty. */
  static String csv(PathStudy study) {
    StringBuilder csv =
        new StringBuilder("rule,nodes,passes,inside_error,outside_error,tolerance,claimed\n");
    for (PathStudy.Rule rule : study.rules()) {
      for (PathStudy.Point point : rule.points()) {
        csv.append(rule.id()).append(',').append(point.nodes()).append(',').append(point.passes());
        csv.append(',').append(point.inside()).append(',').append(point.outside());
        csv.append(',').append(text(point.tolerance())).append(',').append(text(point.claimed()));
        csv.append('\n');
      }
    }
    return csv.toString();
  }

  private static String text(@Nullable Double number) {
    return number == null ? "" : number.toString();
  }
}
