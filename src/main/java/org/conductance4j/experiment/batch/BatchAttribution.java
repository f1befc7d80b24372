package org.conductance4j.experiment.batch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.memory.MemoryPlan;
import org.conductance4j.attribution.memory.MemoryUse;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Smoothed;
import org.conductance4j.attribution.method.Smoothing;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.PathPoint;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.path.Saturation;
import org.conductance4j.attribution.path.Spread;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramInput;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.model.Labels;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.Preprocessing;
import org.jspecify.annotations.Nullable;

/** Attributes a score for each example of a batch, a few of them at a time. */
public final class BatchAttribution {

  /** Examples whose questions are kept at a time. */
  private static final int TOGETHER = ResolvedQuestion.DEFAULT_BATCH;

  /** Up to so many points of a path the gradient at each of them is worth passes of 64 bits. */
  private static final int FEW_NODES = 64;

  /**
   * Points at a time in 64 bits: two for each core are as fast as more, whose buffers are twice as
   * large as those of 32 bits.
   */
  private static final int DOUBLE_BATCH =
      Math.min(ResolvedQuestion.DEFAULT_BATCH, 2 * Runtime.getRuntime().availableProcessors());

  private final LoadedNetwork network;
  private final AttributionOptions options;
  private final MemoryBudget budget;
  private final boolean ownsNetwork;
  private final ProgressListener progress;

  /**
   * What was computed.
   *
   * @param inputs the network's inputs, as they lie in an array of the input's shape
   * @param array (batch, shape of one example's attribution)
   * @param rows one entry an example
   * @param passes what all of it cost
   * @param memory what it took
   * @param standardErrors of each number of the array; null where nothing was drawn at random
   * @param warnings what to be careful about, one line each
   */
  public record Result(
      List<ProgramInput> inputs,
      Tensor array,
      List<Row> rows,
      Passes passes,
      MemoryUse memory,
      @Nullable Tensor standardErrors,
      List<String> warnings) {
    /** Keeps copies of the lists. */
    public Result {
      inputs = List.copyOf(inputs);
      rows = List.copyOf(rows);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * One example.
   *
   * @param sum of its attributions
   * @param atInput F(x)
   * @param atBaseline F(x′)
   * @param completenessError residual of the conservation law, in units of F
   * @param nodes number of path nodes
   * @param errorEstimate of the path integral, as a part of |F(x) − F(x′)|
   * @param standardError of the sum; null where nothing was drawn at random
   */
  public record Row(
      double sum,
      double atInput,
      double atBaseline,
      double completenessError,
      int nodes,
      double errorEstimate,
      @Nullable Double standardError) {}

  /**
   * Prepares an attribution that may take most of the memory that is free.
   *
   * @param network the network
   * @param options what is computed
   * @param progress is told how far it has come
   */
  public BatchAttribution(
      LoadedNetwork network, AttributionOptions options, ProgressListener progress) {
    this(network, options, MemoryBudget.free(), progress);
  }

  /**
   * Prepares an attribution.
   *
   * @param network the network
   * @param options what is computed
   * @param budget how much memory it may take
   * @param progress is told how far it has come
   */
  public BatchAttribution(
      LoadedNetwork network,
      AttributionOptions options,
      MemoryBudget budget,
      ProgressListener progress) {
    this(network, options, budget, progress, false);
  }

  private BatchAttribution(
      LoadedNetwork network,
      AttributionOptions options,
      MemoryBudget budget,
      ProgressListener progress,
      boolean ownsNetwork) {
    this.network = network;
    this.options = options;
    this.budget = budget;
    this.progress = progress;
    this.ownsNetwork = ownsNetwork;
  }

  /**
   * The same, which gives the network's weights back once they are lowered and compared.
   *
   * @return an attribution after which nobody may use the network's graph
   */
  public BatchAttribution owningNetwork() {
    return new BatchAttribution(network, options, budget, progress, true);
  }

  /**
   * Computes it.
   *
   * @param input a picture, or an array with a leading batch axis
   * @param preprocessing how a baseline that is a picture becomes the network's input
   * @return the attributions
   * @throws InvalidInputException if the options fit neither network nor input
   */
  public Result of(Inputs.Loaded input, Preprocessing preprocessing) {
    List<String> names = network.inputNames();
    if (names.size() != 1) {
      throw InvalidInputException.of(
          "--input", "is needed for each of the network's inputs", names, "give NAME=FILE");
    }
    return of(NamedInputs.of(names.get(0), input, options.baseline()), preprocessing);
  }

  /**
   * Computes it for a network of one or several inputs.
   *
   * @param inputs what each input is given
   * @param preprocessing how a baseline that is a picture becomes the network's input
   * @return the attributions
   * @throws InvalidInputException if the options fit neither network nor inputs
   */
  public Result of(NamedInputs inputs, Preprocessing preprocessing) {
    List<List<Tensor>> all = inputs.examples();
    int examples = all.size();
    Program lowered =
        InvalidInputException.within(
            "--input", () -> NetworkLowering.lowerNamed(network, precision(), inputs.shapes()));
    Program program =
        InvalidInputException.within("--objective", () -> options.objective().of(lowered));
    List<String> labels = labels(program);
    ExampleFiles files = new ExampleFiles(options.folder(), preprocessing, examples);
    List<Row> rows = new ArrayList<>();
    List<Tensor> arrays = new ArrayList<>();
    List<Tensor> errors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<ResolvedQuestion> group = new ArrayList<>();
    Passes passes = Passes.NONE;
    MemoryPlan plan = null;
    MemoryUse memory = MemoryUse.NONE;
    for (int n = 0; n < examples; n++) {
      int example = n;
      List<Tensor> given = all.get(n);
      Tensor x = InvalidInputException.within("--input", () -> program.assemble(given));
      List<Tensor> baselines =
          InvalidInputException.within(
              "--baseline",
              () ->
                  new JointBaselines(program, inputs)
                      .of(given, (part, file) -> baselines(program, part, files, file, example)));
      ResolvedQuestion question = question(program, labels, x, baselines);
      if (n == 0) {
        InvalidInputException.within(
            "MODEL",
            () -> PassedAudits.ofEnvironment().check(network, program, given, this::compared));
      }
      if (plan == null) {
        plan = MemoryPlan.within(request(question.withBatch(rows(examples))), budget);
      }
      group.add(plan.apply(question.withPath(path(program, files, n))));
      if (group.size() < TOGETHER && n < examples - 1) {
        continue;
      }
      List<Attribution> found = attribute(group, inputs.scale(), rows.size(), examples);
      for (int k = 0; k < found.size(); k++) {
        Attribution attribution = found.get(k);
        arrays.add(attribution.values());
        rows.add(row(attribution));
        Spread spread = attribution.spread();
        if (spread != null) {
          errors.add(spread.standardError());
        }
        saturation(group.get(k).readout(), attribution).ifPresent(warnings::add);
        passes = passes.plus(attribution.path().passes());
      }
      group.clear();
      memory = memory.or(plan.use());
    }
    return new Result(
        program.inputs(),
        Tensor.stack(arrays),
        rows,
        passes,
        memory,
        errors.isEmpty() ? null : Tensor.stack(errors),
        once(warnings, examples));
  }

  private void compared() {
    if (ownsNetwork) {
      network.release();
    }
  }

  /**
   * 64 bits where gradients are few, whatever was asked for: a rectifier that rounding lets fall on
   * the other side would show in the result.
   */
  private Precision precision() {
    PathOptions path = options.path();
    boolean few = path.rule() != PathRule.ADAPTIVE && path.nodes() <= FEW_NODES;
    boolean each = few || !options.method().takesNodes();
    return each && options.smoothing() == null ? Precision.FLOAT64 : options.precision();
  }

  /** No more points at a time than there are: each of a batch is computed, asked for or not. */
  private int rows(int examples) {
    AttributionMethod method = options.method();
    PathOptions path = options.path();
    boolean searches = method.takesNodes() && path.rule() == PathRule.ADAPTIVE;
    int most = precision() == Precision.FLOAT64 ? DOUBLE_BATCH : ResolvedQuestion.DEFAULT_BATCH;
    if (searches || options.smoothing() != null || method.takesDraws()) {
      return most;
    }
    long points = method.takesNodes() ? (long) path.nodes() * examples : 1;
    return (int) Math.min(most, points);
  }

  private Optional<String> saturation(Readout readout, Attribution attribution) {
    if (options.method().explainsActivation()) {
      return Optional.empty();
    }
    List<PathPoint> trace = attribution.path().trace();
    return Saturation.of(readout, precision(), attribution.atInput(), trace).warning();
  }

  /** The first of them stands for all. */
  private static List<String> once(List<String> warnings, int examples) {
    if (warnings.isEmpty() || examples == 1) {
      return warnings;
    }
    String where = "in " + warnings.size() + " of " + examples + " examples, first: ";
    return List.of(where + warnings.get(0));
  }

  private MemoryPlan.Request request(ResolvedQuestion question) {
    return new MemoryPlan.Request(
        options.method().workloads(question),
        question.batch(),
        question.program().precision(),
        network.weightBytes(),
        ownsNetwork);
  }

  private List<String> labels(Program program) {
    Path file = options.labels();
    int outputs = program.classes();
    return file == null
        ? List.of()
        : InvalidInputException.within("--labels", () -> Labels.read(file, outputs).names());
  }

  private ResolvedQuestion question(
      Program program, List<String> labels, Tensor x, List<Tensor> baselines) {
    Readout readout =
        InvalidInputException.within(
            "--objective", () -> options.objective().resolve(program, labels, x.toArray()));
    ResolvedQuestion question =
        ResolvedQuestion.of(program, readout, x, baselines.get(0))
            .withDraws(options.method().takesDraws() ? baselines : List.of())
            .withPath(options.path());
    String name = options.place().layer();
    if (name != null) {
      Layer layer =
          InvalidInputException.within("--layer", () -> program.layer(network.layerName(name)));
      question = question.withLayer(layer).withNeurons(options.place().neurons());
      checkNeurons(question);
    }
    String region = options.place().region();
    if (region != null) {
      question =
          question.withRegions(
              InvalidInputException.within(
                  "--region", () -> InputRegions.parse(program, region, options.folder())));
    }
    return question;
  }

  private static void checkNeurons(ResolvedQuestion question) {
    if (!question.neurons().isEmpty()) {
      InvalidInputException.within("--neuron", question::needNeurons);
    }
  }

  private List<Attribution> attribute(
      List<ResolvedQuestion> group, InputScale scale, int before, int examples) {
    Smoothing smoothing = options.smoothing();
    AttributionMethod method =
        smoothing == null ? options.method() : new Smoothed(options.method(), smoothing, scale);
    return method.attributeAll(
        group,
        (stage, fraction) ->
            progress.progressed(stage, (before + fraction * group.size()) / examples));
  }

  /** The path options with what the path leads through. */
  private PathOptions path(Program program, ExampleFiles files, int example) {
    List<Tensor> places =
        options.through().stream()
            .map(
                file ->
                    InvalidInputException.within(
                        "--through", () -> Inputs.embedded(program, files.of(file, example))))
            .toList();
    return options.path().through(places);
  }

  /** Every example in a file for a method that takes draws, the example's own for another. */
  private List<Tensor> baselines(
      Program program, int part, ExampleFiles files, String file, int example) {
    List<Tensor> read =
        options.method().takesDraws() ? files.all(file) : List.of(files.of(file, example));
    return read.stream().map(one -> program.lookUp(part, one)).toList();
  }

  private static Row row(Attribution attribution) {
    Spread spread = attribution.spread();
    return new Row(
        attribution.sum(),
        attribution.atInput(),
        attribution.atBaseline(),
        attribution.completenessError(),
        attribution.path().nodes(),
        attribution.path().errorEstimate(),
        spread == null ? null : (Double) spread.ofSum());
  }
}
