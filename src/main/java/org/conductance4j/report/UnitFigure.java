package org.conductance4j.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.conductance4j.engine.Unit;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.RankingScores;
import org.conductance4j.experiment.result.Wording;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** The scores of a layer's channels, heads and tokens as bars, one block a ranking. */
final class UnitFigure {

  private static final int MOST = 16;
  private static final int HEAD = 60;
  private static final int GAP = 36;

  private UnitFigure() {}

  /** Draws the figure; empty where neurons alone are ranked. */
  static Optional<Figure> of(ReportModel findings) {
    List<RankingScores> rankings =
        findings.result().rankings().stream().filter(r -> r.unit() != Unit.NEURON).toList();
    return rankings.isEmpty() ? Optional.empty() : Optional.of(draw(findings, rankings));
  }

  private static Figure draw(ReportModel findings, List<RankingScores> rankings) {
    List<Bars> blocks = rankings.stream().map(UnitFigure::bars).toList();
    int height = blocks.stream().mapToInt(bars -> HEAD + bars.height() + GAP).sum() - GAP;
    try (FigureCanvas canvas = new FigureCanvas(Bars.WIDTH, height)) {
      int top = 0;
      for (int i = 0; i < rankings.size(); i++) {
        Bars bars = blocks.get(i);
        String title = title(rankings.get(i), bars.shown());
        canvas.text(title, 0, top + FigureCanvas.TITLE + 4, Align.LEFT, Lettering.HEAD);
        bars.paint(canvas, top + HEAD);
        top += HEAD + bars.height() + GAP;
      }
      return figure(findings, rankings, canvas.png());
    }
  }

  private static Bars bars(RankingScores ranking) {
    String name = ranking.unit().id() + " ";
    return new Bars(
        IntStream.range(0, ranking.units().length())
            .mapToObj(i -> new Bars.Bar(name + i, ranking.units().get(i), false))
            .toList(),
        MOST,
        numbers(ranking));
  }

  private static Numbers numbers(RankingScores ranking) {
    return Numbers.ofScale(Arrays.stream(ranking.units().toArray()).map(Math::abs).max().orElse(1));
  }

  private static String title(RankingScores ranking, int shown) {
    String name = Wording.capital(Wording.nameOf(ranking.id()));
    int all = ranking.units().length();
    return shown < all
        ? "%s: the %d largest of %s".formatted(name, shown, Numbers.count(all))
        : name;
  }

  private static Figure figure(ReportModel findings, List<RankingScores> rankings, Png png) {
    String layer = findings.metrics().layer().name();
    String units =
        rankings.stream()
            .map(ranking -> ranking.unit().id() + "s")
            .distinct()
            .collect(Collectors.joining(" and "));
    return new Figure(
        "units",
        "Which " + units + " it runs through",
        "The scores of the "
            + units
            + " of layer ‘"
            + layer
            + "’, counted from 0; those with the highest values are pruned first.",
        "Scores of " + units + " of layer ‘" + layer + "’, as bars.",
        png);
  }
}
