package org.conductance4j.experiment.window;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.Provenance;
import org.conductance4j.experiment.result.ResultStore;
import org.conductance4j.experiment.result.WorkFolder;
import org.conductance4j.experiment.window.WindowMetrics.Contrast;
import org.conductance4j.experiment.window.WindowMetrics.Point;
import org.conductance4j.experiment.window.WindowMetrics.Residuals;

/** One run of a study of windows: from its config to its result folder. */
public final class WindowRun {

  private static final double MILLISECONDS = 1e3;

  private final WindowConfig config;
  private final MemoryBudget budget;
  private final PassedAudits audits;
  private final ProgressListener progress;
  private final Clock clock;

  /**
   * Prepares a run.
   *
   * @param config the study
   * @param budget how much memory it may take
   * @param audits that networks passed before
   * @param progress is told how far each stage has come
   * @param clock the time
   */
  public WindowRun(
      WindowConfig config,
      MemoryBudget budget,
      PassedAudits audits,
      ProgressListener progress,
      Clock clock) {
    this.config = config;
    this.budget = budget;
    this.audits = audits;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Runs the study and puts its result in place.
   *
   * @param store the result folder
   * @param resume whether to resume an interrupted run
   * @param reporter writes figures and report
   * @return false if a complete result was there already
   * @throws InvalidInputException if the config does not fit network or pictures, or what is to be
   *     resumed was begun with something else
   */
  public boolean into(
      ResultStore store, boolean resume, ResultStore.Reporter<WindowResult> reporter) {
    Instant started = clock.instant();
    WindowSubject subject = WindowSubject.of(config);
    Provenance begun = provenance(subject, started);
    if (resume && store.resumes(begun)) {
      WorkFolder.tidy(store.folder(), begun);
      return false;
    }
    PassedAudits.Passed audit = subject.audit(audits);
    try (WorkFolder work = WorkFolder.open(store.folder(), begun, resume)) {
      WindowMemory memory = new WindowMemory(config, subject, budget);
      WindowStudy study =
          new WindowStudy(config, subject, memory, work, progress, () -> seconds(started));
      study.run();
      WindowResult result = result(subject, study, started, audit);
      store.publish(
          staging -> {
            write(result, staging);
            reporter.write(result, staging);
          });
      work.discard();
    }
    return true;
  }

  private double seconds(Instant since) {
    return Duration.between(since, clock.instant()).toMillis() / MILLISECONDS;
  }

  private void write(WindowResult result, Path staging) throws IOException {
    ResultStore.writeText(staging, "metrics.json", RecordJson.of(result.metrics()));
    ResultStore.writeText(staging, "provenance.json", RecordJson.of(result.provenance()));
    ResultStore.writeText(staging, "curves.csv", WindowTable.of(result.metrics()).csv());
    Precision type = config.precision();
    for (int r = 0; r < result.conductance().size(); r++) {
      String id =
          r == 0
              ? RankingOptions.LayerConductance.ID
              : RankingOptions.RegionalConductance.ID + "-" + config.windows().get(r - 1).name();
      Npy.write(staging.resolve("ranking-" + id + ".npy"), result.conductance().get(r), type);
    }
  }

  private WindowResult result(
      WindowSubject subject, WindowStudy study, Instant started, PassedAudits.Passed audit) {
    return new WindowResult(
        metrics(subject, study),
        provenance(subject, started).completed(study.seconds(), audit),
        study.averages().meanPictures(),
        subject.windows().stream().flatMap(window -> window.plane().stream()).toList(),
        study.conductance());
  }

  private WindowMetrics metrics(WindowSubject subject, WindowStudy study) {
    List<String> names = subject.classNames();
    int[] all = IntStream.range(0, names.size()).toArray();
    WindowStatistics total = statistics(study, all);
    List<Point> curves = new ArrayList<>(points(WindowMetrics.ALL, total, study));
    for (int c : all) {
      if (study.tallies().own(c).sum(0, WindowTallies.COUNT) > 0) {
        curves.addAll(points(names.get(c), statistics(study, new int[] {c}), study));
      }
    }
    var layer = subject.layer();
    return new WindowMetrics(
        Metrics.SCHEMA,
        config.experiment(),
        "window",
        config.objective().id(),
        new Metrics.Layer(layer.name(), layer.shape(), layer.neurons()),
        names,
        new WindowMetrics.Pictures(
            subject.training().size(),
            subject.heldOut().size(),
            config.bootstrap().resamples(),
            config.bootstrap().confidence()),
        windows(subject, total),
        path(study),
        new WindowMetrics.Before(
            total.mean(WindowTallies.RIGHT),
            total.mean(WindowTallies.SCORE),
            total.mean(WindowTallies.ALL)),
        curves,
        contrasts(total),
        new Metrics.Seconds(study.seconds(), Map.of()));
  }

  private WindowStatistics statistics(WindowStudy study, int[] classes) {
    return new WindowStatistics(study.tallies(), classes, config.bootstrap().confidence());
  }

  private List<WindowMetrics.Window> windows(WindowSubject subject, WindowStatistics total) {
    return IntStream.range(0, config.windows().size())
        .mapToObj(
            w ->
                new WindowMetrics.Window(
                    config.windows().get(w).name(),
                    config.windows().get(w).region(),
                    subject.windows().get(w).pixels(),
                    total.mean(WindowTallies.INSIDE + w)))
        .toList();
  }

  private WindowMetrics.Path path(WindowStudy study) {
    return new WindowMetrics.Path(
        config.path().rule(),
        study.nodes().count(),
        Arrays.stream(study.nodes().alphas()).boxed().toList(),
        residuals(study.averages().residuals()),
        residuals(study.tallies().residuals()),
        residuals(study.tallies().prunedResiduals()));
  }

  private static Residuals residuals(Moments moments) {
    return new Residuals(
        moments.mean(), Math.sqrt(moments.variance()), moments.rootMeanSquare(), moments.largest());
  }

  private List<Point> points(String label, WindowStatistics of, WindowStudy study) {
    List<Point> points = new ArrayList<>();
    for (int w = 0; w < config.windows().size(); w++) {
      for (int kind = 0; kind < WindowPruning.RANKINGS.size(); kind++) {
        for (int f = 0; f < config.fractions().size(); f++) {
          int cell = study.tallies().cell(w, kind, f);
          points.add(
              new Point(
                  label,
                  config.windows().get(w).name(),
                  WindowPruning.RANKINGS.get(kind),
                  config.fractions().get(f),
                  of.mean(WindowTallies.INSIDE + w).value(),
                  of.inside(cell),
                  of.lossInside(w, cell),
                  of.lossOutside(w, cell),
                  of.score(cell),
                  of.accuracy(cell),
                  of.accuracyOthers(cell)));
        }
      }
    }
    return points;
  }

  private List<Contrast> contrasts(WindowStatistics total) {
    List<Contrast> contrasts = new ArrayList<>();
    List<Integer> every = IntStream.range(0, config.windows().size()).boxed().toList();
    for (int kind = 1; kind < WindowPruning.RANKINGS.size(); kind++) {
      for (int f = 0; f < config.fractions().size(); f++) {
        contrasts.add(contrast(total, WindowMetrics.ALL, every, kind, f));
        for (int w : every) {
          contrasts.add(contrast(total, config.windows().get(w).name(), List.of(w), kind, f));
        }
      }
    }
    return contrasts;
  }

  private Contrast contrast(
      WindowStatistics total, String name, List<Integer> windows, int kind, int f) {
    return new Contrast(
        name,
        WindowPruning.RANKINGS.get(kind),
        config.fractions().get(f),
        total.contrast(windows, kind, f, false),
        total.contrast(windows, kind, f, true));
  }

  private Provenance provenance(WindowSubject subject, Instant started) {
    Map<String, Object> resolved = config.places().resolved();
    Map<String, List<Long>> seeds = new LinkedHashMap<>();
    seeds.put("seed", List.of(config.seed()));
    seeds.put("random", config.randomSeeds());
    return Provenance.ofThisProgram(
        resolved, seeds, subject.fingerprints(), config.precision(), started, seconds(started));
  }
}
