package org.conductance4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.conductance4j.array.Table;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.PathErrors;
import org.conductance4j.experiment.result.InputParts;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.Provenance;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ReportPart.TablePart;
import org.conductance4j.experiment.result.SectionReport.Lead;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;
import org.conductance4j.pruning.CurvePoint;

/** Fills {@code report.html} with what was found. */
record Page(ReportModel findings, List<Figure> figures) {

  static final String TEMPLATE = "report.html";
  private static final String INPUT = "input";
  private static final String HOLDS = "holds";

  String html() {
    return Mustache.compiler()
        .escapeHTML(true)
        .withLoader(name -> new StringReader(template(name + ".html")))
        .compile(template(TEMPLATE))
        .execute(context());
  }

  private Map<String, Object> context() {
    Metrics metrics = findings.metrics();
    Map<String, Object> all = new LinkedHashMap<>();
    List<String> sentences = new Summary(findings).sentences();
    Optional<Lead> lead = lead();
    int first = Math.min(3, sentences.size());
    all.put("experiment", metrics.experiment());
    all.put("title", lead.map(Lead::title).orElseGet(this::title));
    all.put("answer", lead.map(Lead::answer).orElse(sentences.subList(0, first)));
    all.put("details", lead.map(Lead::details).orElse(sentences.subList(first, sentences.size())));
    List<Figure> leading =
        lead.isPresent() ? figures.stream().filter(this::leads).toList() : List.of();
    all.put("first", leading.stream().map(Page::figure).toList());
    all.put("reference", lead.isEmpty() ? List.of() : List.of(Map.of("sentences", sentences)));
    all.put("warnings", metrics.warnings());
    all.put("input", figures.stream().filter(Page::isInput).map(Page::figure).toList());
    all.put(
        "figures",
        figures.stream()
            .filter(f -> !isInput(f) && !leading.contains(f))
            .map(Page::figure)
            .toList());
    all.put("hasRegion", findings.hasRegion());
    all.put("region", findings.regionWord());
    all.put("score", findings.scoreWord());
    all.put("layer", metrics.layer().name());
    all.put("curves", findings.curves().stream().map(this::curve).toList());
    all.put("hasRandom", findings.curve(Curve.RANDOM).isPresent());
    all.put("findings", tables(ReportPart.Place.FINDINGS));
    all.put("numbers", tables(ReportPart.Place.NUMBERS));
    all.put("appendix", tables(ReportPart.Place.APPENDIX));
    all.put("ledger", LedgerText.of(findings));
    all.put("bypass", LedgerText.bypass(metrics.ledger()));
    all.put("small", Numbers.percent(Summary.SMALL_RESIDUAL));
    all.put("path", path(metrics));
    all.put("provenance", provenance(findings.result().provenance()));
    all.put("config", config(findings.result().provenance()));
    all.put("pages", pages());
    all.put("scoreTitle", Wording.capital(findings.scoreWord()));
    all.put("scoreMeaning", Glossary.kind(metrics.objective().kind()));
    all.put("neurons", Numbers.count(metrics.layer().neurons()));
    all.put("pruning", Glossary.pruning(findings));
    return all;
  }

  private static boolean isInput(Figure figure) {
    return figure.id().equals(INPUT);
  }

  /** What a section wants the page to begin with, where one does. */
  private Optional<Lead> lead() {
    return findings.result().sections().stream()
        .flatMap(section -> section.report().lead().stream())
        .findFirst();
  }

  private boolean leads(Figure figure) {
    return findings.result().sections().stream()
        .map(SectionResult::report)
        .filter(report -> report.lead().isPresent())
        .flatMap(report -> report.parts().stream())
        .anyMatch(part -> part.id().equals(figure.id()));
  }

  private List<Map<String, Object>> tables(ReportPart.Place place) {
    return Stream.concat(Stream.of(AreaSection.of(findings)), findings.parts().stream())
        .filter(TablePart.class::isInstance)
        .map(TablePart.class::cast)
        .filter(part -> part.place() == place && !part.table().rows().isEmpty())
        .map(Page::table)
        .toList();
  }

  private static Map<String, Object> table(TablePart part) {
    List<Table.Column> columns = part.table().columns();
    List<Object> heads = new ArrayList<>();
    columns.forEach(column -> heads.add(cell(column, column.name())));
    List<Object> rows = new ArrayList<>();
    for (List<Object> row : part.table().rows()) {
      List<Object> cells = new ArrayList<>();
      for (int k = 0; k < row.size(); k++) {
        cells.add(cell(columns.get(k), String.valueOf(row.get(k))));
      }
      rows.add(Map.of("cells", cells));
    }
    return Map.of(
        "id", part.id(),
        "title", part.title(),
        "sentences", part.sentences(),
        "folded", part.folded(),
        "heads", heads,
        "rows", rows);
  }

  /** Numbers stand to the right; a verdict that is good stands out. */
  private static Map<String, Object> cell(Table.Column column, String text) {
    boolean number = column.kind() == Table.Kind.NUMBER;
    String style = number ? "n" : text.equals(HOLDS) ? HOLDS : "";
    return Map.of("text", text, "attributes", style.isEmpty() ? "" : " class=\"" + style + "\"");
  }

  private String title() {
    List<String> asked = findings.result().parts().map(InputParts::asked).orElse(List.of());
    String region = findings.hasRegion() ? "the " + findings.regionWord() : "the input";
    String of = asked.isEmpty() ? region : "‘" + String.join("’ and ‘", asked) + "’";
    return "What %s%s to the %s of %s"
        .formatted(
            of,
            asked.size() > 1 ? " contribute" : " contributes",
            findings.scoreWord(),
            findings.className());
  }

  static Map<String, Object> figure(Figure figure) {
    return Map.of(
        "id", figure.id(),
        "title", figure.title(),
        "caption", figure.caption(),
        "description", figure.description(),
        "source", figure.png().dataUri(),
        "width", figure.png().width() / 2,
        "height", figure.png().height() / 2);
  }

  private Map<String, Object> curve(Curve curve) {
    List<Map<String, Object>> rows = new ArrayList<>();
    curve.byFraction().forEach((fraction, points) -> rows.add(row(fraction, points)));
    String name =
        curve.isRandom()
            ? "At random" + (curve.seeds() > 1 ? ", " + curve.seeds() + " draws" : "")
            : "By " + curve.name();
    return Map.of("name", name, "rows", rows);
  }

  private Map<String, Object> row(double fraction, List<CurvePoint> points) {
    return Map.of(
        "fraction", Numbers.fraction(fraction),
        "pruned", Numbers.count(points.get(0).pruned()),
        "score", cell(points, CurvePoint::score, false),
        "inside", cell(points, CurvePoint::inside, true),
        "outside", cell(points, CurvePoint::outside, true),
        "all", cell(points, CurvePoint::all, true));
  }

  /** One value, or the smallest and the largest of several draws. */
  private String cell(List<CurvePoint> points, ToDoubleFunction<CurvePoint> value, boolean signed) {
    Curve.Spread spread = Curve.spread(points, value);
    Numbers numbers = findings.numbers();
    String low = signed ? numbers.signed(spread.low()) : numbers.plain(spread.low());
    String high = signed ? numbers.signed(spread.high()) : numbers.plain(spread.high());
    return low.equals(high) ? low : low + " … " + high;
  }

  private List<String> path(Metrics metrics) {
    Metrics.Path path = metrics.path();
    List<String> out = new ArrayList<>();
    out.add(
        "The contributions are averages over %s points on %s, placed by the rule ‘%s’."
            .formatted(Numbers.count(path.nodes()), way(), path.rule()));
    Double tolerance = path.tolerance();
    if (tolerance != null) {
      out.add(
          "The rule was asked for an error of at most "
              + Numbers.percent(tolerance)
              + " of the difference to explain.");
    }
    out.add(
        "The estimated error of the sums that comes from taking only so many points is "
            + Numbers.small(path.errorEstimate())
            + ".");
    stability(path).ifPresent(out::add);
    out.add("The whole run took " + Numbers.duration(metrics.seconds().total()) + ".");
    return List.copyOf(out);
  }

  private String way() {
    long places =
        findings.result().provenance().sha256().keySet().stream()
            .filter(role -> role.startsWith("through-"))
            .count();
    return places == 0
        ? "the straight line from the baseline to the input"
        : "straight lines from the baseline through "
            + (places == 1 ? "a given place" : Numbers.count(places) + " given places")
            + " to the input";
  }

  /** What leaving every second point out does to the top of the neurons. */
  private static Optional<String> stability(Metrics.Path path) {
    PathErrors errors = path.errors();
    return errors == null
        ? Optional.empty()
        : errors.elements().stream()
            .filter(each -> each.part() == Explanation.Part.LAYER)
            .findFirst()
            .map(
                each ->
                    ("Of the neurons that are the top 1 %% by conductance, %s stay that when every"
                            + " second point is left out; no neuron’s score is off by more than %s"
                            + " of the difference if each runs straight between neighbouring"
                            + " points.")
                        .formatted(
                            Numbers.percent(each.topOverlap()), Numbers.small(each.bound())));
  }

  /** One entry, or none, so that the page has no empty part. */
  private List<Map<String, Object>> pages() {
    Map<String, String> pages = findings.result().figures().pages();
    List<Map<String, String>> links = new ArrayList<>();
    pages.forEach((title, address) -> links.add(Map.of("title", title, "address", address)));
    return links.isEmpty() ? List.of() : List.of(Map.of("links", links));
  }

  static List<Map<String, String>> provenance(Provenance from) {
    List<Map<String, String>> out = new ArrayList<>();
    String commit = from.tool().gitCommit();
    out.add(fact("Tool", "Conductance4J " + from.tool().version()));
    out.add(fact("Commit", commit == null ? "unknown" : commit));
    new TreeMap<>(from.sha256()).forEach((role, hash) -> out.add(fact("SHA-256 of " + role, hash)));
    out.add(fact("SHA-256 of config", from.configSha256()));
    new TreeMap<>(from.seeds())
        .forEach((key, seeds) -> out.add(fact("Seeds: " + key, seeds.toString())));
    out.add(fact("Arithmetic", from.dtype()));
    out.add(
        fact(
            "Numeric library",
            "ND4J %s, %s, %s"
                .formatted(
                    from.backend().version(),
                    from.backend().name(),
                    from.backend().nativeBuild())));
    Provenance.ComparedWith reference = from.comparedWith();
    if (reference != null) {
      out.add(fact("Forward pass compared with", reference.name()));
    }
    out.add(fact("Java", from.jvm()));
    out.add(fact("System", from.os()));
    out.add(fact("Processor", from.cpu()));
    out.add(fact("Started", from.started()));
    out.add(fact("Took", Numbers.duration(from.wallSeconds())));
    return List.copyOf(out);
  }

  private static Map<String, String> fact(String name, String value) {
    return Map.of("name", name, "value", value);
  }

  /** The resolved config as JSON, with the same line ends everywhere. */
  static String config(Provenance from) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(indenter);
    try {
      return new ObjectMapper()
          .setLocale(Locale.ROOT)
          .writer(printer)
          .writeValueAsString(from.config());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("report: the config cannot be written as JSON", e);
    }
  }

  static String template(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("report: the template " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report: the template cannot be read", e);
    }
  }
}
