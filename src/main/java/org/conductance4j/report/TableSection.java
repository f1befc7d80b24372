package org.conductance4j.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.conductance4j.experiment.result.AreaTable;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.ResultTable;

/** The tables of a result that have files of their own, as parts of the page. */
final class TableSection {

  private static final String AREAS = "areas.csv";
  private static final String STABILITY = "stability.csv";
  private static final String LAYERS = "layers.csv";
  private static final String ACCURACY = "accuracy.csv";
  private static final Numbers DISTANCE = Numbers.withDecimals(1);
  private static final int FARTHEST = 100;
  private static final Numbers CORRELATION = Numbers.withDecimals(3);

  private final ReportModel findings;
  private final ResultTable table;

  private TableSection(ReportModel findings, ResultTable table) {
    this.findings = findings;
    this.table = table;
  }

  /** What the page's template fills in: those tables that the result has and that hold a line. */
  static List<Map<String, Object>> of(ReportModel findings) {
    ExperimentResult result = findings.result();
    return Stream.concat(
            Stream.of(new ResultTable(AREAS, AreaTable.of(result.metrics()))),
            result.tables().stream())
        .map(table -> new TableSection(findings, table))
        .filter(section -> !section.lines().isEmpty())
        .flatMap(section -> section.filled().stream())
        .toList();
  }

  private Optional<Map<String, Object>> filled() {
    return switch (table.file()) {
      case AREAS -> Optional.of(areas());
      case STABILITY -> Optional.of(stability());
      case ACCURACY -> Optional.of(accuracy());
      case LAYERS -> findings.tellingFraction().map(this::layers);
      default -> Optional.empty();
    };
  }

  private List<Map<String, Object>> lines() {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (List<Object> row : table.table().rows()) {
      Map<String, Object> line = new LinkedHashMap<>();
      for (int k = 0; k < row.size(); k++) {
        line.put(table.table().columns().get(k).name(), row.get(k));
      }
      lines.add(line);
    }
    return lines;
  }

  private static Map<String, Object> section(
      String id,
      String title,
      List<String> sentences,
      List<String> words,
      List<String> numbers,
      List<Row> rows) {
    return Map.of(
        "id", id,
        "title", title,
        "sentences", sentences,
        "words", words,
        "numbers", numbers,
        "rows", rows);
  }

  /**
   * A line of a table.
   *
   * @param words its first cells
   * @param numbers the others
   */
  record Row(List<String> words, List<String> numbers) {}

  private Map<String, Object> areas() {
    boolean distances = lines().stream().anyMatch(line -> !text(line, "score_distance").isEmpty());
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Each curve as one number: its mean height over all fractions from none pruned to the"
            + " largest (the area under the curve, divided by its width). The lower the score’s,"
            + " the more pruning by this ranking harms the answer.");
    if (distances) {
      sentences.add(
          "In brackets: how far that lies from the mean of the random controls, in their standard"
              + " deviations. Distances up to about 2 either way occur by chance; the deviation"
              + " of few controls is itself known only roughly.");
    }
    List<String> heights =
        findings.hasRegion()
            ? List.of("score", "inside", "outside", "all")
            : List.of("score", "all");
    return section(
        "areas",
        "The curves in one number each",
        sentences,
        List.of("pruned by"),
        heights.stream().map(this::heading).toList(),
        rows(
            line -> List.of(ranking(line)),
            line -> heights.stream().map(height -> area(line, height)).toList()));
  }

  private String heading(String height) {
    return switch (height) {
      case "score" -> findings.scoreWord();
      case "inside" -> "inside the " + findings.regionWord();
      default -> height;
    };
  }

  private String area(Map<String, Object> line, String height) {
    Numbers numbers = findings.numbers();
    OptionalDouble value = number(line, height);
    Function<Double, String> form = height.equals("score") ? numbers::plain : numbers::signed;
    String mean = value.isPresent() ? form.apply(value.getAsDouble()) : "–";
    OptionalDouble distance = number(line, height + "_distance");
    return distance.isPresent() ? mean + " (" + away(distance.getAsDouble()) + ")" : mean;
  }

  /** Controls that hardly differ make distances of hundreds of thousands, which say no more. */
  private static String away(double distance) {
    if (Math.abs(distance) <= FARTHEST) {
      return DISTANCE.signed(distance);
    }
    return distance < 0 ? "below −" + FARTHEST : "above +" + FARTHEST;
  }

  private Map<String, Object> stability() {
    String top =
        number(lines().get(0), "fraction").stream()
            .mapToObj(Numbers::fraction)
            .findFirst()
            .orElse("part");
    return section(
        "stability",
        "How stable the rankings are",
        List.of(
            "Each ranking was computed again with something changed: the number of points on the"
                + " path, the baseline, or a little noise on the input. A ranking that depends on"
                + " such a choice says as much about the choice as about the network.",
            "Rank correlation (Spearman’s): 1 is the same order of all neurons, 0 no relation. The"
                + " last column says how much of the top "
                + top
                + " stays in the top."),
        List.of("changed", "ranking"),
        List.of("rank correlation", "top " + top + " that stays"),
        rows(
            line -> List.of(text(line, "change"), ranking(line)),
            line ->
                List.of(
                    number(line, "rank_correlation").stream()
                        .mapToObj(CORRELATION::plain)
                        .findFirst()
                        .orElse("–"),
                    percent(line, "top_overlap"))));
  }

  private Map<String, Object> layers(double fraction) {
    String part = Numbers.fraction(fraction);
    List<String> heights =
        findings.hasRegion() ? List.of("score", "inside", "outside") : List.of("score", "all");
    List<Row> rows =
        lines().stream()
            .filter(line -> number(line, "fraction").orElse(-1) == fraction)
            .map(
                line ->
                    new Row(
                        List.of(text(line, "layers"), ranking(line)),
                        Stream.concat(
                                Stream.of(text(line, "pruned")),
                                heights.stream().map(height -> area(line, height)))
                            .toList()))
            .toList();
    return section(
        "layers",
        "Other layers, " + part + " of the neurons pruned",
        List.of(
            "The same rankings at other layers. Where layers are joined by a plus sign, their"
                + " neurons stand in one order, by conductances, whose sums are the same at every"
                + " layer that the whole prediction runs through; "
                + part
                + " is then of all of them together. All fractions stand in layers.csv."),
        List.of("layers", "pruned by"),
        Stream.concat(Stream.of("neurons"), heights.stream().map(this::heading)).toList(),
        rows);
  }

  private Map<String, Object> accuracy() {
    return section(
        "accuracy",
        "How often the pruned networks are right",
        List.of(
            "Every pruned network was tried on a set of examples whose classes are known: the"
                + " share for which it names the right class, of all examples, of those of the"
                + " class that is explained here ("
                + findings.className()
                + "), and of the others."),
        List.of("pruned by"),
        List.of("pruned", "neurons", "all examples", "explained class", "others"),
        rows(
            line -> List.of(ranking(line)),
            line ->
                List.of(
                    number(line, "fraction").stream()
                        .mapToObj(Numbers::fraction)
                        .findFirst()
                        .orElse("–"),
                    number(line, "pruned").stream()
                        .mapToObj(count -> Numbers.count(Math.round(count)))
                        .findFirst()
                        .orElse("–"),
                    percent(line, "all"),
                    percent(line, "explained_class"),
                    percent(line, "others"))));
  }

  private List<Row> rows(
      Function<Map<String, Object>, List<String>> words,
      Function<Map<String, Object>, List<String>> numbers) {
    return lines().stream().map(line -> new Row(words.apply(line), numbers.apply(line))).toList();
  }

  private static String ranking(Map<String, Object> line) {
    String id = text(line, "ranking");
    String name = Curve.nameOf(id);
    return Curve.idOf(id).equals(Curve.RANDOM) && !id.equals(Curve.RANDOM)
        ? name + ", seed " + id.substring(Curve.RANDOM.length() + 1)
        : name;
  }

  private static String percent(Map<String, Object> line, String column) {
    return number(line, column).stream().mapToObj(Numbers::percent).findFirst().orElse("–");
  }

  private static OptionalDouble number(Map<String, Object> line, String column) {
    return line.get(column) instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  private static String text(Map<String, Object> line, String column) {
    return String.valueOf(line.getOrDefault(column, ""));
  }
}
