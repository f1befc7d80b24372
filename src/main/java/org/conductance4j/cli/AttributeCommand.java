package org.conductance4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.memory.MemoryUse;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Methods;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.method.Smoothing;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.conductance4j.engine.ProgramInput;
import org.conductance4j.experiment.batch.AttributionOptions;
import org.conductance4j.experiment.batch.BatchAttribution;
import org.conductance4j.experiment.batch.BatchAttribution.Result;
import org.conductance4j.experiment.batch.BatchAttribution.Row;
import org.conductance4j.experiment.batch.NamedInputs;
import org.conductance4j.experiment.batch.NetworkPrograms;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.input.TokenizedText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Computes one attribution: array in, array out. */
@Command(
    name = "attribute",
    description = "Compute one attribution, array in, array out; prints one line of JSON.")
final class AttributeCommand implements Callable<Integer> {

  private static final double NANOSECONDS = 1e9;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;
  @Mixin private ModelArguments model = new ModelArguments();

  @Mixin private InputArguments inputs = new InputArguments();

  @Option(
      names = "--objective",
      required = true,
      paramLabel = "O",
      description =
          "What is explained: probability:C, logit:C, log-probability:C, margin:C,D, softmax:C,"
              + " sigmoid:C, token:ID, element:I,J,... or cosine:FILE; C is an index, a name or"
              + " 'predicted'; OUTPUT/ before it names one of several outputs.")
  private String objective = "";

  @Option(
      names = "--method",
      required = true,
      paramLabel = "ID",
      description = "The method: ${COMPLETION-CANDIDATES}.",
      completionCandidates = MethodIds.class)
  private String method = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.npy",
      description = "The attributions, with a leading batch axis.")
  private Path out = Path.of("");

  @Option(names = "--layer", paramLabel = "L", description = "The layer of a layer's method.")
  private @Nullable String layer;

  @Option(
      names = "--neuron",
      paramLabel = "I,J,K",
      description =
          "A neuron of the layer, by its index on each axis; given several times, the result has an"
              + " axis of neurons.")
  private List<String> neurons = List.of();

  @Option(
      names = "--region",
      paramLabel = "R",
      description =
          "box:ROW0,ROW1,COLUMN0,COLUMN1, polygon:r,c;r,c;..., range:FROM,TO (features, tokens or"
              + " time steps), word:TEXT, mask:FILE, not:R, or R+R; with grid:ROWSxCOLUMNS or labels:FILE.npy many"
              + " regions, and the result has an axis of regions.")
  private @Nullable String region;

  @Mixin private PathArguments path = new PathArguments();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "float32 or float64 (default: float32; up to 64 fixed nodes, and single gradients, are"
              + " computed in float64 either way).")
  private Precision precision = Precision.FLOAT32;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Names of the classes, one a line, to be used in --objective.")
  private @Nullable Path labels;

  @Option(
      names = "--smooth",
      paramLabel = "SAMPLES,SIGMA[,SEED]",
      description =
          "Take the mean over inputs with Gaussian noise (SmoothGrad); SIGMA in pixel values for a"
              + " picture, in the array's own units for an array.")
  private @Nullable String smooth;

  @Option(
      names = "--standard-error",
      paramLabel = "FILE.npy",
      description = "Where to write the standard errors of a mean over draws or samples.")
  private @Nullable Path standardErrors;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Mixin private MemoryOption memory = new MemoryOption();

  /** Ids of all methods, for the help text. */
  static final class MethodIds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Methods.all().stream().map(AttributionMethod::id).iterator();
    }
  }

  @Override
  public Integer call() {
    AttributionMethod chosen = InvalidInputException.within("--method", () -> Methods.of(method));
    requireMeaning(chosen);
    AttributionOptions options = options(chosen);
    options.check(chosen);
    inputs.checkBaseline(chosen);
    OutputFile.check("--out", out);
    MemoryBudget budget = memory.budget();
    long began = System.nanoTime();
    NetworkPrograms programs =
        new NetworkPrograms(model.load(main), PassedAudits.ofEnvironment(), "MODEL", true);
    NamedInputs loaded = inputs.read(programs, chosen);
    Result result;
    try (StageBar bar = StageBar.of(quiet)) {
      result = new BatchAttribution(programs, chosen, options, budget, bar).of(loaded);
    }
    boolean split = result.program().inputs().size() > 1 && !chosen.scoresLayer();
    List<ProgramInput> parts = split ? result.program().inputs() : List.of();
    write(out, result.array(), parts);
    Path errorFile = standardErrors;
    Tensor errors = result.standardErrors();
    if (errorFile != null && errors != null) {
      write(errorFile, errors, parts);
    }
    double seconds = (System.nanoTime() - began) / NANOSECONDS;
    spec.commandLine()
        .getOut()
        .println(RecordJson.line(Line.of(method, result, words(chosen, result), seconds)));
    main.warn(result.warnings());
    return 0;
  }

  /** The score of each word, where the result is one number for each of the input's. */
  private @Nullable List<WordScore> words(AttributionMethod chosen, Result result) {
    TokenizedText text = inputs.text().orElse(null);
    Tensor values = result.rows().get(0).values();
    boolean ofInput = Arrays.equals(values.shape(), result.program().inputShape());
    if (text == null || chosen.scoresLayer() || !ofInput) {
      return null;
    }
    double[] sums = text.sums(values);
    List<WordScore> words = new ArrayList<>();
    for (InputScale.Word word : text.words()) {
      words.add(new WordScore(word.text(), word.from(), word.to(), sums[words.size()]));
    }
    return words;
  }

  /** A word, its first token, the one behind its last, and the sum of their attributions. */
  private record WordScore(String word, int from, int to, double score) {}

  private AttributionOptions options(AttributionMethod chosen) {
    return new AttributionOptions(
        InvalidInputException.within("--objective", () -> Objective.parse(objective)),
        layer,
        InvalidInputException.within(
            "--neuron", () -> neurons.stream().map(Neuron::parse).toList()),
        region,
        Path.of(""),
        path.options(precision),
        path.through(),
        precision,
        null,
        labels,
        smoothing(chosen));
  }

  /** One file, or of a network with several inputs one for each of them, with its name in it. */
  private void write(Path file, Tensor array, List<ProgramInput> parts) {
    if (parts.isEmpty()) {
      Npy.write(file, array, precision);
    }
    for (ProgramInput part : parts) {
      Npy.write(InputFiles.named(file, part.name()), part.part(array), precision);
    }
  }

  private @Nullable Smoothing smoothing(AttributionMethod method) {
    Path file = standardErrors;
    String text = smooth;
    if (file != null && text == null && !method.needs(Need.DRAWS)) {
      throw InvalidInputException.of(
          "--standard-error",
          "is known of means over draws or samples",
          this.method,
          "choose expected-gradients or give --smooth");
    }
    OutputFile.check("--standard-error", file);
    return text == null
        ? null
        : InvalidInputException.within("--smooth", () -> Smoothing.parse(text));
  }

  /** Refuses what the method does not look at. */
  private void requireMeaning(AttributionMethod chosen) {
    refuse("--layer", chosen.needs(Need.LAYER), layer);
    refuse("--neuron", chosen.needs(Need.NEURONS), neurons.isEmpty() ? null : neurons.get(0));
    refuse(
        "--through",
        chosen.needs(Need.DIRECTION),
        path.through().isEmpty() ? null : path.through().get(0));
    refuse("--region", chosen.needs(Need.REGION), region);
  }

  private void refuse(String option, boolean meaning, @Nullable String value) {
    if (!meaning && value != null) {
      throw InvalidInputException.of(
          option, "has no meaning for " + method, "'" + value + "'", "leave it out");
    }
  }

  /** The line that is printed: numbers of one example as they are, of several as lists. */
  private record Line(
      String method,
      Object sum,
      Object atInput,
      Object atBaseline,
      Object completenessError,
      Object nodes,
      Passes passes,
      @Nullable Object standardError,
      MemoryUse memory,
      Object errorEstimate,
      @Nullable Object classIndex,
      @Nullable Object className,
      @Nullable List<WordScore> words,
      double seconds) {

    static Line of(String method, Result result, @Nullable List<WordScore> words, double seconds) {
      return new Line(
          method,
          each(result, row -> row.values().sum()),
          each(result, Row::atInput),
          each(result, Row::atBaseline),
          each(result, Row::completenessError),
          each(result, Row::nodes),
          result.passes(),
          result.standardErrors() == null ? null : each(result, Line::standardError),
          result.memory(),
          each(result, Row::errorEstimate),
          ofClass(result, Readout::index),
          ofClass(result, Readout::label),
          words,
          Double.parseDouble(String.format(Locale.ROOT, "%.3f", seconds)));
    }

    /** What is known of the class, where the objective has one. */
    private static @Nullable Object ofClass(Result result, Function<Readout, Object> known) {
      boolean hasClass = result.rows().get(0).readout().hasClass();
      return hasClass ? each(result, row -> known.apply(row.readout())) : null;
    }

    private static @Nullable Object standardError(Row row) {
      return row.spread() == null ? null : row.spread().ofSum();
    }

    private static Object each(Result result, Function<Row, @Nullable Object> number) {
      List<@Nullable Object> numbers = result.rows().stream().map(number).toList();
      Object only = numbers.get(0);
      return numbers.size() == 1 && only != null ? only : numbers;
    }
  }
}
