package org.conductance4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.conductance4j.array.Table;
import org.conductance4j.experiment.result.AreaTable;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.Wording;
import org.conductance4j.pruning.CurveArea;

/** The curves of a result in one number each, as a table of the page. */
final class AreaSection {

  private static final Numbers DISTANCE = Numbers.withDecimals(1);
  private static final int FARTHEST = 100;

  private AreaSection() {}

  static ReportPart.TablePart of(ReportModel findings) {
    List<CurveArea> areas = AreaTable.areas(findings.metrics());
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Each curve as one number: its mean height over all fractions from none pruned to the"
            + " largest (the area under the curve, divided by its width). The lower the score’s,"
            + " the more pruning by this ranking harms the answer.");
    if (areas.stream().anyMatch(area -> area.distance() != null)) {
      sentences.add(
          "In brackets: how far that lies from the mean of the random controls, in their standard"
              + " deviations. Distances up to about 2 either way occur by chance; the deviation"
              + " of few controls is itself known only roughly.");
    }
    Table table = Table.EMPTY.words("pruned by").numbers(findings.scoreWord());
    if (findings.hasRegion()) {
      table = table.numbers("inside the " + findings.regionWord(), "outside");
    }
    return new ReportPart.TablePart(
        "areas",
        "The curves in one number each",
        sentences,
        ReportPart.Place.NUMBERS,
        false,
        table.numbers("all").filled(areas, area -> row(findings, area)));
  }

  private static List<Object> row(ReportModel findings, CurveArea area) {
    Numbers numbers = findings.numbers();
    return Table.row(
        Wording.withSeed(area.ranking()),
        cell(area, 0, area.score(), numbers::plain),
        findings.hasRegion()
            ? List.of(
                cell(area, 1, area.inside(), numbers::signed),
                cell(area, 2, area.outside(), numbers::signed))
            : List.of(),
        cell(area, 3, area.all(), numbers::signed));
  }

  private static String cell(
      CurveArea area, int height, double mean, Function<Double, String> form) {
    List<Double> distance = area.distance();
    return distance == null
        ? form.apply(mean)
        : form.apply(mean) + " (" + away(distance.get(height)) + ")";
  }

  /** Controls that hardly differ make distances of hundreds of thousands, which say no more. */
  private static String away(double distance) {
    if (Math.abs(distance) <= FARTHEST) {
      return DISTANCE.signed(distance);
    }
    return distance < 0 ? "below −" + FARTHEST : "above +" + FARTHEST;
  }
}
