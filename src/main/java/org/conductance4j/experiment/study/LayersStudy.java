package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Layer;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.result.FinishedParts;
import org.conductance4j.experiment.result.LayerCurves;
import org.conductance4j.experiment.result.LayerScores;
import org.conductance4j.experiment.result.OtherLayers;
import org.conductance4j.experiment.result.SweepState;
import org.conductance4j.pruning.PruningPoint;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.pruning.Sweep;
import org.conductance4j.pruning.SweepOptions;
import org.conductance4j.ranking.Ranking;

/**
 * The study's rankings and fractions at other layers, each by itself or several together. Every
 * layer is explained once, whichever groups it is in; that of the study itself not again.
 */
final class LayersStudy {

  private final ExperimentConfig config;
  private final LoadedExperiment prepared;
  private final MemoryPlans plans;
  private final Study own;
  private final FinishedParts parts;
  private final ProgressListener progress;
  private final Map<String, Study> studies = new LinkedHashMap<>();
  private int done;

  LayersStudy(SectionContext context) {
    this.config = context.config();
    this.prepared = context.loaded();
    this.plans = context.plans();
    this.own = context.study();
    this.parts = context.parts();
    this.progress = context.progress();
    studies.put(prepared.layer().name(), own);
  }

  OtherLayers run(LayersOptions options) {
    List<List<Layer>> groups = prepared.layers(options);
    List<LayerCurves> all = new ArrayList<>();
    for (List<Layer> group : groups) {
      ProgressListener part =
          (stage, fraction) ->
              progress.progressed(LayersOptions.SECTION, (done + fraction) / groups.size());
      all.add(group.size() == 1 ? alone(group.get(0), part) : together(group, part));
      done++;
    }
    return new OtherLayers(all, scores());
  }

  /** Scores of every other layer that was explained. */
  private List<LayerScores> scores() {
    List<LayerScores> scores = new ArrayList<>();
    studies.forEach(
        (layer, study) -> {
          if (study != own) {
            scores.add(new LayerScores(layer, study.scores()));
          }
        });
    return scores;
  }

  private Study study(Layer layer, ProgressListener listener) {
    Study known = studies.get(layer.name());
    if (known != null) {
      return known;
    }
    ResolvedQuestion question = plans.apply(own.question().withLayer(layer));
    Study study =
        Study.of(
            question,
            config.rankings(),
            config.replacement().at(question),
            prepared.rankingContext(),
            parts.group(layer.name()),
            halved(listener, 0));
    studies.put(layer.name(), study);
    return study;
  }

  /** The half of a stage that explains, or the one that prunes. */
  private static ProgressListener halved(ProgressListener listener, int half) {
    return (stage, fraction) -> listener.progressed(stage, (half + fraction) / 2);
  }

  private LayerCurves alone(Layer layer, ProgressListener listener) {
    Study study = study(layer, listener);
    return new LayerCurves(
        List.of(layer.name()),
        layer.neurons(),
        study.sweep(config.fractions(), halved(listener, 1)).points());
  }

  private LayerCurves together(List<Layer> group, ProgressListener listener) {
    List<Layer> layers = new ArrayList<>(group);
    layers.sort(Comparator.comparingInt(own.question().program().layers()::indexOf));
    Map<Layer, Study> each = new LinkedHashMap<>();
    layers.forEach(layer -> each.put(layer, study(layer, listener)));
    List<Ranking> rankings = new ArrayList<>();
    for (RankingOptions by : config.rankings()) {
      if (LayersOptions.hasOneScale(by)) {
        rankings.addAll(joint(by, each));
      }
    }
    Replacement replacement =
        Replacement.joined(each.values().stream().map(Study::replacement).toList());
    ResolvedQuestion question = study(layers.get(0), listener).oneRegion();
    List<PruningPoint> cuts = PruningPoint.all(rankings, config.fractions(), replacement);
    List<String> names = layers.stream().map(Layer::name).toList();
    SweepState swept =
        parts
            .group(String.join("+", names))
            .of(
                "sweep",
                SweepState.class,
                () ->
                    SweepState.of(
                        new Sweep(question, own.explanation(), SweepOptions.defaults())
                            .over(layers)
                            .run(cuts, halved(listener, 1)),
                        cuts));
    int neurons = layers.stream().mapToInt(Layer::neurons).sum();
    return new LayerCurves(names, neurons, swept.points());
  }

  private static List<Ranking> joint(RankingOptions by, Map<Layer, Study> each) {
    if (by instanceof RankingOptions.RandomOrder random) {
      int neurons = each.keySet().stream().mapToInt(Layer::neurons).sum();
      return random.seeds().stream().map(seed -> Ranking.random(seed, neurons)).toList();
    }
    boolean regional = by instanceof RankingOptions.RegionalConductance;
    String id =
        regional ? RankingOptions.RegionalConductance.ID : RankingOptions.LayerConductance.ID;
    List<Tensor> scores =
        each.values().stream()
            .map(
                study ->
                    regional
                        ? study.explanation().regionalConductance(study.region())
                        : study.explanation().layerConductance())
            .toList();
    return List.of(Ranking.ofLayers(id, scores));
  }
}
