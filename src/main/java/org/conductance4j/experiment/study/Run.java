package org.conductance4j.experiment.study;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.path.CachedActivations;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.experiment.config.AccuracyOptions;
import org.conductance4j.experiment.config.ComparisonOptions;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.InputOptions.Street;
import org.conductance4j.experiment.config.LayerGroup;
import org.conductance4j.experiment.config.PathStudyOptions;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.config.RankingOptions.RandomOrder;
import org.conductance4j.experiment.config.ReplicationOptions;
import org.conductance4j.experiment.config.RobustnessOptions;
import org.conductance4j.experiment.config.RobustnessReader;
import org.conductance4j.experiment.config.StabilityOptions;
import org.conductance4j.experiment.result.BaselineComparison;
import org.conductance4j.experiment.result.Comparison;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.FinishedParts;
import org.conductance4j.experiment.result.LayerCurves;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.PathResult;
import org.conductance4j.experiment.result.PathStudy;
import org.conductance4j.experiment.result.PathTrace;
import org.conductance4j.experiment.result.Provenance;
import org.conductance4j.experiment.result.PrunedMap;
import org.conductance4j.experiment.result.Replication;
import org.conductance4j.experiment.result.ResultStore;
import org.conductance4j.experiment.result.ResultTable;
import org.conductance4j.experiment.result.Robustness;
import org.conductance4j.experiment.result.WorkFolder;
import org.conductance4j.pruning.LayerGradients;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.PrunedMaps;
import org.conductance4j.pruning.SweepOptions;
import org.conductance4j.pruning.SweepResult;
import org.conductance4j.ranking.Ranking;

/** One run of an experiment: from its config to its result records. */
public final class Run {

  private static final double MILLISECONDS = 1e3;
  private static final TypeReference<List<PrunedMap>> MAPS = new TypeReference<>() {};

  private final ExperimentConfig config;
  private final MemoryBudget budget;
  private final ProgressListener progress;
  private final Clock clock;
  private final Map<String, Double> stages = new LinkedHashMap<>();
  private FinishedParts parts = FinishedParts.unkept();

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

  /** Writes figures and report of a result. */
  @FunctionalInterface
  public interface Reporter {
    /**
     * Writes them.
     *
     * @param result what was found
     * @param staging the folder that will be the result
     * @throws IOException if that fails
     */
    void write(ExperimentResult result, Path staging) throws IOException;
  }

  /**
   * Runs the experiment and keeps nothing.
   *
   * @return what it found
   * @throws InvalidInputException if the config does not fit the network or the input
   */
  public ExperimentResult execute() {
    Instant started = clock.instant();
    LoadedExperiment prepared = timed("load", () -> LoadedExperiment.of(config));
    return result(prepared, provenance(prepared, started), started);
  }

  /**
   * Runs the experiment and puts its result in place. Each part that is done is kept beside it
   * until then.
   *
   * @param store the result folder
   * @param resume whether to go on with what an interrupted run has done
   * @param reporter writes figures and report
   * @return what it found, or empty where a complete result was there already
   * @throws InvalidInputException if the config does not fit the network or the input, or what is
   *     to be resumed was begun with something else
   */
  public Optional<ExperimentResult> into(ResultStore store, boolean resume, Reporter reporter) {
    Instant started = clock.instant();
    LoadedExperiment prepared = timed("load", () -> LoadedExperiment.of(config));
    Provenance begun = provenance(prepared, started);
    if (resume && store.resumes(begun)) {
      WorkFolder.tidy(store.folder(), begun);
      return Optional.empty();
    }
    try (WorkFolder work = WorkFolder.open(store.folder(), begun, resume)) {
      parts = FinishedParts.in(work);
      ExperimentResult result = result(prepared, begun, started);
      store.write(result, staging -> reporter.write(result, staging));
      work.discard();
      return Optional.of(result);
    }
  }

  private ExperimentResult result(LoadedExperiment prepared, Provenance begun, Instant started) {
    ResolvedQuestion unplanned = prepared.question();
    List<List<Layer>> others = prepared.layers();
    Optional<StabilityStudy> stability = stability(prepared, unplanned);
    MemoryPlans plans = new MemoryPlans(config, prepared.weightBytes(), budget);
    ResolvedQuestion question = plans.apply(unplanned);
    Swept swept = swept(prepared, question);
    Study study = swept.study();
    LayersStudy layers = layers(prepared, plans, study);
    List<LayerCurves> curves =
        others.isEmpty() ? List.of() : timed(LayerGroup.SECTION, layers::run);
    Optional<Replication> replication = replication(prepared, plans);
    PathResult path = path(prepared, question, study.explanation());
    Optional<Comparison> comparison = comparison(question, study);
    Optional<Robustness> robustness = robustness(prepared, plans);
    List<ResultTable> tables = new ArrayList<>(tables(stability, question, study));
    if (!curves.isEmpty()) {
      tables.add(0, LayerCurves.table(curves));
    }
    RunMetrics.Extras extras =
        new RunMetrics.Extras(plans.use(), curves, replication, comparison, robustness);
    double seconds = seconds(started) + parts.earlierSeconds();
    return new ExperimentResult(
        RunMetrics.of(
            config, prepared, study, swept.sweep(), extras, new Metrics.Seconds(seconds, stages)),
        begun.tookInAll(seconds),
        prepared.picture(),
        prepared.closeUp(),
        question.regions().get(0).plane(),
        prepared.parts(),
        study.explanation().inputAttribution(),
        study.scores(),
        swept.maps(),
        config.figures(),
        replication,
        path,
        tables,
        layers.scores());
  }

  /** The study, its prunings, and what is drawn of them. */
  private record Swept(Study study, SweepResult sweep, List<PrunedMap> maps) {}

  private Swept swept(LoadedExperiment prepared, ResolvedQuestion question) {
    try (CachedActivations below = CachedActivations.of(question)) {
      Study study = timed("path", () -> study(prepared, question, below));
      requireFinite(study.explanation());
      List<Plan> drawn = drawn(study).stream().flatMap(ranking -> plans(study, ranking)).toList();
      SweepOptions options = SweepOptions.defaults();
      try (LayerGradients above = LayerGradients.of(question, drawn, options)) {
        SweepResult sweep = timed("sweep", () -> study.sweep(config.fractions(), above));
        List<PrunedMap> maps =
            timed("maps", () -> parts.of("maps", MAPS, () -> maps(study, sweep, above)));
        return new Swept(study, sweep, maps);
      }
    }
  }

  private Stream<Plan> plans(Study study, Ranking ranking) {
    return config.figures().fractions().stream()
        .map(fraction -> Plan.top(ranking, fraction, study.replacement()));
  }

  /** Rankings of which pruned networks' maps are drawn. */
  private static List<Ranking> drawn(Study study) {
    return study.rankings().stream()
        .filter(ranking -> !ranking.id().startsWith(RandomOrder.ID))
        .toList();
  }

  private Study study(
      LoadedExperiment prepared, ResolvedQuestion question, CachedActivations below) {
    return Study.of(
        question,
        config.rankings(),
        config.replacement().at(question),
        prepared.rankingContext(),
        below,
        parts,
        progress);
  }

  private LayersStudy layers(LoadedExperiment prepared, MemoryPlans plans, Study study) {
    return new LayersStudy(config, prepared, plans, study, parts, progress);
  }

  private List<ResultTable> tables(
      Optional<StabilityStudy> stability, ResolvedQuestion question, Study study) {
    List<ResultTable> tables = new ArrayList<>();
    stability
        .map(
            again ->
                part(
                    StabilityOptions.SECTION,
                    ResultTable.class,
                    () -> again.table(question, study.rankings())))
        .ifPresent(tables::add);
    AccuracyOptions accuracy = config.accuracy();
    if (accuracy != null) {
      tables.add(
          part(
              AccuracyOptions.SECTION,
              ResultTable.class,
              () ->
                  AccuracyStudy.table(
                      question, study.cuts(config.fractions()), accuracy, progress)));
    }
    return tables;
  }

  private Optional<StabilityStudy> stability(LoadedExperiment prepared, ResolvedQuestion question) {
    StabilityOptions options = config.stability();
    return options == null
        ? Optional.empty()
        : Optional.of(
            InvalidInputException.within(
                config.places().of(StabilityOptions.SECTION),
                () ->
                    new StabilityStudy(options, config.rankings(), prepared, progress)
                        .checked(question)));
  }

  /** With the time of those parts that an earlier run did. */
  private <T> T timed(String stage, Supplier<T> action) {
    Instant start = clock.instant();
    double earlier = parts.earlierSeconds();
    T result = action.get();
    stages.put(stage, seconds(start) + parts.earlierSeconds() - earlier);
    return result;
  }

  /** A stage that is kept as a whole. */
  private <T> T part(String stage, Class<T> type, Supplier<T> action) {
    return timed(stage, () -> parts.of(stage, type, action));
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

  private List<PrunedMap> maps(Study study, SweepResult sweep, LayerGradients above) {
    List<Ranking> drawn = drawn(study);
    int total = drawn.size() * config.figures().fractions().size();
    List<PrunedMap> maps = new ArrayList<>();
    if (total == 0) {
      return maps;
    }
    try (PrunedMaps pruned = new PrunedMaps(study.question(), above)) {
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

  private Optional<Replication> replication(LoadedExperiment prepared, MemoryPlans plans) {
    ReplicationOptions options = config.replication();
    if (options == null || !(config.input().source() instanceof Street street)) {
      return Optional.empty();
    }
    Replicator replicator =
        new Replicator(options, prepared, plans, street.options().size(), config.seed());
    return Optional.of(
        timed("replication", () -> replicator.run(parts.group("replication"), progress)));
  }

  private Optional<Comparison> comparison(ResolvedQuestion question, Study study) {
    ComparisonOptions options = config.comparison();
    return options == null
        ? Optional.empty()
        : Optional.of(
            part(
                "comparison",
                Comparison.class,
                () -> RuleComparison.of(question, study.explanation(), options, progress)));
  }

  private Optional<Robustness> robustness(LoadedExperiment prepared, MemoryPlans plans) {
    RobustnessOptions options = config.robustness();
    return options == null
        ? Optional.empty()
        : Optional.of(
            timed(
                RobustnessReader.SECTION,
                () ->
                    new RobustnessStudy(options, prepared, plans, config.seed())
                        .run(parts.group(RobustnessReader.SECTION), progress)));
  }

  private PathResult path(
      LoadedExperiment prepared, ResolvedQuestion question, Explanation explanation) {
    PathTrace trace = PathTraceMaker.of(question, explanation.path(), prepared.scale());
    PathStudyOptions options = config.pathStudy();
    Optional<PathStudy> study =
        options == null
            ? Optional.empty()
            : Optional.of(
                part(
                    "path-study",
                    PathStudy.class,
                    () -> PathStudyMaker.of(question, options, progress)));
    List<Baseline> others = config.baselines();
    Optional<BaselineComparison> baselines =
        others.isEmpty()
            ? Optional.empty()
            : Optional.of(
                part(
                    RobustnessReader.COMPARED,
                    BaselineComparison.class,
                    () -> BaselineComparisonMaker.of(prepared, question, others, progress)));
    return new PathResult(Optional.of(trace), study, baselines);
  }

  private Provenance provenance(LoadedExperiment prepared, Instant started) {
    Map<String, Object> resolved = prepared.resolved();
    return Provenance.ofThisProgram(
        resolved, seeds(), prepared.fingerprints(), config.precision(), started, seconds(started));
  }

  private Map<String, List<Long>> seeds() {
    Map<String, List<Long>> seeds = new LinkedHashMap<>();
    seeds.put("seed", List.of(config.seed()));
    if (config.input().source() instanceof Street street) {
      seeds.put("scene", List.of(street.options().seed()));
    }
    for (RankingOptions ranking : config.rankings()) {
      if (ranking instanceof RandomOrder random) {
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
