package org.conductance4j.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.Explanation.Part;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Precision;

/**
 * One pass over the path's nodes from which every array, sum and residual that is asked for comes.
 *
 * <p>At a node the lower part G runs forward and, along v and along v_R of each region, in forward
 * mode; the upper part H runs forward and in reverse; G runs in reverse where the input's map is
 * wanted. Deterministic: the same setting yields the same bits.
 */
public final class PathAttribution {

  /** Rounding of F in single precision, as a part of its largest value on the path. */
  private static final double SINGLE_ROUNDING = 0x1p-20;

  private static final double DOUBLE_ROUNDING = 0x1p-46;

  private final Setting setting;
  private final ArrayLayout layout;
  private final ProgressListener progress;

  private PathAttribution(Setting setting, Set<Part> parts, ProgressListener progress) {
    this.setting = setting;
    this.layout = new ArrayLayout(setting, parts);
    this.progress = progress;
  }

  /**
   * Explains a setting.
   *
   * @param setting what is explained
   * @param parts which arrays are wanted
   * @param progress is told of each batch of nodes
   * @return the arrays, sums and ledger
   * @throws InvalidInputException if a layer is wanted and the setting has none, or the rule does
   *     not fit
   */
  public static Explanation explain(Setting setting, Set<Part> parts, ProgressListener progress) {
    PathAttribution attribution = new PathAttribution(setting, parts, progress);
    PathOptions path = setting.path();
    try (PathProbe probe = attribution.probe()) {
      return switch (path.rule()) {
        case ADAPTIVE -> attribution.adaptive(probe);
        case PUBLISHED -> attribution.published(probe);
        case LEFT, RIGHT, MIDPOINT, TRAPEZOID, GAUSS_LEGENDRE ->
            attribution.fixed(probe, PathNodes.of(path.rule(), path.nodes()));
      };
    }
  }

  /**
   * Explains a setting at nodes that somebody chose.
   *
   * @param setting what is explained; its path options are not used
   * @param parts which arrays are wanted
   * @param nodes where on the path, and how much each place weighs
   * @param progress is told of each batch of nodes
   * @return the arrays, sums and ledger
   */
  public static Explanation explainAt(
      Setting setting, Set<Part> parts, PathNodes nodes, ProgressListener progress) {
    PathAttribution attribution = new PathAttribution(setting, parts, progress);
    try (PathProbe probe = attribution.probe()) {
      return attribution.fixed(probe, nodes);
    }
  }

  private PathProbe probe() {
    return new PathProbe(setting, layout);
  }

  private Explanation fixed(PathProbe probe, PathNodes nodes) {
    Totals totals = new Totals(probe.terms(), layout.length());
    double[] ends = probe.scores(0, 1);
    double[] alphas = nodes.alphas();
    probe.nodes(
        alphas,
        (node, score, terms, arrays) -> {
          totals.add(new PathPoint(alphas[node], score, nodes.weight(node)), terms, arrays);
          progress.progressed("path", (node + 1.0) / alphas.length);
        });
    return explanation(probe, totals, ends);
  }

  private Explanation published(PathProbe probe) {
    if (setting.layer() == null) {
      return fixed(probe, PathNodes.of(PathRule.PUBLISHED, setting.path().nodes()));
    }
    int steps = setting.path().nodes();
    Totals totals = new Totals(probe.terms(), layout.length());
    double[] ends = probe.scores(0, 1);
    PathNodes nodes = PathNodes.of(PathRule.PUBLISHED, steps);
    probe.steps(
        nodes.alphas(),
        1.0 / steps,
        (node, score, terms, arrays) -> {
          totals.add(new PathPoint(nodes.alpha(node), score, nodes.weight(node)), terms, arrays);
          progress.progressed("path", (node + 1.0) / steps);
        });
    return explanation(probe, totals, ends);
  }

  private Explanation explanation(PathProbe probe, Totals totals, double[] ends) {
    double change = ends[1] - ends[0];
    double residual = Math.abs(change - totals.terms[0]);
    totals.trace.add(new PathPoint(0, ends[0], 0));
    totals.trace.add(new PathPoint(1, ends[1], 0));
    totals.trace.sort(Comparator.comparingDouble(PathPoint::alpha));
    PathRecord record =
        new PathRecord(
            setting.path().rule(),
            totals.count,
            setting.path().tolerance(),
            Math.max(residual, noise(ends)) / scale(change),
            PathRecord.Outcome.FIXED,
            probe.passes(),
            setting.program().approximations(),
            totals.trace);
    double[] inside = Arrays.copyOfRange(totals.terms, 1, 1 + setting.regions().size());
    return assemble(ends, totals.arrays, totals.terms, inside, record);
  }

  private Explanation adaptive(PathProbe probe) {
    checkTolerance();
    try (AdaptivePath path =
        new AdaptivePath(setting, probe, layout.length(), setting.store(), progress)) {
      path.run();
      return adaptive(probe, path);
    }
  }

  private Explanation adaptive(PathProbe probe, AdaptivePath path) {
    double[] ends = path.ends();
    int terms = probe.terms();
    double[] plain = new double[terms];
    Arrays.setAll(plain, path.pieces()::plain);
    double[] inside = new double[setting.regions().size()];
    Arrays.setAll(inside, region -> path.pieces().corrected(1 + region));
    PathRecord record =
        new PathRecord(
            PathRule.ADAPTIVE,
            path.pieces().count(),
            setting.path().tolerance(),
            path.error() / scale(ends[1] - ends[0]),
            path.outcome(),
            probe.passes(),
            setting.program().approximations(),
            path.trace());
    return assemble(ends, path.arrays(), plain, inside, record);
  }

  private void checkTolerance() {
    double least = setting.program().precision() == Precision.FLOAT32 ? 1e-6 : 1e-13;
    if (setting.path().tolerance() < least) {
      throw InvalidInputException.of(
          "tolerance",
          "must be at least " + least + ", the rounding of this precision",
          setting.path().tolerance(),
          "choose a larger one or float64");
    }
  }

  private Explanation assemble(
      double[] ends, double[] sums, double[] plain, double[] inside, PathRecord record) {
    List<Tensor> tensors = layout.tensors(sums);
    Ledger ledger = ledger(ends[1] - ends[0], tensors, plain);
    List<Part> order = layout.order();
    return new Explanation(
        setting.readout(),
        ends,
        order,
        tensors.subList(0, order.size()),
        inside,
        plain[0],
        ledger,
        record);
  }

  private Ledger ledger(double change, List<Tensor> tensors, double[] plain) {
    double scale = scale(change);
    List<Part> order = layout.order();
    int input = order.indexOf(Part.INPUT);
    int layer = order.indexOf(Part.LAYER);
    int regions = order.indexOf(Part.REGIONS);
    double bypass = plain[plain.length - 1];
    double inputResidual = input < 0 ? 0 : tensors.get(input).sum() - change;
    double layerResidual = layer < 0 ? 0 : tensors.get(layer).sum() + bypass - change;
    double regional = 0;
    for (int region = 0; input >= 0 && regions >= 0 && region < inside(order); region++) {
      double map = setting.regions().get(region).sum(tensors.get(input).toArray());
      regional = Math.max(regional, Math.abs(plain[1 + region] - map));
    }
    double additivity = layout.complement() ? additivity(tensors, layer, regions) : 0;
    return new Ledger(
        Math.abs(inputResidual) / scale,
        Math.abs(layerResidual) / scale,
        regional / scale,
        additivity / scale,
        bypass / (change == 0 ? 1 : change));
  }

  private static int inside(List<Part> order) {
    return (int) order.stream().filter(part -> part == Part.REGIONS).count();
  }

  private static double additivity(List<Tensor> tensors, int layer, int region) {
    Tensor whole = tensors.get(layer);
    Tensor inside = tensors.get(region);
    Tensor outside = tensors.get(tensors.size() - 1);
    double gap = 0;
    for (int j = 0; j < whole.length(); j++) {
      gap += Math.abs(inside.get(j) + outside.get(j) - whole.get(j));
    }
    return gap;
  }

  /** What residuals are divided by: 1 where F does not change at all. */
  private static double scale(double change) {
    return change == 0 ? 1 : Math.abs(change);
  }

  private double noise(double[] scores) {
    return noise(setting.program().precision(), scores);
  }

  /**
   * How exactly F is known.
   *
   * @param precision of the arithmetic
   * @param scores values of F on the path; not modified
   * @return in units of F
   */
  public static double noise(Precision precision, double... scores) {
    double largest = 0;
    for (double score : scores) {
      largest = Math.max(largest, Math.abs(score));
    }
    return largest * (precision == Precision.FLOAT32 ? SINGLE_ROUNDING : DOUBLE_ROUNDING);
  }

  /**
   * All arrays that a setting can yield.
   *
   * @param setting what is explained
   * @return the input's map, and with a layer its conductance and that of each region
   */
  public static Set<Part> everything(Setting setting) {
    Set<Part> parts = EnumSet.of(Part.INPUT);
    if (setting.layer() != null) {
      parts.add(Part.LAYER);
    }
    if (setting.layer() != null && !setting.regions().isEmpty()) {
      parts.add(Part.REGIONS);
    }
    return parts;
  }

  /** Sums over the nodes of a fixed rule. */
  private static final class Totals {
    private final double[] terms;
    private final double[] arrays;
    private final List<PathPoint> trace = new ArrayList<>();
    private int count;

    Totals(int terms, int length) {
      this.terms = new double[terms];
      this.arrays = new double[length];
    }

    void add(PathPoint point, double[] nodeTerms, double[] nodeArrays) {
      for (int k = 0; k < terms.length; k++) {
        terms[k] += point.weight() * nodeTerms[k];
      }
      for (int i = 0; i < arrays.length; i++) {
        arrays[i] += point.weight() * nodeArrays[i];
      }
      trace.add(point);
      count++;
    }
  }
}
