package org.conductance4j.report;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.conductance4j.experiment.config.ReplicationOptions;
import org.conductance4j.experiment.result.Replication;
import org.conductance4j.experiment.result.Replication.Scene;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Every scene of a replication as a dot in four strips, one a condition, with its threshold. */
final class ReplicationFigure {

  private static final int WIDTH = 2080;
  private static final int STRIP = 122;
  private static final int NAMES = 640;
  private static final int COUNTS = 210;
  private static final double RADIUS = 9;
  private static final Color HOLDS = Palette.REGIONAL;
  private static final Color FAILS = Palette.CONDUCTANCE;

  /** One condition: its words, its value and threshold in a scene, and whether it holds there. */
  private record Condition(
      String name,
      String wanted,
      ToDoubleFunction<Scene> value,
      double threshold,
      Predicate<Scene> holds,
      int count) {}

  private ReplicationFigure() {}

  static Figure of(ReportModel findings, Replication replication) {
    List<Condition> conditions = conditions(replication);
    try (FigureCanvas canvas = new FigureCanvas(WIDTH, conditions.size() * STRIP + 10)) {
      for (int i = 0; i < conditions.size(); i++) {
        paint(canvas, i * STRIP, conditions.get(i), replication);
      }
      int of = replication.holds().of();
      return new Figure(
          "replication",
          "The same study on other scenes",
          "Each dot is one of "
              + of
              + " scenes that were fixed beforehand: blue where the condition holds, orange where"
              + " it does not; the line marks the threshold, and all four conditions hold in "
              + replication.holds().all()
              + ".",
          "Four strips of dots, one dot a scene: "
              + String.join(
                  "; ",
                  conditions.stream()
                      .map(c -> c.name() + ": holds in " + c.count() + " of " + of)
                      .toList())
              + ".",
          canvas.png());
    }
  }

  private static List<Condition> conditions(Replication replication) {
    ReplicationOptions.Thresholds limits = replication.thresholds();
    Replication.Holds holds = replication.holds();
    String by = Numbers.fraction(replication.fraction()) + " by regional conductance";
    return List.of(
        new Condition(
            "score left, " + by,
            "more than " + Numbers.percent(limits.scoreKept()),
            Scene::scoreKept,
            limits.scoreKept(),
            Scene::keepsScore,
            holds.keepsScore()),
        new Condition(
            "box’s contribution left, " + by,
            "less than " + Numbers.percent(limits.boxKept()),
            Scene::boxKept,
            limits.boxKept(),
            Scene::losesBox,
            holds.losesBox()),
        new Condition(
            "how much lower pruning by conductance gets the score",
            "more than " + Numbers.withDecimals(2).plain(limits.collapse()) + " at some fraction",
            Scene::collapse,
            limits.collapse(),
            Scene::conductanceCollapses,
            holds.conductanceCollapses()),
        new Condition(
            "largest change by random pruning",
            "less than " + Numbers.percent(limits.randomMoved()) + " of the score",
            Scene::randomMoved,
            limits.randomMoved(),
            Scene::randomHarmless,
            holds.randomHarmless()));
  }

  private static void paint(
      FigureCanvas canvas, int y, Condition condition, Replication replication) {
    List<Scene> scenes = replication.scenes();
    double[] values = scenes.stream().mapToDouble(condition.value()).toArray();
    double low = Math.min(0, condition.threshold());
    double high = Math.max(1, condition.threshold());
    for (double value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    double unit = (WIDTH - NAMES - COUNTS - 40) / (high - low);
    double axis = y + 62;
    canvas.text(condition.name(), 0, y + 48, Align.LEFT, Lettering.TEXT);
    canvas.text("wanted: " + condition.wanted(), 0, y + 82, Align.LEFT, Lettering.NOTE);
    canvas.line(NAMES, axis, WIDTH - COUNTS - 40, axis, Palette.GRID, 2);
    for (double mark : new double[] {0, 1}) {
      tick(canvas, NAMES + (mark - low) * unit, axis, mark);
    }
    double limit = NAMES + (condition.threshold() - low) * unit;
    canvas.line(limit, y + 24, limit, y + 100, Palette.TEXT, 3);
    for (int i = 0; i < values.length; i++) {
      double x = NAMES + (values[i] - low) * unit;
      double shift = (i % 5 - 2) * 11.0;
      Color colour = condition.holds().test(scenes.get(i)) ? HOLDS : FAILS;
      canvas.fill(
          new Ellipse2D.Double(x - RADIUS, axis + shift - RADIUS, 2 * RADIUS, 2 * RADIUS), colour);
    }
    String count = condition.count() + " of " + replication.holds().of();
    canvas.text(count, WIDTH, y + 70, Align.RIGHT, Lettering.HEAD);
  }

  private static void tick(FigureCanvas canvas, double x, double axis, double mark) {
    canvas.line(x, axis - 30, x, axis + 30, Palette.RULE, 1.5);
    canvas.text(Numbers.withDecimals(0).plain(mark), x, axis + 54, Align.CENTRE, Lettering.NOTE);
  }
}
