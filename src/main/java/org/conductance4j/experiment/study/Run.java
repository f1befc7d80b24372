package org.conductance4j.experiment.study;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.path.CachedActivations;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.InputOptions.Street;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.config.RankingOptions.RandomOrder;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.FinishedParts;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.Provenance;
import org.conductance4j.experiment.result.PrunedMap;
import org.conductance4j.experiment.result.ResultStore;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;
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
  private final PassedAudits audits;
  private final ProgressListener progress;
  private final Clock clock;
  private final Map<String, Double> stages = new LinkedHashMap<>();
  private FinishedParts parts = FinishedParts.unkept();

  /**
   * Prepares a run that may take most of the memory that is free and audits its network.
   *
   * @param config the experiment
   * @param progress is told how far each stage has come
   * @param clock the time
   */
  public Run(ExperimentConfig config, ProgressListener progress, Clock clock) {
    this(config, MemoryBudget.free(), PassedAudits.none(), progress, clock);
  }

  /**
   * Prepares a run.
   *
   * @param config the experiment
   * @param budget how much memory it may take
   * @param audits that networks passed before
   * @param progress is told how far each stage has come
   * @param clock the time
   */
  public Run(
      ExperimentConfig config,
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
   * @param resume whether to resume an interrupted run
   * @param reporter writes figures and report
   * @return what it found, or empty where a complete result was there already
   * @throws InvalidInputException if the config does not fit the network or the input, or what is
   *     to be resumed was begun with something else
   */
  public Optional<ExperimentResult> into(
      ResultStore store, boolean resume, ResultStore.Reporter<ExperimentResult> reporter) {
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
    PassedAudits.Passed audit = prepared.audit(audits);
    RankingContext.check(prepared.program(), prepared.layer(), config.rankings());
    Sections.ALL.forEach(section -> check(section, prepared, unplanned));
    MemoryPlans plans = new MemoryPlans(config, prepared.weightBytes(), budget);
    ResolvedQuestion question = plans.apply(unplanned);
    Swept swept = swept(prepared, question);
    Study study = swept.study();
    SectionContext context = new SectionContext(config, prepared, study, plans, parts, progress);
    List<Finding<?>> findings = new ArrayList<>();
    Sections.ALL.forEach(section -> found(section, context).ifPresent(findings::add));
    double seconds = seconds(started) + parts.earlierSeconds();
    Metrics metrics =
        RunMetrics.of(
            config,
            prepared,
            study,
            swept.sweep(),
            plans.use(),
            new Metrics.Seconds(seconds, stages));
    Provenance provenance = begun.completed(seconds, audit);
    Optional<Tensor> region = question.regions().get(0).plane();
    Wording words = new Wording(metrics, provenance.config(), region);
    return new ExperimentResult(
        metrics,
        provenance,
        prepared.picture(),
        prepared.closeUp(),
        region,
        prepared.channels(),
        prepared.parts(),
        study.explanation().inputAttribution(),
        study.scores(),
        swept.maps(),
        config.figures(),
        Optional.of(PathTraceMaker.of(question, study.explanation().path(), prepared.scale())),
        findings.stream().<SectionResult>map(finding -> finding.result(words)).toList());
  }

  private <O> void check(
      Section<O, ?> section, LoadedExperiment prepared, ResolvedQuestion question) {
    config
        .section(section.reader().type())
        .ifPresent(
            options ->
                InvalidInputException.within(
                    config.places().of(section.reader().key()),
                    () -> {
                      section.check(options, prepared, question);
                      return options;
                    }));
  }

  /** What a section found, until it is known what the report calls things. */
  private record Finding<R>(Section<?, R> section, R found) {
    SectionResult result(Wording words) {
      return section.result(found, words);
    }
  }

  private <O, R> Optional<Finding<R>> found(Section<O, R> section, SectionContext context) {
    return config
        .section(section.reader().type())
        .map(options -> new Finding<>(section, found(section, options, context)));
  }

  private <O, R> R found(Section<O, R> section, O options, SectionContext context) {
    return section.computes()
        ? timed(section.name(), () -> section.run(options, context))
        : section.run(options, context);
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

  /** With the time of those parts that an earlier run did. */
  private <T> T timed(String stage, Supplier<T> action) {
    Instant start = clock.instant();
    double earlier = parts.earlierSeconds();
    T result = action.get();
    stages.put(stage, seconds(start) + parts.earlierSeconds() - earlier);
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
    Sections.ALL.forEach(section -> seeds.putAll(seeds(section)));
    return seeds;
  }

  private <O> Map<String, List<Long>> seeds(Section<O, ?> section) {
    List<Long> seeds =
        config.section(section.reader().type()).map(section::seeds).orElse(List.of());
    return seeds.isEmpty() ? Map.of() : Map.of(section.name(), seeds);
  }
}
