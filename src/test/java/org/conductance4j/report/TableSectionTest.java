package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Table;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.PathResult;
import org.conductance4j.experiment.result.ResultTable;
import org.junit.jupiter.api.Test;

/** The parts of the page that show tables with files of their own, and what they need. */
class TableSectionTest {

  private static final ResultTable STABILITY =
      new ResultTable(
          "stability.csv",
          Table.names("change")
              .andWords("ranking")
              .andNumbers("rank_correlation", "fraction", "top_overlap")
              .filled(
                  List.of(
                      Table.row("steps 8", "regional-conductance", 0.98765, 0.05, 0.9),
                      Table.row("baseline box:1,2", "layer-conductance", null, 0.05, 0.125)),
                  row -> row));
  private static final ResultTable ACCURACY =
      new ResultTable(
          "accuracy.csv",
          Table.words("ranking")
              .andNumbers("fraction", "pruned", "all", "explained_class", "others")
              .filled(
                  List.of(
                      Table.row("regional-conductance", 0.01, 1368, 0.75, 0.5, 1.0),
                      Table.row("random:2", 0.01, 1368, 0.25, null, 0.25)),
                  row -> row));

  /** Heights 0.999 … 0.611 at fractions 0 … 0.5; the mean is the trapezium rule's by hand. */
  @Test
  void curvesAlone_page_showsTheirAreasAndDistances() {
    String page = page(MadeUp.striking(), List.of());

    assertThat(page)
        .contains("<h2>The curves in one number each</h2>")
        .contains("<tr><td>random, seed 1</td>")
        .doesNotContain("<section id=\"stability\">", "<section id=\"accuracy\">");
    assertThat(cells(page, "regional conductance")[0]).startsWith("0.830 (").endsWith(")");
    assertThat(cells(page, "conductance")[0]).startsWith("0.084 (−");
    assertThat(cells(page, "random, seed 1")[0]).endsWith(" (0.0)");
  }

  @Test
  void oneFractionOrNoControls_page_hasNoAreasOrNoDistances() {
    ExperimentResult striking = MadeUp.striking();
    Metrics one = MadeUp.metrics(new double[][] {MadeUp.STRIKING[0]}, 0.003, Optional.empty());
    ExperimentResult unpruned = with(one, striking, List.of(), striking.inputAttribution());
    assertThat(TableSection.of(new ReportModel(unpruned))).isEmpty();

    assertThat(page(MadeUp.features(), List.of()))
        .contains("<section id=\"areas\">")
        .doesNotContain("In brackets", "inside the");
  }

  @Test
  void stabilityAndAccuracy_page_showsEveryLine() {
    assertThat(page(MadeUp.striking(), List.of(STABILITY, ACCURACY)))
        .contains("<h2>How stable the rankings are</h2>")
        .contains("top 5 % stays in the top.")
        .contains(
            "<tr><td>steps 8</td><td>regional conductance</td><td class=\"n\">0.988</td>"
                + "<td class=\"n\">90 %</td></tr>")
        .contains(
            "<tr><td>baseline box:1,2</td><td>conductance</td><td class=\"n\">–</td>"
                + "<td class=\"n\">13 %</td></tr>")
        .contains("<h2>How often the pruned networks are right</h2>")
        .contains("(‘traffic light’)")
        .contains(
            "<tr><td>regional conductance</td><td class=\"n\">1 %</td><td class=\"n\">1,368</td><td"
                + " class=\"n\">75 %</td><td class=\"n\">50 %</td><td class=\"n\">100 %</td></tr>")
        .contains(
            "<tr><td>random, seed 2</td><td class=\"n\">1 %</td><td class=\"n\">1,368</td>"
                + "<td class=\"n\">25 %</td><td class=\"n\">–</td><td class=\"n\">25 %</td></tr>");
  }

  @Test
  void mapsWithChannelsLast_turned_areThoseWithChannelsFirst() {
    ExperimentResult first =
        with(MadeUp.striking(), List.of(), MadeUp.striking().inputAttribution());
    double[] values = first.inputAttribution().toArray();
    int plane = MadeUp.SIZE * MadeUp.SIZE;
    double[] last = new double[values.length];
    for (int i = 0; i < last.length; i++) {
      last[i] = values[i % 3 * plane + i / 3];
    }
    Tensor map = Tensor.of(new int[] {MadeUp.SIZE, MadeUp.SIZE, 3}, last);

    ExperimentResult turned = ChannelsFirst.of(with(first, List.of(), map));

    assertThat(turned.inputAttribution()).isEqualTo(first.inputAttribution());
    assertThat(turned.rankings().get(0).scores().shape()).containsExactly(24, 4, 24);
    assertThat(ChannelsFirst.of(first)).isSameAs(first);
  }

  private static String[] cells(String page, String ranking) {
    String areas = page.substring(page.indexOf("<section id=\"areas\">"));
    int from = areas.indexOf("<tr><td>" + ranking + "</td>");
    String line = areas.substring(from, areas.indexOf("</tr>", from));
    return line.substring(line.indexOf("<td class=\"n\">") + 14).split("</td><td class=\"n\">", -1);
  }

  private static String page(ExperimentResult result, List<ResultTable> tables) {
    ExperimentResult told = with(result, tables, result.inputAttribution());
    return new Page(new ReportModel(told), List.of()).html().replace('\u00a0', ' ');
  }

  private static ExperimentResult with(
      ExperimentResult result, List<ResultTable> tables, Tensor map) {
    return with(result.metrics(), result, tables, map);
  }

  private static ExperimentResult with(
      Metrics metrics, ExperimentResult result, List<ResultTable> tables, Tensor map) {
    return new ExperimentResult(
        metrics,
        result.provenance(),
        result.picture(),
        result.closeUp(),
        result.region(),
        result.parts(),
        map,
        result.rankings(),
        List.of(),
        result.figures(),
        result.replication(),
        PathResult.NONE,
        tables,
        List.of());
  }
}
