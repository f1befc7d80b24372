package org.conductance4j.attribution.question;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.Identified;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Section;

/**
 * What a user asks to be explained: {@code probability:C}, {@code logit:C}, {@code
 * log-probability:C} or {@code margin:C,D}, where C and D are class indices, class names or {@code
 * predicted}; or {@code softmax:C}, {@code sigmoid:C}, {@code token:ID}, {@code element:I,J,...} or
 * {@code cosine:FILE}, or {@code cosine:text:FILE} with a sentence. Of outputs over time it reads
 * the last time step, or step T with {@code @T} at the end. Of a network with several outputs it
 * reads the first, or OUTPUT with {@code OUTPUT/} before it. It becomes a {@link Readout} once the
 * network and its labels are known.
 *
 * @param kind what is read
 * @param classes the text after the colon, without the time step
 * @param step the time step from 0, empty for the last one and for outputs without time
 * @param output name of the network's output that is read, empty for its first
 */
public record Objective(Kind kind, String classes, OptionalInt step, Optional<String> output) {

  /** What is read of a class. */
  public enum Kind implements Identified {
    /** The value after the last softmax or sigmoid. */
    PROBABILITY,
    /** The value before the last softmax or sigmoid. */
    LOGIT,
    /** The natural logarithm of the probability. */
    LOG_PROBABILITY,
    /** The logit of one class less that of another. */
    MARGIN,
    /** The probability by a softmax over a linear output. */
    SOFTMAX,
    /** The probability by a sigmoid of a linear output. */
    SIGMOID,
    /** The probability of the next token, at the last step of a causal network. */
    TOKEN,
    /** One element of the output, whatever its shape. */
    ELEMENT,
    /** The cosine of the angle between the output and a stored vector. */
    COSINE
  }

  /** Before the file of a sentence that the output is compared with. */
  private static final String TEXT = "text:";

  /** How the label of an element begins. */
  static final String ELEMENT = "element ";

  private static final String PREDICTED = "predicted";

  /** OUTPUT/, which may hold slashes and colons itself, then the kind and what it reads. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?:|(.*?)/)\\s*(probability|logit|log-probability|margin|softmax|sigmoid|token|element"
              + "|cosine)\\s*(?::(.*))?",
          Pattern.DOTALL);

  private static final Pattern AT_STEP = Pattern.compile("(.*)@([0-9]{1,9})", Pattern.DOTALL);

  /**
   * {@return the objective of a text}
   *
   * @param text such as {@code probability:920} or {@code margin:traffic light,background}
   * @throws InvalidInputException if the text has another form
   */
  public static Objective parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw invalid("unknown kind", text);
    }
    Kind kind = Kind.valueOf(form.group(2).toUpperCase(Locale.ROOT).replace('-', '_'));
    String rest = form.group(3) == null ? "" : form.group(3).strip();
    Matcher at = AT_STEP.matcher(rest);
    String classes = at.matches() ? at.group(1).strip() : rest;
    if (classes.isEmpty()) {
      throw invalid("names no class", text);
    }
    if (kind == Kind.MARGIN && !classes.contains(",")) {
      throw invalid("a margin names two classes", text);
    }
    if (kind == Kind.ELEMENT && !classes.matches("\\d{1,9}(\\s*,\\s*\\d{1,9})*")) {
      throw invalid("an element has an index on each axis", text);
    }
    return new Objective(
        kind,
        classes,
        at.matches() ? OptionalInt.of(Integer.parseInt(at.group(2))) : OptionalInt.empty(),
        Optional.ofNullable(form.group(1)).map(String::strip));
  }

  private static InvalidInputException invalid(String rule, String text) {
    return InvalidInputException.of(
        "objective",
        rule,
        "'" + text + "'",
        "write probability:C, logit:C, log-probability:C or margin:C,D, with C a class index, a"
            + " class name or 'predicted', and @T behind it for a time step; or softmax:C,"
            + " sigmoid:C, token:ID, element:I,J,... or cosine:FILE");
  }

  /**
   * {@return what this objective reads of a network's output, with its classes found}
   *
   * @param program the network
   * @param labels a name for each class, or none at all
   * @param input one example, (input's length); not modified; read only where a class is {@code
   *     predicted}
   * @throws InvalidInputException if a class or time step does not exist or the network has no such
   *     value
   */
  public Readout resolve(Program program, List<String> labels, double[] input) {
    return resolve(
        program,
        labels,
        input,
        file -> {
          throw InvalidInputException.of(
              "objective",
              "compares with a sentence only where the input is one",
              "'" + file + "'",
              "store its vector in a .npy");
        });
  }

  /**
   * {@return the same where the input is a sentence, for {@code cosine:text:FILE}}
   *
   * @param program the network
   * @param labels a name for each class, or none at all
   * @param input one example, (input's length); not modified
   * @param sentences gives the network's output for the sentence in a file
   * @throws InvalidInputException as for {@link #resolve(Program, List, double[])}
   */
  public Readout resolve(
      Program program, List<String> labels, double[] input, Function<String, Tensor> sentences) {
    if (kind == Kind.ELEMENT) {
      return element(program);
    }
    if (kind != Kind.PROBABILITY && program.hasSoftmaxAtPositions()) {
      throw InvalidInputException.of(
          "objective",
          kind.id() + " needs an output with one softmax",
          "one at each position",
          "choose probability:C, with C counted over channels, rows and columns");
    }
    int at = step.orElse(Math.max(program.steps() - 1, 0));
    Program read = program.steps() > 0 || step.isPresent() ? program.atStep(at) : program;
    if (kind == Kind.COSINE) {
      return cosine(read, at, sentences);
    }
    Section whole = read.whole(OutputStage.LOGITS);
    double[] logits = new double[Tensor.length(whole.targetShapes().get(0))];
    if (classes.contains(PREDICTED)) {
      try (Evaluator evaluator = whole.bindForward(1)) {
        evaluator.forward(input);
        logits = evaluator.target(0);
      }
    }
    return resolve(program.head(), labels, logits, at);
  }

  /** One element of the output, by its index on each axis or by its place in all of it. */
  private Readout element(Program program) {
    int[] shape = program.outputShape();
    int[] index =
        Arrays.stream(classes.split(",")).map(String::strip).mapToInt(Integer::parseInt).toArray();
    int[] extents = index.length == 1 ? new int[] {Tensor.length(shape)} : shape;
    int place = 0;
    for (int axis = 0; axis < index.length; axis++) {
      if (index.length != extents.length || index[axis] >= extents[axis]) {
        throw InvalidInputException.of(
            "objective",
            "needs an element of the output of shape " + Arrays.toString(shape),
            "element:" + classes,
            "give its index on each axis, from 0");
      }
      place = place * extents[axis] + index[axis];
    }
    int steps = program.steps();
    boolean timeFirst = steps > 0 && !program.outputAxes().get(0).equals("feature");
    int at = steps == 0 ? 0 : timeFirst ? place / program.classes() : place % steps;
    int own = steps == 0 ? place : timeFirst ? place % program.classes() : place / steps;
    return new Readout(
        program.head(), Kind.PROBABILITY, own, own, ELEMENT + classes, at, List.of());
  }

  private Readout cosine(Program read, int at, Function<String, Tensor> sentences) {
    if (read.head() != OutputActivation.IDENTITY) {
      throw InvalidInputException.of(
          "objective",
          "cosine needs a linear output",
          read.head().name().toLowerCase(Locale.ROOT),
          "choose an output without it, with OUTPUT/ in front");
    }
    Tensor stored =
        classes.startsWith(TEXT)
            ? sentences.apply(classes.substring(TEXT.length()))
            : Npy.readFinite(Path.of(classes));
    int length = Tensor.length(read.outputShape());
    double size = Arrays.stream(stored.toArray()).map(x -> x * x).sum();
    if (stored.length() != length || size == 0) {
      throw InvalidInputException.of(
          "objective",
          "cosine needs a vector of the output's " + length + " numbers, not all 0",
          stored.length() != length ? stored : "zeros",
          "store an output of this network");
    }
    List<Double> vector = Arrays.stream(stored.toArray()).boxed().toList();
    return new Readout(OutputActivation.IDENTITY, kind, 0, 0, classes, at, vector);
  }

  /**
   * The network with what makes probabilities of its output, where it ends in logits and this
   * objective asks for a probability.
   *
   * @param program the network, up to the output that this objective reads
   * @return it with a softmax or sigmoid behind its output, or as it is
   * @throws InvalidInputException if the output has another one already, or more axes than classes
   *     and time
   */
  public Program headed(Program program) {
    OutputActivation wanted =
        switch (kind) {
          case PROBABILITY, LOG_PROBABILITY -> program.leftOut();
          case SOFTMAX, TOKEN -> OutputActivation.SOFTMAX;
          case SIGMOID -> OutputActivation.SIGMOID;
          case LOGIT, MARGIN, ELEMENT, COSINE -> OutputActivation.IDENTITY;
        };
    if (wanted == OutputActivation.IDENTITY || wanted == program.head()) {
      return program;
    }
    boolean classified = program.steps() > 0 || program.outputShape().length == 1;
    if (program.head() != OutputActivation.IDENTITY
        || (wanted == OutputActivation.SOFTMAX && !classified)) {
      throw InvalidInputException.of(
          "objective",
          kind.id() + " needs a linear output of classes",
          program.head() != OutputActivation.IDENTITY
              ? "one behind a " + program.head().name().toLowerCase(Locale.ROOT)
              : "the shape " + Arrays.toString(program.outputShape()),
          "choose probability:" + classes);
    }
    return program.withHead(wanted);
  }

  /** What this objective reads, with its classes found by the logits (class) at a time step. */
  Readout resolve(OutputActivation head, List<String> labels, double[] logits, int at) {
    if (kind == Kind.LOG_PROBABILITY && head == OutputActivation.IDENTITY) {
      throw InvalidInputException.of(
          "objective",
          "log-probability needs a network that ends in softmax or sigmoid",
          "a linear output",
          "choose logit:" + classes);
    }
    ClassNames names = new ClassNames(labels, logits.length, Tensor.indexOfLargest(logits));
    if (kind != Kind.MARGIN) {
      int index = names.index(classes);
      boolean probability = kind != Kind.LOGIT && kind != Kind.LOG_PROBABILITY;
      return new Readout(
          head, probability ? Kind.PROBABILITY : kind, index, index, names.label(index), at);
    }
    int[] pair = pair(names);
    return new Readout(
        head, kind, pair[0], pair[1], names.label(pair[0]) + " - " + names.label(pair[1]), at);
  }

  /** Class names may hold commas: takes the first comma that parts two known classes. */
  private int[] pair(ClassNames names) {
    List<int[]> found = new ArrayList<>();
    for (int comma = classes.indexOf(','); comma >= 0; comma = classes.indexOf(',', comma + 1)) {
      String first = classes.substring(0, comma).strip();
      String second = classes.substring(comma + 1).strip();
      if (names.knows(first) && names.knows(second)) {
        found.add(new int[] {names.index(first), names.index(second)});
      }
    }
    if (found.isEmpty()) {
      int comma = classes.indexOf(',');
      names.index(classes.substring(0, comma).strip());
      names.index(classes.substring(comma + 1).strip());
      throw invalid("names no two classes", "margin:" + classes);
    }
    if (found.get(0)[0] == found.get(0)[1]) {
      throw invalid("a margin needs two different classes", "margin:" + classes);
    }
    return found.get(0);
  }

  /**
   * {@return the network up to the output that this objective reads; the program itself where no
   * output is named}
   *
   * @param program the network
   * @throws InvalidInputException if it has no such output
   */
  public Program at(Program program) {
    return output.map(program::atOutput).orElse(program);
  }

  /**
   * {@return a warning of one line if this objective reads the first of several outputs without
   * naming it}
   *
   * @param program the network
   */
  public Optional<String> choice(Program program) {
    List<String> outputs = program.outputs();
    return output.isPresent() || outputs.size() < 2
        ? Optional.empty()
        : Optional.of(
            "the network has the outputs "
                + outputs
                + " and the objective reads '"
                + outputs.get(0)
                + "'; write OUTPUT/ before it to choose");
  }

  /**
   * {@return the network up to what this objective reads: {@link #at} and {@link #headed}}
   *
   * @param program the network
   * @throws InvalidInputException if it has no such output, or none of that kind
   */
  public Program of(Program program) {
    return headed(at(program));
  }

  /**
   * {@return the same objective, whose file counts from a folder}
   *
   * @param folder where relative names count from
   */
  public Objective in(Path folder) {
    if (kind != Kind.COSINE) {
      return this;
    }
    String prefix = classes.startsWith(TEXT) ? TEXT : "";
    Path file = folder.resolve(classes.substring(prefix.length()));
    return new Objective(kind, prefix + file, step, output);
  }

  @Override
  public String toString() {
    return output.map(name -> name + "/").orElse("")
        + kind.id()
        + ":"
        + classes
        + (step.isPresent() ? "@" + step.getAsInt() : "");
  }

  /** Looks classes up by index, name or rank. */
  private record ClassNames(List<String> labels, int classes, int predicted) {

    boolean knows(String text) {
      return find(text) >= 0;
    }

    int index(String text) {
      int found = find(text);
      int another = labels.lastIndexOf(text);
      if (found >= 0 && another > found && text.equals(labels.get(found))) {
        throw InvalidInputException.of(
            "objective",
            "several classes have this name",
            "'" + text + "' for " + found + " and " + another,
            "give the class's index");
      }
      if (found >= 0) {
        return found;
      }
      List<String> near = NearMatches.of(text, labels);
      String remedy =
          near.isEmpty()
              ? "choose an index from 0 to "
                  + (classes - 1)
                  + (labels.isEmpty() ? "" : " or one of the labels")
              : "did you mean '" + String.join("' or '", near) + "'?";
      throw InvalidInputException.of("objective", "no such class", "'" + text + "'", remedy);
    }

    private int find(String text) {
      if (text.equals(PREDICTED)) {
        return predicted;
      }
      int named = labels.indexOf(text);
      if (named >= 0) {
        return named;
      }
      if (!text.isEmpty() && text.length() < 10 && text.chars().allMatch(Character::isDigit)) {
        int index = Integer.parseInt(text);
        return index < classes ? index : -1;
      }
      return -1;
    }

    String label(int index) {
      return index < labels.size() ? labels.get(index) : String.valueOf(index);
    }
  }
}
