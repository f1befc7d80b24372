package org.conductance4j.report;

import java.util.List;
import java.util.Optional;
import org.conductance4j.experiment.result.BaselineComparison;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Input integrated gradients from several baselines, side by side on one colour scale. */
final class BaselineFigure {

  private static final int GAP = 44;
  private static final int LINE = 34;
  private static final int HEAD = 52 + 2 * LINE;
  private static final int MOST_COLUMNS = 4;

  private final ReportModel findings;
  private final List<BaselineComparison.Entry> entries;
  private final List<Plane> planes;

  private BaselineFigure(ReportModel findings, BaselineComparison comparison) {
    this.findings = findings;
    this.entries = comparison.entries();
    this.planes = entries.stream().map(entry -> Plane.sumOverChannels(entry.map())).toList();
  }

  /** Draws the figure of a result whose input has the shape (channel, row, column). */
  static Optional<Figure> of(ReportModel findings, BaselineComparison comparison) {
    boolean maps = comparison.entries().stream().allMatch(entry -> entry.map().rank() == 3);
    return maps && !comparison.entries().isEmpty()
        ? Optional.of(new BaselineFigure(findings, comparison).draw())
        : Optional.empty();
  }

  private Figure draw() {
    MapPanel maps = new MapPanel(findings);
    HeatScale scale = HeatScale.of(planes);
    int columns = columns();
    int rows = (planes.size() + columns - 1) / columns;
    SumBars bars =
        new SumBars(entries.stream().map(this::sums).toList(), findings.numbers(), maps.width());
    int cellWidth = maps.width() + GAP;
    int cellHeight = HEAD + maps.height() + bars.height() + GAP;
    int width = columns * cellWidth - GAP;
    try (FigureCanvas canvas = new FigureCanvas(width, rows * cellHeight + ColourBar.HEIGHT)) {
      for (int i = 0; i < planes.size(); i++) {
        int x = i % columns * cellWidth;
        int y = i / columns * cellHeight;
        paintHead(canvas, x, y, entries.get(i));
        maps.paint(canvas, x, y + HEAD, planes.get(i), scale);
        bars.paint(canvas, x, y + HEAD + maps.height(), sums(entries.get(i)));
      }
      int barWidth = Math.min(width, 1000);
      ColourBar.paint(
          canvas, (width - barWidth) / 2, rows * cellHeight, barWidth, scale, meaning());
      return figure(canvas.png());
    }
  }

  /** As few rows as there can be, filled evenly. */
  private int columns() {
    int rows = (planes.size() + MOST_COLUMNS - 1) / MOST_COLUMNS;
    return (planes.size() + rows - 1) / rows;
  }

  private void paintHead(FigureCanvas canvas, int x, int y, BaselineComparison.Entry entry) {
    double line = y + FigureCanvas.TITLE + 4;
    canvas.text("From " + entry.baseline(), x, line, Align.LEFT, Lettering.HEAD);
    canvas.text(score(entry), x, line + LINE, Align.LEFT, Lettering.NOTE);
    canvas.text(completeness(entry), x, line + 2 * LINE, Align.LEFT, Lettering.NOTE);
  }

  private String score(BaselineComparison.Entry entry) {
    return findings.scoreWord() + " there: " + findings.numbers().plain(entry.atBaseline());
  }

  private static String completeness(BaselineComparison.Entry entry) {
    return "the map’s sum misses the change by " + Numbers.small(entry.completeness()) + " of it";
  }

  private List<SumBars.Entry> sums(BaselineComparison.Entry entry) {
    return findings.hasRegion()
        ? List.of(
            new SumBars.Entry("inside the " + findings.regionWord(), entry.inside(), false),
            new SumBars.Entry("outside", entry.outside(), false))
        : List.of(new SumBars.Entry("sum of the map", entry.all(), false));
  }

  private static String meaning() {
    return "contribution of one pixel (its colours added up); " + HeatScale.beyond();
  }

  private Figure figure(Png png) {
    return new Figure(
        "baselines",
        "The same explanation from other baselines",
        "Each pixel’s contribution to the change of the "
            + findings.scoreWord()
            + " of "
            + findings.className()
            + " from each baseline to the picture, all maps on one colour scale. Pixels that a"
            + " baseline shares with the picture get nothing, whatever they show; what is the same"
            + " in every map does not hang on the baseline.",
        "Maps of pixel contributions: "
            + String.join("; ", entries.stream().map(this::describe).toList())
            + ".",
        png);
  }

  private String describe(BaselineComparison.Entry entry) {
    Numbers numbers = findings.numbers();
    String sums =
        findings.hasRegion()
            ? "inside "
                + numbers.plain(entry.inside())
                + ", outside "
                + numbers.plain(entry.outside())
            : "sum " + numbers.plain(entry.all());
    return "from " + entry.baseline() + ": " + score(entry) + ", " + sums;
  }
}
