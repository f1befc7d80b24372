package org.conductance4j.experiment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.conductance4j.array.Sha256;
import org.conductance4j.attribution.Baseline;
import org.conductance4j.attribution.Explanation;
import org.conductance4j.attribution.Explanation.Part;
import org.conductance4j.attribution.MemoryBudget;
import org.conductance4j.attribution.MemoryPlan;
import org.conductance4j.attribution.Objective;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.attribution.Readout;
import org.conductance4j.attribution.Saturation;
import org.conductance4j.attribution.Setting;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.BackendFacts;
import org.conductance4j.experiment.InputOptions.Street;
import org.conductance4j.pruning.PrunedMaps;
import org.conductance4j.pruning.Sweep;
import org.conductance4j.pruning.SweepOptions;
import org.conductance4j.pruning.SweepResult;
import org.conductance4j.ranking.Ranking;

/** One run of an experiment: from its config to its result records. */
public final class Run {

  private static final double MILLISECONDS = 1e3;

  private final ExperimentConfig config;
  private final MemoryBudget budget;
  private final ProgressListener progress;
  private final Clock clock;
  private final Map<String, Double> stages = new LinkedHashMap<>();

  /**
   * Prepares a run that may take most of the memory that is free.
   *
   * @param config the experiment
   * @param progress is told how far each stage has come
   * @param clock the time
   */
  public Run(ExperimentConfig config, ProgressListener progress, Clock clock) {
    this(config, MemoryBudget.free(), progress, clock);
  }

  /**
   * Prepares a run.
   *
   * @param config the experiment
   * @param budget how much memory it may take
   * @param progress is told how far each stage has come
   * @param clock the time
   */
  public Run(ExperimentConfig config, MemoryBudget budget, ProgressListener progress, Clock clock) {
    this.config = config;
    this.budget = budget;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Runs the experiment.
   *
   * @return what it found
   * @throws InvalidInputException if the config does not fit the network or the input
   */
  public ExperimentResult execute() {
    return unless(provenance -> false).orElseThrow();
  }

  /**
   * Runs the experiment unless that is not needed.
   *
   * @param complete whether a result of this provenance is there already; asked when network and
   *     input are loaded
   * @return what it found, or empty where nothing was left to do
   * @throws InvalidInputException if the config does not fit the network or the input
   */
  public Optional<ExperimentResult> unless(Predicate<Provenance> complete) {
    Instant started = clock.instant();
    Prepared prepared = timed("load", () -> Prepared.of(config));
    Provenance provenance = provenance(prepared, started);
    if (complete.test(provenance)) {
      return Optional.empty();
    }
    Setting unplanned = prepared.setting();
    Optional<StabilityStudy> stability = stability(prepared, unplanned);
    MemoryPlan plan = plan(prepared, unplanned);
    Setting setting = plan.apply(unplanned);
    Study study =
        timed(
            "path",
            () ->
                Study.of(
                    setting,
                    config.rankings(),
                    config.replacement().at(setting),
                    prepared.rankingContext(),
                    progress));
    requireFinite(study.explanation());
    SweepResult sweep = timed("sweep", () -> study.sweep(config.fractions()));
    List<PrunedMap> maps = timed("maps", () -> maps(setting, study, sweep));
    MemoryUse memory = MemoryUse.of(plan);
    Optional<Replication> replication = replication(prepared, plan);
    PathResult path = path(prepared, setting, study.explanation());
    Optional<Comparison> comparison = comparison(setting, study);
    Optional<Robustness> robustness = robustness(prepared, plan);
    List<ResultTable> tables = tables(stability, setting, study);
    Metrics metrics =
        metrics(
            prepared,
            setting,
            study,
            sweep,
            replication,
            comparison,
            robustness,
            memory,
            seconds(started));
    return Optional.of(
        new ExperimentResult(
            metrics,
            provenance(prepared, started),
            prepared.picture(),
            prepared.closeUp(),
            setting.regions().get(0).plane(),
            prepared.parts(),
            study.explanation().inputAttribution(),
            study.rankings().stream().map(r -> new RankingScores(r.id(), r.scores())).toList(),
            maps,
            config.figures(),
            replication,
            path,
            tables));
  }

  private List<ResultTable> tables(
      Optional<StabilityStudy> stability, Setting setting, Study study) {
    List<ResultTable> tables = new ArrayList<>();
    stability
        .map(again -> timed(StabilityOptions.SECTION, () -> again.table(setting, study.rankings())))
        .ifPresent(tables::add);
    AccuracyOptions accuracy = config.accuracy();
    if (accuracy != null) {
      tables.add(
          timed(
              AccuracyOptions.SECTION,
              () ->
                  AccuracyStudy.table(
                      setting, study.cuts(config.fractions()), accuracy, progress)));
    }
    return tables;
  }

  private Optional<StabilityStudy> stability(Prepared prepared, Setting setting) {
    StabilityOptions options = config.stability();
    return options == null
        ? Optional.empty()
        : Optional.of(
            InvalidInputException.within(
                config.places().of(StabilityOptions.SECTION),
                () ->
                    new StabilityStudy(options, config.rankings(), prepared, progress)
                        .checked(setting)));
  }

  private <T> T timed(String stage, Supplier<T> action) {
    Instant start = clock.instant();
    T result = action.get();
    stages.put(stage, seconds(start));
    return result;
  }

  private double seconds(Instant since) {
    return Duration.between(since, clock.instant()).toMillis() / MILLISECONDS;
  }

  private void requireFinite(Explanation explanation) {
    if (!Double.isFinite(explanation.atInput()) || !Double.isFinite(explanation.atBaseline())) {
      throw InvalidInputException.of(
          config.places().of("objective"),
          "must be finite at the input and at the baseline",
          explanation.atInput() + " and " + explanation.atBaseline(),
          "check the network and the input");
    }
  }

  private List<PrunedMap> maps(Setting setting, Study study, SweepResult sweep) {
    List<Ranking> drawn =
        study.rankings().stream()
            .filter(ranking -> !ranking.id().startsWith(RankingOptions.RandomOrder.ID))
            .toList();
    int total = drawn.size() * config.figures().fractions().size();
    List<PrunedMap> maps = new ArrayList<>();
    if (total == 0) {
      return maps;
    }
    try (PrunedMaps pruned = new PrunedMaps(setting)) {
      for (Ranking ranking : drawn) {
        for (double fraction : config.figures().fractions()) {
          int before = maps.size();
          ProgressListener part =
              (stage, done) -> progress.progressed("maps", (before + done) / total);
          maps.add(study.prunedMap(pruned, ranking, fraction, sweep, part));
        }
      }
    }
    return maps;
  }

  private MemoryPlan plan(Prepared prepared, Setting setting) {
    Set<Part> parts = EnumSet.of(Part.INPUT, Part.LAYER, Part.REGIONS);
    long sweep = Sweep.largestStore(setting, SweepOptions.defaults());
    return MemoryPlan.within(
        new MemoryPlan.Request(setting, parts, prepared.weightBytes(), sweep), budget);
  }

  private Optional<Replication> replication(Prepared prepared, MemoryPlan plan) {
    ReplicationOptions options = config.replication();
    if (options == null || !(config.input().source() instanceof Street street)) {
      return Optional.empty();
    }
    Replicator replicator =
        new Replicator(options, prepared, plan, street.options().size(), config.seed());
    return Optional.of(timed("replication", () -> replicator.run(progress)));
  }

  private Optional<Comparison> comparison(Setting setting, Study study) {
    ComparisonOptions options = config.comparison();
    return options == null
        ? Optional.empty()
        : Optional.of(
            timed(
                "comparison",
                () -> RuleComparison.of(setting, study.explanation(), options, progress)));
  }

  private Optional<Robustness> robustness(Prepared prepared, MemoryPlan plan) {
    RobustnessOptions options = config.robustness();
    return options == null
        ? Optional.empty()
        : Optional.of(
            timed(
                RobustnessReader.SECTION,
                () -> new RobustnessStudy(options, prepared, plan, config.seed()).run(progress)));
  }

  private List<String> warnings(Explanation explanation) {
    return Saturation.of(
            explanation.readout(),
            config.precision(),
            explanation.atInput(),
            explanation.path().trace())
        .warning()
        .map(List::of)
        .orElse(List.of());
  }

  private PathResult path(Prepared prepared, Setting setting, Explanation explanation) {
    PathTrace trace = PathTraceMaker.of(setting, explanation.path(), prepared.scale());
    PathStudyOptions options = config.pathStudy();
    Optional<PathStudy> study =
        options == null
            ? Optional.empty()
            : Optional.of(timed("path-study", () -> PathStudyMaker.of(setting, options, progress)));
    List<Baseline> others = config.baselines();
    Optional<BaselineComparison> baselines =
        others.isEmpty()
            ? Optional.empty()
            : Optional.of(
                timed(
                    BaselineComparisonMaker.KEY,
                    () -> BaselineComparisonMaker.of(prepared, setting, others, progress)));
    return new PathResult(Optional.of(trace), study, baselines);
  }

  private Metrics metrics(
      Prepared prepared,
      Setting setting,
      Study study,
      SweepResult sweep,
      Optional<Replication> replication,
      Optional<Comparison> comparison,
      Optional<Robustness> robustness,
      MemoryUse memory,
      double seconds) {
    Explanation explanation = study.explanation();
    var layer = prepared.layer();
    var path = explanation.path();
    var ledger = explanation.ledger();
    return new Metrics(
        Metrics.SCHEMA,
        config.experiment(),
        objective(prepared, explanation),
        new Metrics.Layer(layer.name(), layer.shape(), layer.neurons()),
        new Metrics.Region(setting.regions().get(0).pixels()),
        PathTable.metrics(path),
        new Metrics.InputAttribution(
            explanation.all(), explanation.inside(0), explanation.outside(0)),
        new Metrics.Ledger(
            ledger.inputCompleteness(),
            ledger.conductanceCompleteness(),
            ledger.regionalCompleteness(),
            ledger.regionAdditivity(),
            ledger.bypassShare()),
        sweep.points().stream()
            .map(
                p ->
                    new Metrics.CurvePoint(
                        p.ranking(),
                        p.fraction(),
                        p.pruned(),
                        p.score(),
                        p.inside(),
                        p.outside(),
                        p.all()))
            .toList(),
        replication.orElse(null),
        comparison.orElse(null),
        robustness.orElse(null),
        warnings(explanation),
        memory,
        new Metrics.SweepPasses(sweep.lower(), sweep.upper()),
        new Metrics.Seconds(seconds, stages));
  }

  private static Metrics.Objective objective(Prepared prepared, Explanation explanation) {
    Readout readout = explanation.readout();
    boolean margin = readout.kind() == Objective.Kind.MARGIN;
    return new Metrics.Objective(
        readout.kind().id(),
        readout.index(),
        prepared.named() ? readout.label() : null,
        margin ? (Integer) readout.other() : null,
        explanation.atInput(),
        explanation.atBaseline());
  }

  private Provenance provenance(Prepared prepared, Instant started) {
    Map<String, Object> resolved = prepared.resolved();
    BackendFacts backend = BackendFacts.current();
    return new Provenance(
        new Provenance.Tool(ToolFacts.version(), ToolFacts.gitCommit()),
        resolved,
        Sha256.of(ResultJson.of(resolved)),
        seeds(),
        prepared.fingerprints(),
        ResultStore.dtype(config.precision()),
        new Provenance.Backend(backend.name(), backend.version(), backend.nativeBuild()),
        ToolFacts.jvm(),
        ToolFacts.os(),
        ToolFacts.cpu(),
        started.toString(),
        seconds(started));
  }

  private Map<String, List<Long>> seeds() {
    Map<String, List<Long>> seeds = new LinkedHashMap<>();
    seeds.put("seed", List.of(config.seed()));
    if (config.input().source() instanceof Street street) {
      seeds.put("scene", List.of(street.options().seed()));
    }
    for (RankingOptions ranking : config.rankings()) {
      if (ranking instanceof RankingOptions.RandomOrder random) {
        seeds.put("random", random.seeds());
      }
    }
    ReplicationOptions options = config.replication();
    if (options != null) {
      seeds.put(
          "replication",
          LongStream.range(options.firstSeed(), options.firstSeed() + options.scenes())
              .boxed()
              .toList());
    }
    return seeds;
  }
}
