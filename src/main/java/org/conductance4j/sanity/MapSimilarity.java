package org.conductance4j.sanity;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.ranking.RankAgreement;

/**
 * Measures how similar a network's map and that of another network of the same architecture are:
 * Spearman's rank correlation of all scores and, of a map over a picture, {@link
 * StructuralSimilarity} of the sizes, channels summed.
 */
final class MapSimilarity {

  /** Why a map has no structure. */
  static final String NO_PICTURE = "the map is not over a picture";

  private final AttributionMethod method;
  private final boolean channelsLast;
  private final Tensor signed;
  private final Tensor sizes;

  /** The map of a method under a question. */
  MapSimilarity(AttributionMethod method, ResolvedQuestion question) {
    this.method = method;
    this.channelsLast = question.program().readsChannelsLast();
    this.signed = map(method, question);
    this.sizes = sizes(signed);
  }

  /** The map of the same method under another question. */
  Tensor other(ResolvedQuestion question) {
    return map(method, question);
  }

  private static Tensor map(AttributionMethod method, ResolvedQuestion question) {
    return method.attribute(question, ProgressListener.SILENT).values();
  }

  private static Tensor sizes(Tensor map) {
    return Tensor.of(map.shape(), Arrays.stream(map.toArray()).map(Math::abs).toArray());
  }

  /** Whether both maps can be seen as pictures. */
  boolean isOverPicture() {
    return !method.scoresLayer() && signed.rank() == 3;
  }

  /** Rank correlation of the absolute scores. */
  OptionalDouble ranks(Tensor other) {
    return correlation(sizes.toArray(), sizes(other).toArray());
  }

  /** Rank correlation of the scores with their signs. */
  OptionalDouble signedRanks(Tensor other) {
    return correlation(signed.toArray(), other.toArray());
  }

  /** Structural similarity; empty where the maps are over no picture or one is not finite. */
  OptionalDouble structure(Tensor other) {
    boolean finite = Arrays.stream(other.toArray()).allMatch(Double::isFinite);
    if (!isOverPicture() || !finite) {
      return OptionalDouble.empty();
    }
    int[] shape = signed.shape();
    ScoredPositions places = ScoredPositions.ofInput(shape, channelsLast);
    int columns = channelsLast ? shape[1] : shape[2];
    StructuralSimilarity similarity = new StructuralSimilarity(places.count() / columns, columns);
    return OptionalDouble.of(similarity.of(places.sums(sizes), places.sums(sizes(other))));
  }

  /** Empty where one map is flat or not finite. */
  static OptionalDouble correlation(double[] map, double[] other) {
    boolean finite = Arrays.stream(other).allMatch(Double::isFinite);
    return finite ? RankAgreement.spearman(map, other) : OptionalDouble.empty();
  }
}
