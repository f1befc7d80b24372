package org.conductance4j;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.IntegratedGradients;
import org.conductance4j.attribution.method.Methods;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.method.Smoothing;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.path.Spread;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.experiment.batch.AttributionOptions;
import org.conductance4j.experiment.batch.BatchAttribution;
import org.conductance4j.experiment.batch.BatchQuestions;
import org.conductance4j.experiment.batch.NamedInputs;
import org.conductance4j.experiment.batch.NetworkPrograms;
import org.conductance4j.pruning.Plan;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a network: one scalar F at some examples x, seen from a baseline x′, and where
 * it comes from. Immutable: each method returns another question. Texts are those of the command
 * line.
 *
 * <p>Results are those of the command {@code attribute}. What a method does not use, such as the
 * region for {@code layer-conductance}, is ignored.
 */
public final class Question {

  private final NetworkPrograms programs;
  private final NamedInputs inputs;
  private final Objective objective;
  private final @Nullable Path classNames;

  // Set in new copies alone.
  private @Nullable String layer;
  private List<Neuron> neurons = List.of();
  private @Nullable String region;
  private @Nullable String baseline;
  private @Nullable Tensor given;
  private Set<String> held = Set.of();
  private PathOptions path = PathOptions.adaptive();
  private Precision precision = Precision.FLOAT32;
  private @Nullable Integer batch;
  private @Nullable Smoothing smoothing;

  Question(
      NetworkPrograms programs,
      NamedInputs inputs,
      Objective objective,
      @Nullable Path classNames) {
    this.programs = programs;
    this.inputs = inputs;
    this.objective = objective;
    this.classNames = classNames;
    questions(new IntegratedGradients()).checkObjective();
  }

  private Question with(Consumer<Question> change) {
    Question copy = new Question(this);
    change.accept(copy);
    return copy;
  }

  private Question(Question other) {
    this.programs = other.programs;
    this.inputs = other.inputs;
    this.objective = other.objective;
    this.classNames = other.classNames;
    this.layer = other.layer;
    this.neurons = other.neurons;
    this.region = other.region;
    this.baseline = other.baseline;
    this.given = other.given;
    this.held = other.held;
    this.path = other.path;
    this.precision = other.precision;
    this.batch = other.batch;
    this.smoothing = other.smoothing;
  }

  /**
   * {@return this question at a layer, whose neurons are scored}
   *
   * @param newLayer its name
   * @throws InvalidInputException if there is no such layer; near matches are shown
   */
  public Question at(String newLayer) {
    Question copy = new Question(this);
    copy.layer = newLayer;
    copy.neurons = List.of();
    copy.checked().layer();
    return copy;
  }

  /**
   * {@return this question about some neurons of the layer, for the methods {@code neuron-...}}
   *
   * @param indices each a neuron's index on every axis of the layer, such as {@code 17,12,9}
   * @throws InvalidInputException if there is no layer or no such neuron in it
   */
  public Question neurons(String... indices) {
    Question copy = new Question(this);
    copy.neurons =
        InvalidInputException.within(
            "neuron", () -> Arrays.stream(indices).map(Neuron::parse).toList());
    copy.needLayer();
    return copy;
  }

  /**
   * {@return this question about the part that comes from a region of the input}
   *
   * @param newRegion {@code box:ROW0,ROW1,COLUMN0,COLUMN1}, {@code polygon:r,c;r,c;r,c}, {@code
   *     range:FROM,TO}, {@code mask:FILE}, {@code not:R} or {@code R+R}; {@code grid:ROWSxCOLUMNS}
   *     and {@code labels:FILE} are many regions; {@code INPUT/} in front names one of several
   *     inputs
   * @throws InvalidInputException if the text has another form, or the region is empty or leaves
   *     the input
   */
  public Question within(String newRegion) {
    Question copy = new Question(this);
    copy.region = newRegion;
    copy.checked().regions();
    return copy;
  }

  /**
   * {@return this question from another baseline}
   *
   * @param text {@code black}, {@code white}, {@code constant:V}, {@code blur:SIGMA}, {@code
   *     uniform:SEED}, {@code gaussian:SIGMA,SEED}, {@code maximum-distance} or a file; for {@code
   *     expected-gradients} also {@code draws:N;B}
   * @throws InvalidInputException if the text has another form
   */
  public Question baseline(String text) {
    Question copy = new Question(this);
    InvalidInputException.within("baseline", () -> BaselineDraws.parse(text));
    copy.baseline = text;
    copy.given = null;
    return copy;
  }

  /**
   * {@return this question from given baselines of the network's only input}
   *
   * @param batchOfBaselines (1 or example, shape of one example): one for all examples, or one for
   *     each; for {@code expected-gradients} all of them are the draws
   * @throws InvalidInputException if the network has several inputs
   */
  public Question baseline(Tensor batchOfBaselines) {
    List<String> names = programs.network().inputNames();
    if (names.size() > 1) {
      throw InvalidInputException.of(
          "baseline", "needs a network of one input", "the inputs " + names, "give a text");
    }
    Question copy = new Question(this);
    copy.baseline = null;
    copy.given = batchOfBaselines;
    return copy;
  }

  /**
   * {@return this question with inputs that stay as they are, while the path moves the others}
   *
   * @param names of inputs of the network
   * @throws InvalidInputException if there is no such input
   */
  public Question hold(String... names) {
    List<String> known = programs.network().inputNames();
    for (String name : names) {
      if (!known.contains(name)) {
        throw NearMatches.unknown("hold", name, known);
      }
    }
    return with(copy -> copy.held = Set.of(names));
  }

  /**
   * {@return this question by a rule with a number of steps}
   *
   * @param rule {@code left}, {@code right}, {@code midpoint}, {@code trapezoid}, {@code
   *     gauss-legendre}, {@code published}, or {@code adaptive}, for which it is the largest number
   * @param steps number of path nodes; up to 64 are computed in float64
   * @throws InvalidInputException if there is no such rule or the number is out of range
   */
  public Question rule(String rule, int steps) {
    PathRule parsed = InvalidInputException.within("rule", () -> PathRule.parse(rule));
    return path(PathOptions.fixed(parsed, steps));
  }

  /**
   * {@return this question by the adaptive rule, which is the default with 1e-3}
   *
   * @param tolerance error at which it stops, as a part of |F(x) − F(x′)|
   * @throws InvalidInputException if it does not lie between 0 and 1
   */
  public Question tolerance(double tolerance) {
    return path(PathOptions.adaptive(tolerance));
  }

  /**
   * {@return this question by the adaptive rule with a budget}
   *
   * @param passes forward and backward passes that are made in all
   * @throws InvalidInputException if the number is not positive
   */
  public Question passes(long passes) {
    return path(PathOptions.budget(passes));
  }

  /**
   * {@return this question with other path options}
   *
   * @param newPath how the path integral is computed, and where the path leads
   */
  public Question path(PathOptions newPath) {
    return with(copy -> copy.path = newPath);
  }

  /**
   * {@return this question in another precision}. The default is float32. Single gradients and up
   * to 64 fixed path nodes are computed in float64 either way.
   *
   * @param newPrecision what is computed in
   */
  public Question precision(Precision newPrecision) {
    return with(copy -> copy.precision = newPrecision);
  }

  /**
   * {@return this question with another limit on the memory of a pass}
   *
   * @param nodes number of path nodes that go through the network together at most
   * @throws InvalidInputException if it is below 1
   */
  public Question batch(int nodes) {
    if (nodes < 1) {
      throw InvalidInputException.of("batch", "must be at least 1", nodes, "8 is common");
    }
    return with(copy -> copy.batch = nodes);
  }

  /**
   * {@return this question as the mean over inputs with Gaussian noise (SmoothGrad)}
   *
   * @param text {@code SAMPLES,SIGMA} or {@code SAMPLES,SIGMA,SEED}; SIGMA in pixel values for a
   *     picture, in the array's own units for an array
   * @throws InvalidInputException if the text has another form
   */
  public Question smooth(String text) {
    return with(
        copy ->
            copy.smoothing = InvalidInputException.within("smooth", () -> Smoothing.parse(text)));
  }

  /**
   * {@return scores of the only example}
   *
   * @param method its id, such as {@code regional-conductance}
   * @throws InvalidInputException if there is no such method, it lacks a layer, neuron or region,
   *     there are several examples, or the network fails its audit
   */
  public Attribution attribute(String method) {
    requireOne("call attributeAll");
    return attributeAll(method).get(0);
  }

  /**
   * {@return scores of each example, with the same bits as one by one}
   *
   * @param method its id, such as {@code layer-conductance}
   * @throws InvalidInputException if there is no such method, it lacks a layer, neuron or region,
   *     or the network fails its audit
   */
  public List<Attribution> attributeAll(String method) {
    AttributionMethod chosen = Methods.of(method);
    path.checked(precision);
    BatchAttribution.Result result =
        new BatchAttribution(
                programs, chosen, options(chosen), MemoryBudget.free(), ProgressListener.SILENT)
            .of(from(chosen));
    Program program = result.program();
    Layer scored = chosen.scoresLayer() ? needLayer() : null;
    List<String> axes = scored == null ? program.inputAxes() : program.axes(scored);
    return result.rows().stream()
        .map(
            row -> {
              Spread spread = row.spread();
              return new Attribution(
                  method,
                  scored,
                  named(row.values(), axes, chosen),
                  row.atInput(),
                  row.atBaseline(),
                  row.completenessError(),
                  row.nodes(),
                  row.errorEstimate(),
                  spread == null ? null : named(spread.standardError(), axes, chosen),
                  Stream.concat(result.notes().stream(), row.warnings().stream()).toList(),
                  program.inputs());
            })
        .toList();
  }

  /** Several neurons or regions have an axis in front. */
  private static Tensor named(Tensor values, List<String> axes, AttributionMethod method) {
    if (values.rank() == axes.size() || axes.isEmpty()) {
      return values.withAxes(axes);
    }
    String first = method.needs(Need.NEURONS) ? "neuron" : "region";
    return values.withAxes(Stream.concat(Stream.of(first), axes.stream()).toList());
  }

  /**
   * Integrated gradients of the input and, at a layer, its conductance, in one pass over the path.
   *
   * @return the map, the layer's and the regions' scores, their sums and residuals
   * @throws InvalidInputException if there are several examples, or the network fails its audit
   */
  public Explanation explain() {
    ResolvedQuestion question = only();
    Set<Part> parts = EnumSet.of(Part.INPUT);
    if (question.layer() != null) {
      parts.add(Part.LAYER);
    }
    if (question.layer() != null && !question.regions().isEmpty()) {
      parts.add(Part.REGIONS);
    }
    return PathAttribution.explain(question, parts, ProgressListener.SILENT);
  }

  /**
   * The same question to the network without some neurons of the layer.
   *
   * @param plan what is pruned there, such as {@link Attribution#top}
   * @return the pruned network's F, map of the input, and share of each region
   * @throws InvalidInputException if there is no layer, several examples, or the plan does not fit
   *     the layer
   */
  public Explanation pruned(Plan plan) {
    Layer at = needLayer();
    if (plan.units() != at.neurons()) {
      throw InvalidInputException.of(
          "plan",
          "must be made for layer '" + at.name() + "' of " + at.neurons() + " neurons",
          "one for " + plan.units(),
          "take the top of this layer's scores");
    }
    ResolvedQuestion question = only();
    try (Hooks hooks = Hooks.on(question.program()).transform(at.name(), plan.transform())) {
      ResolvedQuestion pruned = question.withProgram(hooks.program());
      return PathAttribution.explain(pruned, EnumSet.of(Part.INPUT), ProgressListener.SILENT);
    }
  }

  private ResolvedQuestion only() {
    requireOne("ask about one of them");
    path.checked(precision);
    return questions(new IntegratedGradients()).of(0);
  }

  private void requireOne(String remedy) {
    int examples = checked().size();
    if (examples > 1) {
      throw InvalidInputException.of("input", "must be one example", examples, remedy);
    }
  }

  private Layer needLayer() {
    Layer at = checked().layer();
    if (at == null) {
      throw InvalidInputException.of(
          "layer", "is needed", "none", "choose one of the network's layers");
    }
    return at;
  }

  /** The question with all its parts, for checks. */
  private BatchQuestions checked() {
    NamedInputs plain =
        inputs.with((name, part) -> new NamedInputs.Part(part.loaded(), null, null, asked(name)));
    return new BatchQuestions(programs, new IntegratedGradients(), whole(), plain);
  }

  private NamedInputs.Asked asked(String input) {
    return held.contains(input) ? NamedInputs.Asked.HELD : NamedInputs.Asked.NOTHING;
  }

  private BatchQuestions questions(AttributionMethod method) {
    return new BatchQuestions(programs, method, whole(), from(method));
  }

  private NamedInputs from(AttributionMethod method) {
    return inputs.with(
        (name, part) -> {
          boolean picture = part.loaded().scale() instanceof InputScale.Picture;
          String text = baseline != null ? baseline : picture ? "black" : "constant:0";
          boolean drawn = !held.contains(name) && given == null;
          return new NamedInputs.Part(
              part.loaded(),
              drawn ? parsed(text, method) : null,
              held.contains(name) ? null : given,
              asked(name));
        });
  }

  private static BaselineDraws parsed(String text, AttributionMethod method) {
    return InvalidInputException.within(
        "baseline",
        () ->
            method.needs(Need.DRAWS)
                ? BaselineDraws.parse(text)
                : BaselineDraws.one(Baseline.parse(text)));
  }

  /** What a method uses. */
  private AttributionOptions options(AttributionMethod method) {
    Question used = new Question(this);
    used.layer = method.needs(Need.LAYER) ? layer : null;
    used.neurons = method.needs(Need.NEURONS) ? neurons : List.of();
    used.region = method.needs(Need.REGION) ? region : null;
    return used.whole();
  }

  private AttributionOptions whole() {
    return new AttributionOptions(
        objective,
        layer,
        neurons,
        region,
        Path.of(""),
        path,
        List.of(),
        precision,
        batch,
        classNames,
        smoothing);
  }
}
