package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.Accuracy;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.PlainResults;
import org.conductance4j.experiment.result.Stability;
import org.junit.jupiter.api.Test;

/** The parts of the page that show tables with files of their own, and what they need. */
class PageTablesTest {

  private static final Stability STABILITY =
      new Stability(
          List.of(
              new Stability.Entry("steps 8", "regional-conductance", 0.98765, 0.05, 0.9),
              new Stability.Entry("baseline box:1,2", "layer-conductance", null, 0.05, 0.125)));
  private static final Accuracy ACCURACY =
      new Accuracy(
          List.of(
              new Accuracy.Entry("regional-conductance", 0.01, 1368, 0.75, 0.5, 1.0),
              new Accuracy.Entry("random:2", 0.01, 1368, 0.25, null, 0.25)));

  /** Heights 0.999 … 0.611 at fractions 0 … 0.5; the mean is the trapezium rule's by hand. */
  @Test
  void curvesAlone_page_showsTheirAreasAndDistances() {
    String page = page(MadeUp.striking());

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
    Metrics one = MadeUp.metrics(new double[][] {MadeUp.STRIKING[0]}, 0.003);
    assertThat(html(PlainResults.with(striking, one))).doesNotContain("<section id=\"areas\">");

    assertThat(page(MadeUp.features()))
        .contains("<section id=\"areas\">")
        .doesNotContain("In brackets", "inside the");
  }

  @Test
  void stabilityAndAccuracy_page_showsEveryLine() {
    assertThat(page(MadeUp.striking(), STABILITY, ACCURACY))
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
  void mapsWithChannelsLast_drawn_areThoseWithChannelsFirst() {
    ExperimentResult first = MadeUp.striking();
    double[] values = first.inputAttribution().toArray();
    int plane = MadeUp.SIZE * MadeUp.SIZE;
    double[] last = new double[values.length];
    for (int i = 0; i < last.length; i++) {
      last[i] = values[i % 3 * plane + i / 3];
    }
    Tensor map = Tensor.of(new int[] {MadeUp.SIZE, MadeUp.SIZE, 3}, last);
    ReportModel turned =
        new ReportModel(withMap(first, map, new ExperimentResult.Channels(true, false, true)));

    assertThat(turned.size()).containsExactly(MadeUp.SIZE, MadeUp.SIZE);
    assertThat(turned.plane(map).magnitudes())
        .containsExactly(new ReportModel(first).plane(first.inputAttribution()).magnitudes());
    assertThat(turned.layerPlane(Tensor.zeros(4, 24, 24)).rows()).isEqualTo(24);
  }

  private static ExperimentResult withMap(
      ExperimentResult made, Tensor map, ExperimentResult.Channels channels) {
    return new ExperimentResult(
        made.metrics(),
        made.provenance(),
        made.picture(),
        made.closeUp(),
        made.region(),
        channels,
        made.parts(),
        map,
        made.rankings(),
        List.of(),
        made.figures(),
        made.trace(),
        List.of());
  }

  private static String[] cells(String page, String ranking) {
    String areas = page.substring(page.indexOf("<section id=\"areas\">"));
    int from = areas.indexOf("<tr><td>" + ranking + "</td>");
    String line = areas.substring(from, areas.indexOf("</tr>", from));
    return line.substring(line.indexOf("<td class=\"n\">") + 14).split("</td><td class=\"n\">", -1);
  }

  private static String page(ExperimentResult result, Object... found) {
    return html(PlainResults.with(result, result.metrics(), found));
  }

  private static String html(ExperimentResult result) {
    return new Page(new ReportModel(result), List.of()).html().replace('\u00a0', ' ');
  }
}
