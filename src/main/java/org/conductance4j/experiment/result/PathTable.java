package org.conductance4j.experiment.result;

import java.util.Locale;
import org.conductance4j.attribution.path.PathErrors;
import org.conductance4j.attribution.path.PathRecord;
import org.conductance4j.attribution.question.PathRule;
import org.jspecify.annotations.Nullable;

/** Writes what is told of the path as tables and as numbers. */
public final class PathTable {

  private PathTable() {}

  /** The path's entry of the metrics; a budget has no tolerance. */
  public static Metrics.Path metrics(PathRecord path) {
    PathErrors errors = path.errors();
    boolean aimed = path.rule() == PathRule.ADAPTIVE && path.tolerance() > 0;
    return new Metrics.Path(
        path.rule().id(),
        path.nodes(),
        aimed ? (Double) path.tolerance() : null,
        path.errorEstimate(),
        id(path.outcome()),
        new Metrics.PathErrors(
            errors.total(),
            errors.regions(),
            errors.elements().stream()
                .map(each -> new Metrics.Elements(id(each.part()), each.bound(), each.topOverlap()))
                .toList()));
  }

  private static String id(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The score along the path. */
  public static String csv(PathTrace trace) {
    StringBuilder csv = new StringBuilder("alpha,score,weight\n");
    for (PathTrace.Place place : trace.places()) {
      csv.append(place.alpha()).append(',').append(place.score());
      csv.append(',').append(place.weight()).append('\n');
    }
    return csv.toString();
  }

  /** Errors of several rules; what a rule lacks is left empty. */
  public static String csv(PathStudy study) {
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
