package org.conductance4j.attribution.question;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.conductance4j.array.ChannelOrder;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;

/**
 * Reads regions: {@code box:R0,R1,C0,C1}, {@code polygon:r,c;r,c;r,c}, {@code mask:FILE}, {@code
 * range:FROM,TO}, {@code word:TEXT} and {@code word:TEXT#N} of a sentence, {@code not:R}, and
 * unions {@code R+R}. {@code not:} binds tighter than {@code +}.
 */
public final class RegionParser {

  private static final Pattern UNION =
      Pattern.compile("\\+(?=(?:box|polygon|mask|range|word|not):)");
  private static final String FORMS =
      "write box:ROW0,ROW1,COLUMN0,COLUMN1, polygon:r,c;r,c;r,c, mask:FILE, range:FROM,TO,"
          + " word:TEXT, not:R or R+R";

  /** With the channels first, wherever the network has them. */
  private final int[] inputShape;

  private final boolean channelsLast;
  private final boolean tokensFirst;
  private final Path folder;
  private final List<InputScale.Word> words;

  /**
   * A parser for regions of one network's input.
   *
   * @param inputShape the input's shape without batch axis; not modified
   * @param folder what relative paths of masks count from
   */
  public RegionParser(int[] inputShape, Path folder) {
    this(inputShape.clone(), false, false, folder, List.of());
  }

  private RegionParser(
      int[] inputShape,
      boolean channelsLast,
      boolean tokensFirst,
      Path folder,
      List<InputScale.Word> words) {
    this.inputShape = inputShape;
    this.channelsLast = channelsLast;
    this.tokensFirst = tokensFirst;
    this.folder = folder;
    this.words = words;
  }

  /**
   * {@return a parser that knows the words of a sentence as well}
   *
   * @param scale what the input's numbers mean
   */
  public RegionParser reading(InputScale scale) {
    return scale instanceof InputScale.Tokens tokens
        ? new RegionParser(inputShape, channelsLast, tokensFirst, folder, tokens.words())
        : this;
  }

  /**
   * {@return a parser for regions of one network's input, whatever the order of its axes}
   *
   * @param program the network
   * @param folder what relative paths of masks count from
   */
  public static RegionParser of(Program program, Path folder) {
    int[] shape = program.inputShape();
    return program.readsChannelsLast()
        ? new RegionParser(new int[] {shape[2], shape[0], shape[1]}, true, false, folder, List.of())
        : new RegionParser(
            shape, false, program.embeds() && program.hasTokensFirst(0), folder, List.of());
  }

  /**
   * {@return a parser for regions of one of a network's inputs}
   *
   * @param program the network
   * @param input the input's place in {@link Program#inputs}
   * @param folder what relative paths of masks count from
   */
  public static RegionParser of(Program program, int input, Path folder) {
    int[] shape = program.inputs().get(input).extents();
    return new RegionParser(shape, false, program.hasTokensFirst(input), folder, List.of());
  }

  /**
   * {@return the region of a text, not empty}
   *
   * @param text such as {@code box:45,90,100,130} or {@code not:mask:sky.png}
   * @throws InvalidInputException if the text has another form, or the region is empty or leaves
   *     the picture
   */
  public Region parse(String text) {
    List<Region> parts = new ArrayList<>();
    for (String part : UNION.split(text.strip(), -1)) {
      parts.add(single(part.strip()));
    }
    Region union = parts.get(0);
    for (Region part : parts.subList(1, parts.size())) {
      union = union.union(part);
    }
    if (union.isEmpty()) {
      throw Region.empty(text);
    }
    return inNetworksOrder(union);
  }

  /**
   * {@return a box of all channels}
   *
   * @param row0 its first row
   * @param row1 the row behind its last
   * @param column0 its first column
   * @param column1 the column behind its last
   * @throws InvalidInputException if it is empty or leaves the picture
   */
  public Region box(int row0, int row1, int column0, int column1) {
    return inNetworksOrder(Region.box(inputShape, row0, row1, column0, column1));
  }

  /** {@return the whole input} */
  public Region everything() {
    return inNetworksOrder(Region.everything(inputShape));
  }

  /**
   * {@return the regions of a text, none empty}
   *
   * <p>Three forms: {@code grid:ROWSxCOLUMNS}, boxes of nearly equal size, row by row; {@code
   * labels:FILE}, one region for each number in a {@code .npy} array of the input's shape or its
   * rows and columns, in ascending order, such as superpixels; or one region as {@link #parse}
   * reads it.
   *
   * @param text such as {@code grid:8x8}
   * @throws InvalidInputException if the text has another form, or a region is empty
   */
  public List<Region> parseAll(String text) {
    String stripped = text.strip();
    if (stripped.startsWith("grid:")) {
      return inNetworksOrder(RegionSets.grid(inputShape, stripped));
    }
    if (stripped.startsWith("labels:")) {
      Path file = folder.resolve(stripped.substring("labels:".length()).strip());
      return inNetworksOrder(RegionSets.labels(inputShape, channelsFirst(Npy.readFinite(file))));
    }
    return List.of(parse(text));
  }

  private List<Region> inNetworksOrder(List<Region> regions) {
    return regions.stream().map(this::inNetworksOrder).toList();
  }

  private Region inNetworksOrder(Region region) {
    return channelsLast ? region.channelsLast() : region;
  }

  /** An array of the network's input shape, maybe behind an axis of 1, with its channels first. */
  private Tensor channelsFirst(Tensor array) {
    int[] shape = array.shape();
    int channels = inputShape[0];
    boolean whole =
        channelsLast
            && shape.length >= 3
            && array.length() == Tensor.length(inputShape)
            && shape[shape.length - 1] == channels;
    if (!whole) {
      return array;
    }
    return ChannelOrder.first(array.reshape(inputShape[1], inputShape[2], channels));
  }

  private Region single(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? "" : text.substring(0, colon);
    String rest = text.substring(colon + 1);
    return switch (kind) {
      case "box" -> box(text, rest);
      case "polygon" -> polygon(rest);
      case "mask" -> mask(rest);
      case "range" -> range(text, rest);
      case "word" -> word(rest.strip());
      case "not" -> single(rest).complement();
      default -> throw InvalidInputException.of("region", "unknown form", "'" + text + "'", FORMS);
    };
  }

  private Region box(String text, String rest) {
    int[] edges = wholeNumbers("a box has four whole numbers as edges", 4, text, rest);
    return Region.box(inputShape, edges[0], edges[1], edges[2], edges[3]);
  }

  /** All tokens of a word wherever it stands, or with {@code #2} only where it stands secondly. */
  private Region word(String text) {
    int hash = text.lastIndexOf('#');
    boolean counts = hash > 0 && text.substring(hash + 1).matches("[1-9]\\d{0,5}");
    String wanted = counts ? text.substring(0, hash) : text;
    List<InputScale.Word> found =
        words.stream().filter(word -> word.text().equalsIgnoreCase(wanted)).toList();
    int number = counts ? Integer.parseInt(text.substring(hash + 1)) : 1;
    if (found.size() < number) {
      throw InvalidInputException.of(
          "region",
          words.isEmpty() ? "has words where the input is a sentence" : "needs a word of the text",
          "'word:" + text + "'",
          words.isEmpty()
              ? "give a text with its tokenizer, or range:FROM,TO"
              : "choose of " + words.stream().map(InputScale.Word::text).distinct().toList());
    }
    List<InputScale.Word> chosen = counts ? List.of(found.get(number - 1)) : found;
    return chosen.stream()
        .map(word -> tokens(word.from(), word.to()))
        .reduce(Region::union)
        .orElseThrow();
  }

  private Region range(String text, String rest) {
    int[] ends = wholeNumbers("a range has two whole numbers as ends", 2, text, rest);
    return tokens(ends[0], ends[1]);
  }

  private Region tokens(int from, int to) {
    if (!tokensFirst) {
      return Region.range(inputShape, from, to);
    }
    Region tokens = Region.range(new int[] {inputShape[0]}, from, to);
    double[] mask = new double[Tensor.length(inputShape)];
    Arrays.setAll(mask, i -> tokens.contains(i / inputShape[1]) ? 1 : 0);
    return Region.mask(inputShape, Tensor.of(inputShape, mask));
  }

  private static int[] wholeNumbers(String rule, int count, String text, String rest) {
    String[] given = rest.split(",", -1);
    int[] numbers = new int[count];
    try {
      if (given.length != count) {
        throw new NumberFormatException("another count");
      }
      for (int k = 0; k < count; k++) {
        numbers[k] = Integer.parseInt(given[k].strip());
      }
    } catch (NumberFormatException e) {
      throw InvalidInputException.of("region", rule, "'" + text + "'", FORMS);
    }
    return numbers;
  }

  private Region polygon(String rest) {
    String[] corners = rest.split(";", -1);
    double[] rows = new double[corners.length];
    double[] columns = new double[corners.length];
    for (int k = 0; k < corners.length; k++) {
      String[] pair = corners[k].split(",", -1);
      try {
        if (pair.length != 2) {
          throw new NumberFormatException("not a pair");
        }
        rows[k] = Double.parseDouble(pair[0].strip());
        columns[k] = Double.parseDouble(pair[1].strip());
      } catch (NumberFormatException e) {
        throw InvalidInputException.of(
            "region", "a polygon's corner is a pair r,c", "'" + corners[k] + "'", FORMS);
      }
    }
    return Region.polygon(inputShape, rows, columns);
  }

  private Region mask(String rest) {
    Path file = folder.resolve(rest.strip());
    Tensor mask =
        file.toString().toLowerCase(Locale.ROOT).endsWith(".npy")
            ? MaskFile.array(file)
            : MaskFile.picture(file);
    return Region.mask(inputShape, channelsFirst(mask));
  }
}
