package org.conductance4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Methods;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.method.Smoothing;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.ProgramInput;
import org.conductance4j.experiment.batch.AttributionOptions;
import org.conductance4j.experiment.batch.BatchAttribution;
import org.conductance4j.experiment.batch.NamedInputs;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.Preprocessing;
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

  @Option(
      names = "--input",
      required = true,
      paramLabel = "X",
      description =
          "A .npy array with a leading batch axis, or a picture; NAME=X for each input of a network"
              + " that has several.")
  private List<String> inputs = List.of();

  @Option(
      names = "--objective",
      required = true,
      paramLabel = "O",
      description =
          "What is explained: probability:C, logit:C, log-probability:C or margin:C,D; C is an"
              + " index, a name or 'predicted'; OUTPUT/ before it names one of several outputs.")
  private String objective = "";

  @Option(
      names = "--method",
      required = true,
      paramLabel = "ID",
      description =
          "gradient, gradient-times-input, integrated-gradients, expected-gradients,"
              + " layer-conductance, regional-conductance, internal-influence,"
              + " layer-integrated-gradients, layer-gradient-times-activation,"
              + " neuron-integrated-gradients or neuron-conductance.")
  private String method = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.npy",
      description = "The attributions, with a leading batch axis.")
  private Path out = Path.of("");

  @Option(
      names = "--baseline",
      paramLabel = "B",
      description =
          "Where the path begins: black, white, constant:V, blur:SIGMA, uniform:SEED,"
              + " gaussian:SIGMA,SEED, maximum-distance or a file; for expected-gradients also"
              + " draws:N;B (default: black for a picture, constant:0 for an array); NAME=B for one"
              + " of several inputs.")
  private List<String> baselines = List.of();

  @Option(
      names = "--hold",
      paramLabel = "NAME",
      description = "An input that stays as it is, while the path moves the others.")
  private List<String> held = List.of();

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
          "box:ROW0,ROW1,COLUMN0,COLUMN1, polygon:r,c;r,c;..., range:FROM,TO (features or time"
              + " steps), mask:FILE, not:R, or R+R; with grid:ROWSxCOLUMNS or labels:FILE.npy many"
              + " regions, and the result has an axis of regions.")
  private @Nullable String region;

  @Mixin private PathArguments path = new PathArguments();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "float32 or float64 (default: float32; up to 64 fixed nodes, and single gradients, are computed in"
              + " float64 either way).")
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

  @Override
  public Integer call() throws JsonProcessingException {
    AttributionMethod chosen = chosenMethod();
    Objective what = InvalidInputException.within("--objective", () -> Objective.parse(objective));
    PathOptions way = path.options(precision);
    NamedInputs.BaselineReader reader = (text, file) -> baseline(chosen, text, file);
    String first = baselines.size() == 1 && !baselines.get(0).contains("=") ? baselines.get(0) : "";
    BaselineDraws from =
        InvalidInputException.within(
            "--baseline", () -> reader.read(first.isEmpty() ? null : first, Path.of("x.npy")));
    Smoothing smoothing = smoothing(chosen);
    List<Neuron> chosenNeurons =
        InvalidInputException.within(
            "--neuron", () -> neurons.stream().map(Neuron::parse).toList());
    OutputFile.check("--out", out);
    MemoryBudget budget = memory.budget();
    long began = System.nanoTime();
    LoadedNetwork network = model.load(main);
    Preprocessing preprocessing = Inputs.preprocessing(network);
    NamedInputs loaded =
        NamedInputs.read(
            network.inputNames(), inputs, baselines, Set.copyOf(held), reader, preprocessing);
    AttributionOptions options =
        new AttributionOptions(
            chosen,
            what,
            from,
            new AttributionOptions.Place(layer, chosenNeurons, region),
            Path.of(""),
            way,
            precision,
            labels,
            smoothing,
            path.through());
    BatchAttribution.Result result;
    try (StageBar bar = StageBar.of(quiet)) {
      result =
          new BatchAttribution(network, options, budget, bar)
              .owningNetwork()
              .of(loaded, preprocessing);
    }
    boolean split = result.inputs().size() > 1 && !chosen.scoresLayer();
    write(out, result.array(), split ? result.inputs() : List.of());
    Path errorFile = standardErrors;
    Tensor errors = result.standardErrors();
    if (errorFile != null && errors != null) {
      write(errorFile, errors, split ? result.inputs() : List.of());
    }
    double seconds = (System.nanoTime() - began) / NANOSECONDS;
    spec.commandLine().getOut().println(json(result, seconds));
    main.warn(result.warnings());
    return 0;
  }

  /** One file, or of a network with several inputs one for each of them, with its name in it. */
  private void write(Path file, Tensor array, List<ProgramInput> parts) {
    if (parts.isEmpty()) {
      Npy.write(file, array, precision);
    }
    for (ProgramInput part : parts) {
      Npy.write(InputFiles.named(file, part.name()), InputFiles.part(array, part), precision);
    }
  }

  private static BaselineDraws baseline(
      AttributionMethod method, @Nullable String given, Path input) {
    String text = given != null ? given : Inputs.isArray(input) ? "constant:0" : "black";
    return method.needs(Need.DRAWS)
        ? BaselineDraws.parse(text)
        : BaselineDraws.one(Baseline.parse(text));
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
    if (file != null) {
      OutputFile.check("--standard-error", file);
    }
    return text == null
        ? null
        : InvalidInputException.within("--smooth", () -> Smoothing.parse(text));
  }

  private AttributionMethod chosenMethod() {
    AttributionMethod chosen = InvalidInputException.within("--method", () -> Methods.of(method));
    require("--layer", chosen.needs(Need.LAYER), layer, "choose one of 'layers MODEL'");
    String first = neurons.isEmpty() ? null : neurons.get(0);
    require(
        "--neuron", chosen.needs(Need.NEURONS), first, "its index on each axis, such as 17,12,9");
    if (!chosen.needs(Need.DIRECTION) && !path.through().isEmpty()) {
      require("--through", false, path.through().get(0), "");
    }
    require("--region", chosen.needs(Need.REGION), region, "such as box:45,90,100,130");
    return chosen;
  }

  private void require(String option, boolean needed, @Nullable String value, String remedy) {
    if (needed && value == null) {
      throw InvalidInputException.of(option, "is needed by " + method, "none", remedy);
    }
    if (!needed && value != null) {
      throw InvalidInputException.of(
          option, "has no meaning for " + method, "'" + value + "'", "leave it out");
    }
  }

  /** Numbers of one example as they are, of several as lists. */
  private String json(BatchAttribution.Result result, double seconds)
      throws JsonProcessingException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("method", method);
    line.put("sum", each(result, BatchAttribution.Row::sum));
    line.put("at_input", each(result, BatchAttribution.Row::atInput));
    line.put("at_baseline", each(result, BatchAttribution.Row::atBaseline));
    line.put("completeness_error", each(result, BatchAttribution.Row::completenessError));
    line.put("nodes", each(result, BatchAttribution.Row::nodes));
    Map<String, Object> passes = new LinkedHashMap<>();
    passes.put("forward", result.passes().forward());
    passes.put("vjp", result.passes().vjp());
    passes.put("jvp", result.passes().jvp());
    line.put("passes", passes);
    if (result.standardErrors() != null) {
      line.put("standard_error", each(result, BatchAttribution.Row::standardError));
    }
    Map<String, Object> bytes = new LinkedHashMap<>();
    bytes.put("limit", result.memory().limit());
    bytes.put("planned", result.memory().planned());
    bytes.put("peak", result.memory().peak());
    line.put("memory", bytes);
    line.put("error_estimate", each(result, BatchAttribution.Row::errorEstimate));
    line.put("seconds", Double.parseDouble(String.format(Locale.ROOT, "%.3f", seconds)));
    return new ObjectMapper().writeValueAsString(line);
  }

  private static Object each(
      BatchAttribution.Result result, Function<BatchAttribution.Row, @Nullable Object> number) {
    List<@Nullable Object> numbers = result.rows().stream().map(number).toList();
    return numbers.size() == 1 ? numbers.get(0) : numbers;
  }
}
