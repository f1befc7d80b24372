package org.conductance4j.attribution.path;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.conductance4j.attribution.path.PathProbe.Place;

/** Runs adaptive paths of several examples side by side, so that their nodes share batches. */
final class AdaptivePaths {

  private AdaptivePaths() {}

  /**
   * Runs them to their end.
   *
   * @param paths one for each of the probe's examples, in its order
   * @param aims from the change of F along each path the error at which it is done
   */
  static void run(List<AdaptivePath> paths, PathProbe probe, UnaryOperator<double[]> aims) {
    scan(paths, probe);
    double[] errors = aims.apply(paths.stream().mapToDouble(AdaptivePath::change).toArray());
    for (int k = 0; k < errors.length; k++) {
      paths.get(k).aim(errors[k]);
    }
    while (true) {
      List<Place> wanted = new ArrayList<>();
      for (int k = 0; k < paths.size(); k++) {
        wanted.addAll(PathProbe.places(k, paths.get(k).next()));
      }
      if (wanted.isEmpty()) {
        break;
      }
      probe.nodes(
          wanted,
          (node, score, terms, arrays) -> {
            Place place = wanted.get(node);
            paths.get(place.example()).take(place.alpha(), score, terms, arrays);
          });
    }
    paths.forEach(AdaptivePath::finish);
  }

  private static void scan(List<AdaptivePath> paths, PathProbe probe) {
    List<Place> places = new ArrayList<>();
    for (int k = 0; k < paths.size(); k++) {
      places.addAll(PathProbe.places(k, paths.get(k).scan()));
    }
    double[] scores = probe.scores(places);
    int from = 0;
    for (AdaptivePath path : paths) {
      double[] own = new double[path.scan().length];
      System.arraycopy(scores, from, own, 0, own.length);
      path.scanned(own);
      from += own.length;
    }
  }
}
