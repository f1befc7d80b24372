package org.conductance4j.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Ledger;
import org.conductance4j.experiment.config.FigureOptions;
import org.conductance4j.experiment.config.FigureOptions.Background;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.PlainResults;
import org.conductance4j.experiment.result.Provenance;
import org.conductance4j.experiment.result.PrunedMap;
import org.conductance4j.experiment.result.RankingScores;
import org.conductance4j.experiment.result.Replication;
import org.conductance4j.pruning.CurvePoint;

/** Results that no network made: a drawn street with two lights, and numbers chosen by hand. */
final class MadeUp {

  static final int SIZE = 96;
  static final int[] BOX = {20, 47, 46, 58};
  private static final int CELLS = 24;
  private static final int CHANNELS = 4;

  private MadeUp() {}

  /** Pruning by region empties the box and keeps the score; by conductance it collapses. */
  static final double[][] STRIKING = {
    // fraction, regional: score, inside, outside; conductance: score, inside, outside
    {0, 0.999, 0.612, 0.384, 0.999, 0.612, 0.384},
    {0.01, 0.991, -0.214, 1.203, 0.713, 0.402, 0.309},
    {0.05, 0.987, -0.551, 1.536, 0.212, 0.101, 0.109},
    {0.1, 0.972, -0.402, 1.371, 0.041, 0.012, 0.027},
    {0.5, 0.611, -0.1, 0.71, 0.002, 0.0, 0.0}
  };

  /** Nothing does anything. */
  static final double[][] DULL = {
    {0, 0.62, 0.1, 0.418, 0.62, 0.1, 0.418},
    {0.01, 0.619, 0.099, 0.418, 0.618, 0.099, 0.417},
    {0.1, 0.612, 0.097, 0.413, 0.61, 0.098, 0.41}
  };

  static ExperimentResult striking() {
    return result(STRIKING, 0.003, Background.PICTURE, replication(30, 28));
  }

  static ExperimentResult dull() {
    return result(DULL, 0.102, Background.EDGES);
  }

  static ExperimentResult result(
      double[][] table, double atBaseline, Background background, Object... found) {
    Metrics metrics = metrics(table, atBaseline);
    FigureOptions figures = new FigureOptions(background, List.of(0.01), Map.of());
    List<RankingScores> rankings =
        List.of(
            new RankingScores("regional-conductance", neurons(table[0][2], 1)),
            new RankingScores("layer-conductance", neurons(table[0][2] + table[0][3], 2)),
            new RankingScores("random:0", neurons(0, 3)));
    List<PrunedMap> maps =
        List.of(
            new PrunedMap("regional-conductance", 0.01, map(table[1][2], table[1][3], 4)),
            new PrunedMap("layer-conductance", 0.01, map(table[1][5], table[1][6], 5)));
    return PlainResults.of(
        metrics,
        provenance(),
        Optional.of(picture()),
        Optional.of(region()),
        map(table[0][2], table[0][3], 6),
        rankings,
        maps,
        figures,
        found);
  }

  /** The striking result with another class name. */
  static ExperimentResult labelled(String label) {
    ExperimentResult made = striking();
    Metrics.Objective objective =
        new Metrics.Objective("probability", 2, label, null, 0.999, 0.003);
    return PlainResults.with(
        made, PlainResults.with(made.metrics(), objective), replication(30, 28));
  }

  static ExperimentResult features() {
    double[] values = {0.42, -0.1, 0.03, 0.3, -0.02, 0.0};
    Metrics made = metrics(DULL, 0.102);
    Metrics metrics =
        PlainResults.metrics(
            "table",
            new Metrics.Objective("logit", 1, null, null, 2.63, 2.0),
            new Metrics.Layer("dense1", List.of(400), 400),
            new Metrics.Region(0),
            made.path(),
            new Metrics.InputAttribution(0.63, 0, 0.63),
            made.ledger(),
            List.of(
                new CurvePoint("layer-conductance", 0, 0, 2.63, 0, 0.63, 0.63, 0),
                new CurvePoint("layer-conductance", 0.02, 8, 2.25, 0, 0.25, 0.25, 0)),
            made.seconds());
    Provenance by = provenance();
    Map<String, Object> config = new LinkedHashMap<>(by.config());
    config.put("baseline", "constant:0");
    return PlainResults.of(
        metrics,
        new Provenance(
            by.tool(),
            config,
            by.configSha256(),
            by.seeds(),
            by.sha256(),
            by.dtype(),
            by.backend(),
            by.jvm(),
            by.os(),
            by.cpu(),
            by.started(),
            by.wallSeconds(),
            null),
        Optional.empty(),
        Optional.empty(),
        Tensor.of(new int[] {6}, values),
        List.of(new RankingScores("layer-conductance", Tensor.zeros(400))),
        List.of(),
        FigureOptions.DEFAULT);
  }

  static Metrics metrics(double[][] table, double atBaseline) {
    double[] first = table[0];
    List<CurvePoint> curves = new ArrayList<>();
    for (double[] row : table) {
      curves.add(point("regional-conductance", row[0], row[1], row[2], row[3]));
    }
    for (double[] row : table) {
      curves.add(point("layer-conductance", row[0], row[4], row[5], row[6]));
    }
    for (int seed = 0; seed < 3; seed++) {
      for (double[] row : table) {
        double drift = row[0] * (seed - 0.6);
        curves.add(
            point(
                "random:" + seed,
                row[0],
                first[1] - row[0] * 0.2 * (seed + 0.2),
                first[2] * (1 + drift),
                first[3] * (1 - drift / 2)));
      }
    }
    return PlainResults.metrics(
        "made-up",
        new Metrics.Objective("probability", 2, "traffic light", null, first[1], atBaseline),
        new Metrics.Layer("stage2", List.of(64, 24, 24), 36_864),
        new Metrics.Region((BOX[1] - BOX[0]) * (BOX[3] - BOX[2])),
        new Metrics.Path("adaptive", 96, 1e-3, 8.4e-4, null, null),
        new Metrics.InputAttribution(first[2] + first[3], first[2], first[3]),
        new Ledger(2.1e-4, 3.4e-4, 1.2e-3, 4.4e-7, 0),
        curves,
        new Metrics.Seconds(41.3, Map.of("sweep", 20.0)));
  }

  static CurvePoint point(
      String ranking, double fraction, double score, double inside, double outside) {
    int pruned = (int) Math.floor(fraction * 36_864);
    return new CurvePoint(ranking, fraction, pruned, score, inside, outside, inside + outside, 0);
  }

  static Replication replication(int scenes, int holding) {
    SplittableRandom random = new SplittableRandom(9);
    List<Replication.Scene> list = new ArrayList<>();
    for (int i = 0; i < scenes; i++) {
      boolean holds = i < holding;
      double box = holds ? random.nextDouble(-0.6, 0.4) : random.nextDouble(0.55, 0.9);
      list.add(
          new Replication.Scene(
              1000 + i,
              List.of(20, 47, 46, 58),
              0.99,
              0.002,
              0.55,
              0.56,
              random.nextDouble(0.9, 1.0),
              box,
              random.nextDouble(0.6, 0.98),
              0.1,
              random.nextDouble(0.0, 0.08),
              true,
              holds,
              true,
              true,
              holds));
    }
    return new Replication(
        2,
        0.01,
        Replication.Thresholds.DEFAULT,
        list,
        new Replication.Holds(scenes, holding, scenes, scenes, holding, scenes));
  }

  static Provenance provenance() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("experiment", "made-up");
    config.put("objective", "probability:2");
    config.put("baseline", "black");
    config.put("layer", "stage2");
    config.put("replacement", "zero");
    return new Provenance(
        new Provenance.Tool("0.1.0", "0123456789abcdef0123456789abcdef01234567"),
        config,
        "c0".repeat(32),
        Map.of("seed", List.of(1L)),
        Map.of("network", "a1".repeat(32), "image", "b2".repeat(32)),
        "float32",
        new Provenance.Backend("CpuBackend", "1.0.0-M2.1", "linux-x86_64-onednn"),
        "OpenJDK 17.0.15",
        "Linux 6.1 amd64",
        "AMD EPYC, 2 processors",
        "2026-01-02T03:04:05Z",
        41.3,
        null);
  }

  static Tensor region() {
    double[] inside = new double[SIZE * SIZE];
    for (int r = BOX[0]; r < BOX[1]; r++) {
      for (int c = BOX[2]; c < BOX[3]; c++) {
        inside[r * SIZE + c] = 1;
      }
    }
    return Tensor.of(new int[] {SIZE, SIZE}, inside);
  }

  /** A map whose sums inside and outside the box are as given, with noise that adds nothing. */
  static Tensor map(double inside, double outside, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[3 * SIZE * SIZE];
    double[] totals = new double[2];
    double[] wanted = {inside, outside};
    int[] part = new int[SIZE * SIZE];
    double[] shape = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int r = i / SIZE % SIZE;
      int c = i % SIZE;
      boolean in = r >= BOX[0] && r < BOX[1] && c >= BOX[2] && c < BOX[3];
      part[i % (SIZE * SIZE)] = in ? 0 : 1;
      double other = Math.exp(-(Math.pow(r - 33, 2) + Math.pow(c - 24, 2)) / 120);
      shape[i] = in ? 0.2 + random.nextDouble() : other * random.nextDouble();
      totals[in ? 0 : 1] += shape[i];
    }
    for (int i = 0; i < values.length; i++) {
      int side = part[i % (SIZE * SIZE)];
      values[i] = shape[i] * wanted[side] / totals[side];
    }
    for (int i = 0; i + 1 < SIZE * SIZE; i++) {
      double noise = (random.nextDouble() - 0.5) * 4e-4;
      boolean sameSide = part[i] == part[i + 1];
      values[i] += sameSide ? noise : 0;
      values[i + 1] -= sameSide ? noise : 0;
    }
    return Tensor.of(new int[] {3, SIZE, SIZE}, values);
  }

  private static Tensor neurons(double sum, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[CHANNELS * CELLS * CELLS];
    double total = 0;
    for (int i = 0; i < values.length; i++) {
      int r = i / CELLS % CELLS;
      int c = i % CELLS;
      double right = Math.exp(-(Math.pow(r - 8, 2) / 12 + Math.pow(c - 12.5, 2) / 4));
      double left = seed == 2 ? Math.exp(-(Math.pow(r - 8, 2) / 12 + Math.pow(c - 6, 2) / 4)) : 0;
      values[i] = (right + left) * random.nextDouble() + 0.03 * (random.nextDouble() - 0.5);
      total += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] *= sum / total;
    }
    return Tensor.of(new int[] {CHANNELS, CELLS, CELLS}, values);
  }

  /** A street with two lights, (3, row, column) in [0, 1]. */
  static Tensor picture() {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    fill(g, 0x9fc3e8, 0, 0, SIZE, 64);
    fill(g, 0xb8a48c, 0, 30, 16, 36);
    fill(g, 0x8f7f78, 66, 24, 30, 42);
    fill(g, 0x6a6d70, 0, 64, SIZE, 32);
    fill(g, 0xeeeeee, 46, 70, 3, 8);
    fill(g, 0xeeeeee, 46, 84, 3, 10);
    fill(g, 0x8c1f1f, 62, 66, 26, 12);
    g.setColor(new Color(0x333333));
    g.setStroke(new BasicStroke(1.6f));
    g.drawLine(8, 16, 60, 16);
    for (int x : new int[] {19, 47}) {
      fill(g, 0x1a1a1a, x, 21, 10, 25);
      dot(g, 0xe02020, x, 22);
      dot(g, 0x4a3a10, x, 30);
      dot(g, 0x103a18, x, 38);
    }
    g.dispose();
    double[] values = new double[3 * SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) {
      int rgb = image.getRGB(i % SIZE, i / SIZE);
      for (int channel = 0; channel < 3; channel++) {
        values[channel * SIZE * SIZE + i] = ((rgb >> (16 - 8 * channel)) & 0xff) / 255.0;
      }
    }
    return Tensor.of(new int[] {3, SIZE, SIZE}, values);
  }

  private static void fill(Graphics2D g, int colour, int x, int y, int width, int height) {
    g.setColor(new Color(colour));
    g.fillRect(x, y, width, height);
  }

  private static void dot(Graphics2D g, int colour, int x, int y) {
    g.setColor(new Color(colour));
    g.fillOval(x + 2, y, 6, 6);
  }
}
