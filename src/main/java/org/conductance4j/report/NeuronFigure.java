package org.conductance4j.report;

import java.util.List;
import java.util.Optional;
import org.conductance4j.engine.Unit;
import org.conductance4j.experiment.result.RankingScores;
import org.conductance4j.experiment.result.Wording;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Where in the picture a layer's ranked neurons lie, one map a ranking. */
final class NeuronFigure {

  private static final int GAP = 44;
  private static final int HEAD = 88;

  private NeuronFigure() {}

  /**
   * Draws the figure; empty where no ranking of neurons but random has scores of (channel, row,
   * column).
   */
  static Optional<Figure> of(ReportModel findings) {
    List<RankingScores> rankings =
        findings.result().rankings().stream()
            .filter(r -> !Wording.idOf(r.id()).equals(Curve.RANDOM) && r.scores().rank() == 3)
            .filter(r -> r.unit() == Unit.NEURON)
            .toList();
    boolean drawn = !rankings.isEmpty() && findings.result().channels().layerHasPlaces();
    return drawn ? Optional.of(draw(findings, rankings)) : Optional.empty();
  }

  private static Figure draw(ReportModel findings, List<RankingScores> rankings) {
    MapPanel panel = new MapPanel(findings);
    List<Plane> maps = rankings.stream().map(r -> findings.layerPlane(r.scores())).toList();
    HeatScale scale = HeatScale.of(maps);
    int cell = panel.width() + GAP;
    int width = rankings.size() * cell - GAP;
    try (FigureCanvas canvas =
        new FigureCanvas(width, HEAD + panel.height() + 36 + ColourBar.HEIGHT)) {
      for (int i = 0; i < rankings.size(); i++) {
        RankingScores ranking = rankings.get(i);
        String sum = findings.numbers().signed(ranking.scores().sum());
        canvas.text(title(ranking), i * cell, FigureCanvas.TITLE + 4, Align.LEFT, Lettering.HEAD);
        canvas.text(
            meaning(findings, ranking.id()) + "; sum " + sum,
            i * cell,
            FigureCanvas.TITLE + 40,
            Align.LEFT,
            Lettering.NOTE);
        panel.paint(canvas, i * cell, HEAD, maps.get(i), scale);
      }
      int bar = Math.min(width, 1000);
      String unit =
          "contribution through one position of the layer (its channels added up); "
              + HeatScale.beyond();
      ColourBar.paint(canvas, (width - bar) / 2, HEAD + panel.height() + 36, bar, scale, unit);
      return figure(findings, rankings, canvas.png());
    }
  }

  private static Figure figure(ReportModel findings, List<RankingScores> rankings, Png png) {
    String layer = findings.metrics().layer().name();
    List<String> names = rankings.stream().map(r -> Wording.nameOf(r.id())).toList();
    return new Figure(
        "neurons",
        "Which neurons it runs through",
        "How much runs through the neurons of layer ‘"
            + layer
            + "’, drawn where in the picture they look; the neurons with the highest values are"
            + " pruned first.",
        "Maps of the neurons of layer ‘" + layer + "’ by " + String.join(" and by ", names) + ".",
        png);
  }

  private static String title(RankingScores ranking) {
    return Wording.capital(Wording.nameOf(ranking.id()));
  }

  private static String meaning(ReportModel findings, String id) {
    return switch (id) {
      case Curve.REGIONAL -> "what comes from the " + findings.regionWord();
      case Curve.CONDUCTANCE -> "what comes from the whole input";
      default -> "scores";
    };
  }
}
