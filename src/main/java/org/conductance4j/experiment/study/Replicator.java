package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.result.FinishedParts;
import org.conductance4j.experiment.result.Replication;
import org.conductance4j.pruning.CurvePoint;
import org.conductance4j.ranking.Ranking;
import org.conductance4j.scene.PixelBox;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.scene.SceneOptions;

/**
 * Repeats a study over scenes that were fixed beforehand and judges each by the same thresholds.
 */
record Replicator(
    ReplicationOptions options, LoadedExperiment prepared, MemoryPlans plans, int size, long seed) {

  /** Each scene is a part of its own. */
  Replication run(FinishedParts parts, ProgressListener progress) {
    List<Replication.Scene> scenes = new ArrayList<>();
    for (int n = 0; n < options.scenes(); n++) {
      int before = n;
      ProgressListener part =
          (stage, fraction) ->
              progress.progressed("replication", before / (double) options.scenes());
      long sceneSeed = options.firstSeed() + n;
      Scene scene = SceneGenerator.generate(new SceneOptions(sceneSeed, size, options.lights()));
      // Planned also where the scene is known, so that a resumed run reports the same memory.
      ResolvedQuestion question = plans.apply(prepared.question(scene).withPath(options.path()));
      scenes.add(
          parts.of(
              "scene-" + sceneSeed,
              Replication.Scene.class,
              () -> judged(sceneSeed, scene, question, part)));
    }
    progress.progressed("replication", 1);
    return new Replication(
        options.lights(), options.fraction(), options.thresholds(), scenes, holds(scenes));
  }

  private Replication.Scene judged(
      long sceneSeed, Scene scene, ResolvedQuestion question, ProgressListener progress) {
    List<RankingOptions> rankings =
        List.of(
            new RankingOptions.RegionalConductance(),
            new RankingOptions.LayerConductance(),
            new RankingOptions.RandomOrder(List.of(seed)));
    Study study = Study.of(question, rankings, progress);
    PixelBox box = scene.lights().get(study.region());
    return judged(sceneSeed, box, study);
  }

  private List<Double> fractions() {
    Set<Double> fractions = new TreeSet<>(options.fractions());
    fractions.add(options.fraction());
    fractions.remove(0.0);
    return List.copyOf(fractions);
  }

  private Replication.Scene judged(long sceneSeed, PixelBox box, Study study) {
    Explanation explanation = study.explanation();
    Ranking byRegion = study.rankings().get(0);
    Ranking byLayer = study.rankings().get(1);
    Ranking byChance = study.rankings().get(2);
    List<CurvePoint> points =
        study.sweep(List.of(byRegion, byChance), List.of(options.fraction())).points();
    CurvePoint regional = points.get(0);
    CurvePoint random = points.get(1);
    double inside = study.inside();
    double scoreKept = ratio(regional.score(), explanation.atInput());
    double boxKept = ratio(regional.inside(), inside);
    Collapse collapse = collapse(study, byRegion, byLayer);
    double randomMoved =
        ratio(
            Math.max(
                Math.abs(random.score() - explanation.atInput()),
                Math.abs(random.inside() - inside)),
            explanation.atInput());
    Replication.Thresholds limits = options.thresholds();
    boolean keeps = scoreKept > limits.scoreKept();
    boolean loses = boxKept < limits.boxKept();
    boolean collapses = collapse.distance() > limits.collapse();
    boolean harmless = randomMoved <= limits.randomMoved();
    return new Replication.Scene(
        sceneSeed,
        List.of(box.row0(), box.row1(), box.column0(), box.column1()),
        explanation.atInput(),
        explanation.atBaseline(),
        inside,
        ratio(inside, explanation.change()),
        scoreKept,
        boxKept,
        collapse.distance(),
        collapse.fraction(),
        randomMoved,
        keeps,
        loses,
        collapses,
        harmless,
        keeps && loses && collapses && harmless);
  }

  private record Collapse(double distance, double fraction) {}

  private Collapse collapse(Study study, Ranking byRegion, Ranking byLayer) {
    List<Double> fractions = fractions();
    List<Double> regional = study.scores(byRegion, fractions);
    List<Double> conductance = study.scores(byLayer, fractions);
    Collapse largest = new Collapse(Double.NEGATIVE_INFINITY, 0);
    for (int k = 0; k < fractions.size(); k++) {
      double distance = regional.get(k) - conductance.get(k);
      if (distance > largest.distance()) {
        largest = new Collapse(distance, fractions.get(k));
      }
    }
    return largest;
  }

  /** A share; where the whole is 0, so that nothing can be lost or kept, it is 0. */
  static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  private static Replication.Holds holds(List<Replication.Scene> scenes) {
    return new Replication.Holds(
        count(scenes, Replication.Scene::keepsScore),
        count(scenes, Replication.Scene::losesBox),
        count(scenes, Replication.Scene::conductanceCollapses),
        count(scenes, Replication.Scene::randomHarmless),
        count(scenes, Replication.Scene::holds),
        scenes.size());
  }

  private static int count(List<Replication.Scene> scenes, Predicate<Replication.Scene> condition) {
    return (int) scenes.stream().filter(condition).count();
  }
}
