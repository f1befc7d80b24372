package org.conductance4j.sanity;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Gradient;
import org.conductance4j.attribution.method.InternalInfluence;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;

/**
 * Takes every measure of the maps of some methods on one network at one input. Maps that are
 * compared with each other are computed with 16 midpoints, others with the question's own path.
 */
public final class SanitySuite {

  /** Why a network that was trained on random labels is not looked at. */
  public static final String NEEDS_TRAINING = "needs the config of the network's training";

  private static final int FEW = 16;

  private final ResolvedQuestion question;
  private final RandomisedNetwork randomised;
  private final long seed;

  private SanitySuite(ResolvedQuestion question, RandomisedNetwork randomised, long seed) {
    this.question = question;
    this.randomised = randomised;
    this.seed = seed;
  }

  /**
   * {@return a measurement for each method and measure, method by method}
   *
   * @param question with a layer and a region
   * @param methods whose maps are measured; none that needs a neuron
   * @param randomised the same network with other weights
   * @param seed of everything random
   * @param progress is notified after each measure
   * @throws InvalidInputException if a method explains single neurons
   */
  public static List<Measurement> run(
      ResolvedQuestion question,
      List<AttributionMethod> methods,
      RandomisedNetwork randomised,
      long seed,
      ProgressListener progress) {
    methods.forEach(SanitySuite::requireMap);
    ResolvedQuestion first =
        question.withRegions(question.regions().stream().limit(1).toList()).withDraws(List.of());
    SanitySuite suite = new SanitySuite(first, randomised, seed);
    List<Measurement> all = new ArrayList<>();
    for (int m = 0; m < methods.size(); m++) {
      all.addAll(suite.of(methods.get(m)));
      progress.progressed("sanity", (m + 1.0) / methods.size());
    }
    return List.copyOf(all);
  }

  private static void requireMap(AttributionMethod method) {
    if (method.needs(Need.NEURONS)) {
      throw InvalidInputException.of(
          "method",
          "must score the input or a layer for the objective",
          "'" + method.id() + "', which looks at single neurons",
          "choose integrated-gradients or layer-conductance, for example");
    }
  }

  private List<Measurement> of(AttributionMethod method) {
    boolean layer = method.scoresLayer();
    Attribution attribution = method.attribute(question, ProgressListener.SILENT);
    Tensor map = attribution.values();
    try (Elements elements = layer ? Elements.ofLayer(question) : Elements.ofInput(question)) {
      List<Measurement> all = new ArrayList<>();
      if (Diagnosis.isZero(map.toArray())) {
        for (Measure measure : EnumSet.complementOf(EnumSet.of(Measure.DIAGNOSIS))) {
          all.add(Measurement.notApplicable(method.id(), measure, "the map is all zero"));
        }
      } else {
        all.addAll(measures(method, map, elements));
      }
      all.add(new Diagnosis(question, elements, layer, seed).measure(attribution));
      return all;
    }
  }

  private List<Measurement> measures(AttributionMethod method, Tensor map, Elements elements) {
    String id = method.id();
    InsertionDeletion curves = new InsertionDeletion(elements, seed);
    boolean slopes = method instanceof Gradient || method instanceof InternalInfluence;
    boolean channelsLast = question.program().readsChannelsLast();
    ResolvedQuestion few = question.withPath(PathOptions.fixed(PathRule.MIDPOINT, FEW));
    List<Measurement> all = new ArrayList<>();
    all.add(curves.insertion(id, map));
    all.add(curves.deletion(id, map));
    all.add(new Infidelity(elements, seed).measure(id, map, slopes));
    all.add(SensitivityMax.measure(method, few, seed));
    all.add(GiniIndex.measure(id, map.toArray()));
    Region region = question.regions().get(0);
    all.add(PointingGame.measure(id, map, region, channelsLast, !method.scoresLayer()));
    all.addAll(new RandomisedWeights(randomised).measure(method, few));
    all.addAll(RandomLabels.measure(method, few, randomised.randomLabels()));
    return all;
  }
}
