package org.conductance4j.attribution.question;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;

/**
 * Where a path begins: {@code black}, {@code white}, {@code constant:V}, {@code blur:SIGMA}, {@code
 * uniform:SEED}, {@code gaussian:SIGMA,SEED}, {@code maximum-distance}, {@code mean} of the table
 * that a row was taken from, {@code pad}, {@code mask} or {@code text:FILE} for a sentence, or a
 * file.
 *
 * <p>For a picture, V and SIGMA of {@code gaussian} are pixel values from 0 to 255, before
 * normalisation, and what leaves that range is clipped; for an array they are in its own units, its
 * range is that of the input's own values, and {@code black} and {@code white} are refused. SIGMA
 * of {@code blur} is in pixels.
 */
public final class Baseline {

  private static final List<String> KINDS =
      List.of(
          "black",
          "white",
          "constant",
          "blur",
          "uniform",
          "gaussian",
          "maximum-distance",
          "mean",
          "pad",
          "mask",
          "text");

  private enum Kind {
    BLACK,
    WHITE,
    CONSTANT,
    BLUR,
    UNIFORM,
    GAUSSIAN,
    MAXIMUM_DISTANCE,
    MEAN,
    TOKENS,
    FILE
  }

  private final String text;
  private final Kind kind;
  private final double number;
  private final long seed;

  private Baseline(String text, Kind kind, double number, long seed) {
    this.text = text;
    this.kind = kind;
    this.number = number;
    this.seed = seed;
  }

  /**
   * {@return the baseline of a text}
   *
   * @param text such as {@code black}, {@code blur:5} or {@code grey.png}
   * @throws InvalidInputException if the text has another form
   */
  public static Baseline parse(String text) {
    String stripped = text.strip();
    int colon = stripped.indexOf(':');
    String name = colon < 0 ? stripped : stripped.substring(0, colon);
    String[] numbers = colon < 0 ? new String[0] : stripped.substring(colon + 1).split(",", -1);
    return switch (name) {
      case "black" -> make(stripped, Kind.BLACK, numbers, 0, 0);
      case "white" -> make(stripped, Kind.WHITE, numbers, 0, 0);
      case "maximum-distance" -> make(stripped, Kind.MAXIMUM_DISTANCE, numbers, 0, 0);
      case "mean" -> make(stripped, Kind.MEAN, numbers, 0, 0);
      case "pad", "mask" -> make(stripped, Kind.TOKENS, numbers, 0, 0);
      case "text" -> new Baseline(stripped, Kind.TOKENS, 0, 0);
      case "constant" -> make(stripped, Kind.CONSTANT, numbers, 1, 0);
      case "blur" -> make(stripped, Kind.BLUR, numbers, 1, 0);
      case "uniform" -> make(stripped, Kind.UNIFORM, numbers, 0, 1);
      case "gaussian" -> make(stripped, Kind.GAUSSIAN, numbers, 1, 1);
      case "draws" ->
          throw InvalidInputException.of(
              "baseline",
              "must be one baseline",
              "'" + stripped + "'",
              "a distribution goes with the method expected-gradients alone");
      default -> file(stripped);
    };
  }

  /** A name with a dot or a slash is a file; anything else is more likely a slip. */
  private static Baseline file(String text) {
    if (text.contains(".") || text.contains("/") || text.contains("\\")) {
      return new Baseline(text, Kind.FILE, 0, 0);
    }
    int colon = text.indexOf(':');
    throw InvalidInputException.of(
        "baseline",
        "unknown kind",
        "'" + text + "'",
        NearMatches.remedy(colon < 0 ? text : text.substring(0, colon), KINDS));
  }

  private static Baseline make(String text, Kind kind, String[] given, int reals, int seeds) {
    if (given.length != reals + seeds) {
      int count = reals + seeds;
      String numbers = count == 0 ? "no number" : count == 1 ? "a number" : count + " numbers";
      throw invalid("needs " + numbers + " after its name", text);
    }
    try {
      double number = reals == 0 ? 0 : Double.parseDouble(given[0].strip());
      long seed = seeds == 0 ? 0 : Long.parseLong(given[reals].strip());
      boolean spread = kind == Kind.BLUR || kind == Kind.GAUSSIAN;
      if (kind == Kind.BLUR && number > GaussianBlur.WIDEST) {
        throw invalid("needs a sigma of at most " + GaussianBlur.WIDEST + " pixels", text);
      }
      if (!Double.isFinite(number) || (spread && !(number > 0))) {
        throw invalid(spread ? "needs a sigma above 0" : "needs a finite number", text);
      }
      return new Baseline(text, kind, number, seed);
    } catch (NumberFormatException e) {
      throw invalid("needs numbers after its name", text);
    }
  }

  private static InvalidInputException invalid(String rule, String text) {
    return InvalidInputException.of(
        "baseline",
        rule,
        "'" + text + "'",
        "write black, white, constant:V, blur:SIGMA, uniform:SEED, gaussian:SIGMA,SEED,"
            + " maximum-distance, pad, mask, text:FILE or a file");
  }

  /**
   * {@return the baseline of an input, of the input's shape and scale}
   *
   * @param input one example
   * @param scale what the input's numbers mean
   * @param files reads a file as the network's input
   * @throws InvalidInputException if this baseline does not fit the input
   */
  public Tensor of(Tensor input, InputScale scale, Function<String, Tensor> files) {
    if (kind == Kind.TOKENS && !(scale instanceof InputScale.Tokens)) {
      throw InvalidInputException.of(
          "baseline", "goes with a sentence and its tokenizer", "'" + text + "'", "give another");
    }
    if (kind == Kind.FILE || kind == Kind.TOKENS) {
      Tensor read = files.apply(text);
      if (!Arrays.equals(read.shape(), input.shape())) {
        throw InvalidInputException.of(
            "baseline",
            "needs the input's shape " + Arrays.toString(input.shape()),
            Arrays.toString(read.shape()) + " in '" + text + "'",
            "make it from a picture or array of the same size");
      }
      return read;
    }
    if (kind == Kind.MEAN) {
      return mean(input, scale);
    }
    if (scale instanceof InputScale.Picture picture) {
      return ofPicture(input, picture);
    }
    return Tensor.of(input.shape(), ofArray(input));
  }

  private static Tensor mean(Tensor input, InputScale scale) {
    if (!(scale instanceof InputScale.Row row) || row.means().size() != input.length()) {
      throw InvalidInputException.of(
          "baseline", "a mean needs a table's row as input", "'mean'", "choose constant:V");
    }
    double[] means = row.means().stream().mapToDouble(Double::doubleValue).toArray();
    return Tensor.of(input.shape(), means);
  }

  private Tensor ofPicture(Tensor input, InputScale.Picture scale) {
    if (input.rank() != 3 || input.size(scale.channelsLast() ? 2 : 0) != scale.channels()) {
      throw InvalidInputException.of(
          "baseline",
          "needs a picture (" + scale.channels() + ", rows, columns)",
          Arrays.toString(input.shape()),
          "mean and std need a value for each channel");
    }
    Tensor first = scale.channelsFirst(input);
    double[] pixels = first.toArray();
    int plane = pixels.length / scale.channels();
    Arrays.setAll(pixels, i -> scale.pixel(i / plane, pixels[i]));
    double[] made = fill(pixels, first.shape(), 0, 255);
    Arrays.setAll(made, i -> scale.value(i / plane, Math.min(255, Math.max(0, made[i]))));
    return scale.inNetworksOrder(Tensor.of(first.shape(), made));
  }

  private double[] ofArray(Tensor input) {
    if (kind == Kind.BLACK || kind == Kind.WHITE) {
      throw InvalidInputException.of(
          "baseline", "an array has no " + text, "'" + text + "'", "choose constant:V");
    }
    if (kind == Kind.BLUR && input.rank() < 2) {
      throw InvalidInputException.of(
          "baseline",
          "a blur needs rows and columns",
          Arrays.toString(input.shape()),
          "choose constant:V");
    }
    double[] values = input.toArray();
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(0);
    return fill(values, input.shape(), low, high);
  }

  private double[] fill(double[] values, int[] shape, double low, double high) {
    double[] made = new double[values.length];
    SplittableRandom random = new SplittableRandom(seed);
    switch (kind) {
      case BLACK -> Arrays.fill(made, low);
      case WHITE -> Arrays.fill(made, high);
      case CONSTANT -> Arrays.fill(made, number);
      case BLUR -> {
        return GaussianBlur.of(values, shape, number);
      }
      case UNIFORM -> Arrays.setAll(made, i -> low + (high - low) * random.nextDouble());
      case GAUSSIAN -> Arrays.setAll(made, i -> values[i] + number * gaussian(random));
      case MAXIMUM_DISTANCE ->
          Arrays.setAll(made, i -> values[i] - low >= high - values[i] ? low : high);
      case MEAN, TOKENS, FILE ->
          throw new IllegalStateException("baseline: " + text + " has no rule of its own");
    }
    return made;
  }

  /**
   * {@return a normal number by Box and Muller's transform}
   *
   * @param random draws two uniform numbers
   */
  public static double gaussian(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  /** {@return whether this baseline depends on a seed} */
  boolean isRandom() {
    return kind == Kind.UNIFORM || kind == Kind.GAUSSIAN;
  }

  /** The same with a larger seed. */
  Baseline reseeded(long more) {
    return new Baseline(text, kind, number, seed + more);
  }

  /** {@return whether this baseline is read from a file} */
  public boolean isFile() {
    return kind == Kind.FILE;
  }

  /** {@return whether this baseline stands for tokens in place of a sentence's} */
  public boolean isTokens() {
    return kind == Kind.TOKENS;
  }

  @Override
  public String toString() {
    return text;
  }
}
