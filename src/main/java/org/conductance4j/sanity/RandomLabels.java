package org.conductance4j.sanity;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Data randomisation: {@link MapSimilarity} of the map and that of a network of the same
 * architecture that was trained on random labels. A map that stays alike does not show what was
 * learned of the labels.
 *
 * <p>Source: J. Adebayo and others, Sanity Checks for Saliency Maps, 2018, arXiv:1810.03292,
 * section 5. Differences from the source: none.
 */
final class RandomLabels {

  /**
   * A network that remembers less of what it was trained on than this above chance knows nothing.
   */
  private static final double LEARNED = 0.1;

  private RandomLabels() {}

  /** Rank correlation and, of a map over a picture, structural similarity. */
  static List<Measurement> measure(
      AttributionMethod method, ResolvedQuestion question, Optional<OtherLabels> other) {
    return other
        .map(network -> measure(method, question, network))
        .orElse(
            Stream.of(Measure.RANDOM_LABELS, Measure.RANDOM_LABELS_STRUCTURE)
                .map(m -> Measurement.notApplicable(method.id(), m, SanitySuite.NEEDS_TRAINING))
                .toList());
  }

  private static List<Measurement> measure(
      AttributionMethod method, ResolvedQuestion question, OtherLabels network) {
    String id = method.id();
    MapSimilarity similarity = new MapSimilarity(method, question);
    Tensor map = similarity.other(network.of(question));
    String words = words(network);
    return List.of(
        told(id, Measure.RANDOM_LABELS, similarity.ranks(map), signed(similarity, map) + words),
        similarity.isOverPicture()
            ? told(id, Measure.RANDOM_LABELS_STRUCTURE, similarity.structure(map), words)
            : Measurement.notApplicable(
                id, Measure.RANDOM_LABELS_STRUCTURE, MapSimilarity.NO_PICTURE));
  }

  private static Measurement told(
      String method, Measure measure, OptionalDouble value, String words) {
    return value.isPresent()
        ? new Measurement(method, measure, value.getAsDouble(), 0, List.of(), words)
        : Measurement.notApplicable(method, measure, "the other network's map is flat; " + words);
  }

  private static String signed(MapSimilarity similarity, Tensor map) {
    OptionalDouble ranks = similarity.signedRanks(map);
    return ranks.isPresent()
        ? String.format(Locale.ROOT, "with signs %.2f; ", ranks.getAsDouble())
        : "";
  }

  private static String words(OtherLabels network) {
    String known =
        String.format(
            Locale.ROOT,
            "the other network gives %.0f %% of the random labels back, the commonest is %.0f %%",
            100 * network.remembered(),
            100 * network.commonest());
    return network.remembered() < network.commonest() + LEARNED
        ? known + ": it has learned next to nothing, train longer"
        : known;
  }
}
