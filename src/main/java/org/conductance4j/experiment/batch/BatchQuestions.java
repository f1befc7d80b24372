package org.conductance4j.experiment.batch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.frontend.InputRoles;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.input.SentenceVector;
import org.conductance4j.experiment.input.Tokenizer;
import org.conductance4j.model.Labels;
import org.jspecify.annotations.Nullable;

/** The questions about a batch of examples: one each, checked against the network. */
public final class BatchQuestions {

  /** Up to so many points of a path the gradient at each of them is worth passes of 64 bits. */
  private static final int FEW_NODES = 64;

  /**
   * Points at a time in 64 bits: two for each core are as fast as more, whose buffers are twice as
   * large as those of 32 bits.
   */
  private static final int DOUBLE_BATCH =
      Math.min(ResolvedQuestion.DEFAULT_BATCH, 2 * Runtime.getRuntime().availableProcessors());

  private final NetworkPrograms programs;
  private final AttributionMethod method;
  private final AttributionOptions options;
  private final NamedInputs inputs;
  private final NamedInputs given;
  private final List<String> labels;
  private final ExampleFiles files;
  private Program plain;
  private Program program;
  private int current;

  /**
   * Lowers the network for the examples' shape.
   *
   * @param programs of the network
   * @param method what is computed
   * @param options what is asked
   * @param inputs the examples
   * @throws InvalidInputException if the network cannot be lowered for these inputs, or the labels
   *     do not fit it
   */
  public BatchQuestions(
      NetworkPrograms programs,
      AttributionMethod method,
      AttributionOptions options,
      NamedInputs inputs) {
    this.programs = programs;
    this.method = method;
    this.options = options;
    InputRoles roles = inputs.roles(programs.network());
    this.inputs = inputs.only(roles.explained());
    this.given = inputs.only(roles.given());
    this.plain = lowered(0);
    this.program = headed();
    this.labels = labels(program);
    this.files = new ExampleFiles(options.folder(), programs.preprocessing(), size());
  }

  /** {@return the number of examples} */
  public int size() {
    return inputs.examples().size();
  }

  private Program lowered(int example) {
    return programs.lowered(
        precision(), inputs.shapes(), given.values(example), options.objective().output());
  }

  private Program headed() {
    return InvalidInputException.within(
        "objective", () -> options.objective().headed(programs.hooked(plain)));
  }

  /** Lowers the network for the given inputs of another example, if they differ. */
  private void moveTo(int example) {
    if (!isAlike(current, example)) {
      plain = lowered(example);
      program = headed();
    }
    current = example;
  }

  /**
   * Whether two examples are asked of the same program: what is not explained is alike.
   *
   * @param one an example, from 0
   * @param other an example, from 0
   */
  boolean isAlike(int one, int other) {
    return given.values(one).equals(given.values(other));
  }

  /** {@return the network with its hooks, up to the output that is read} */
  public Program program() {
    return program;
  }

  /**
   * 64 bits where gradients are few, whatever was asked for: rounding can flip a ReLU, which would
   * show in the result.
   */
  Precision precision() {
    PathOptions path = options.path();
    boolean few = path.rule() != PathRule.ADAPTIVE && path.nodes() <= FEW_NODES;
    boolean each = few || !method.needs(Need.NODES);
    return each && options.smoothing() == null ? Precision.FLOAT64 : options.precision();
  }

  /** No more points at a time than there are: each of a batch is computed, asked for or not. */
  private int rows() {
    Integer given = options.batch();
    if (given != null) {
      return given;
    }
    PathOptions path = options.path();
    boolean searches = method.needs(Need.NODES) && path.rule() == PathRule.ADAPTIVE;
    int most = precision() == Precision.FLOAT64 ? DOUBLE_BATCH : ResolvedQuestion.DEFAULT_BATCH;
    if (searches || options.smoothing() != null || method.needs(Need.DRAWS)) {
      return most;
    }
    long points = method.needs(Need.NODES) ? (long) path.nodes() * size() : 1;
    return (int) Math.min(most, points);
  }

  private List<String> labels(Program read) {
    Path file = options.labels();
    return file == null
        ? List.of()
        : InvalidInputException.within("labels", () -> Labels.read(file, read.classes()));
  }

  /**
   * The question about one example. The first one is asked after the network's audit.
   *
   * @param example from 0
   * @return the question
   * @throws InvalidInputException if the options fit neither network nor example, or the network
   *     fails its audit
   */
  public ResolvedQuestion of(int example) {
    moveTo(example);
    Tensor x = input(example);
    List<Tensor> baselines = InvalidInputException.within("baseline", () -> baselines(example));
    ResolvedQuestion question =
        ResolvedQuestion.of(program, readout(x), x, baselines.get(0))
            .withDraws(method.needs(Need.DRAWS) ? baselines : List.of())
            .withPath(options.path())
            .withBatch(rows());
    Layer layer = layer();
    if (layer != null) {
      question = question.withLayer(layer).withNeurons(options.neurons());
    }
    question = question.withRegions(regions());
    if (example == 0) {
      programs.audit(plain, inputs.examples().get(example), given.values(example));
    }
    return options.through().isEmpty() ? question : question.withPath(path(example));
  }

  private Tensor input(int example) {
    return InvalidInputException.within(
        "input", () -> program.assemble(inputs.examples().get(example)));
  }

  private Readout readout(Tensor x) {
    return InvalidInputException.within(
        "objective",
        () -> options.objective().resolve(program, labels, x.toArray(), this::sentence));
  }

  /** The network's output for another sentence. */
  private Tensor sentence(String file) {
    Tokenizer tokenizer =
        inputs
            .tokenizer()
            .orElseThrow(
                () ->
                    InvalidInputException.of(
                        "objective",
                        "compares with a sentence only where the input is one",
                        file,
                        "give a .npy"));
    return SentenceVector.of(
        programs.network(), tokenizer, options.objective(), options.folder().resolve(file));
  }

  /**
   * Checks that the objective's classes exist.
   *
   * @throws InvalidInputException if one does not, or the first example does not fit the network
   */
  public void checkObjective() {
    readout(input(0));
  }

  /**
   * The layer, with its neurons checked.
   *
   * @return the layer; null for the input alone
   * @throws InvalidInputException if the network has no such layer or the layer no such neuron
   */
  public @Nullable Layer layer() {
    String name = options.layer();
    if (name == null) {
      return null;
    }
    Layer layer =
        InvalidInputException.within(
            "layer", () -> program.layer(programs.network().layerName(name)));
    for (Neuron neuron : options.neurons()) {
      InvalidInputException.within("neuron", () -> neuron.place(layer));
    }
    return layer;
  }

  /**
   * The regions.
   *
   * @return those of the input whose share is wanted; may be empty
   * @throws InvalidInputException if their text has another form, or one is empty or leaves the
   *     input
   */
  public List<Region> regions() {
    String region = options.region();
    return region == null
        ? List.of()
        : InvalidInputException.within(
            "region", () -> InputRegions.parse(program, inputs.scale(), region, options.folder()));
  }

  /** The path options with what the path leads through. */
  private PathOptions path(int example) {
    List<Tensor> places =
        options.through().stream()
            .map(
                file ->
                    InvalidInputException.within(
                        "through", () -> Inputs.embedded(program, files.of(file, example))))
            .toList();
    return options.path().through(places);
  }

  /** Baselines of all inputs together; an input that is fixed is its own. */
  private List<Tensor> baselines(int example) {
    List<List<Tensor>> drawn = new ArrayList<>();
    for (int k = 0; k < inputs.parts().size(); k++) {
      drawn.add(baselines(k, example));
    }
    int draws = drawn.stream().mapToInt(List::size).max().orElseThrow();
    for (List<Tensor> own : drawn) {
      if (own.size() != 1 && own.size() != draws) {
        throw InvalidInputException.of(
            "baseline",
            "needs equally many draws of each input",
            own.size() + " beside " + draws,
            "give each the same number");
      }
    }
    return IntStream.range(0, draws)
        .mapToObj(
            draw ->
                program.assemble(
                    drawn.stream().map(own -> own.get(own.size() == 1 ? 0 : draw)).toList()))
        .toList();
  }

  private List<Tensor> baselines(int input, int example) {
    NamedInputs.Part part = inputs.parts().get(input);
    Tensor x = program.lookUp(input, inputs.examples().get(example).get(input));
    Tensor given = part.given();
    if (given != null) {
      return lookedUp(input, Inputs.examples(given, "baseline"), "baseline", example);
    }
    return part.baseline() == null
        ? List.of(x)
        : part.baseline()
            .of(x, part.loaded().scale(), file -> lookedUp(input, files.all(file), file, example));
  }

  /** Every one of several examples for a method that takes draws, the example's own for another. */
  private List<Tensor> lookedUp(int input, List<Tensor> all, String where, int example) {
    List<Tensor> own = method.needs(Need.DRAWS) ? all : List.of(files.pick(all, where, example));
    return own.stream().map(one -> program.lookUp(input, one)).toList();
  }
}
