package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.PathNode;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.path.PathPieces;
import org.conductance4j.attribution.path.Piece;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.result.PathStudy;

/** Makes a {@link PathStudy}: samples the path once for all fixed rules and the truth. */
final class PathStudyMaker {

  private static final List<PathRule> FIXED =
      List.of(
          PathRule.LEFT,
          PathRule.RIGHT,
          PathRule.MIDPOINT,
          PathRule.TRAPEZOID,
          PathRule.GAUSS_LEGENDRE);

  private static final int INSIDE = 1;

  /** How much better than the smallest tolerance the truth should be known. */
  private static final double EXACTER = 0.1;

  private static final int LEAST_CUT = 64;
  private static final double NARROWEST = 0x1p-20;

  private final ResolvedQuestion question;
  private final PathStudyOptions options;
  private final ProgressListener progress;
  private final TreeMap<Double, PathNode> nodes = new TreeMap<>();
  private double change;
  private double inside;
  private double bound;

  private PathStudyMaker(
      ResolvedQuestion question, PathStudyOptions options, ProgressListener progress) {
    this.question = question.withoutLayer();
    this.options = options;
    this.progress = progress;
  }

  /** Studies the path of a question with a region. */
  static PathStudy of(
      ResolvedQuestion question, PathStudyOptions options, ProgressListener progress) {
    return new PathStudyMaker(question, options, progress).make();
  }

  private PathStudy make() {
    sample();
    PathPieces pieces = new PathPieces(2, 0, 2);
    nodes.values().forEach(pieces::add);
    change = nodes.lastEntry().getValue().score() - nodes.firstEntry().getValue().score();
    refine(pieces);
    inside = pieces.corrected(INSIDE);
    bound = pieces.bound(INSIDE) / Math.abs(change);
    List<PathStudy.Rule> rules = new ArrayList<>();
    for (PathRule rule : FIXED) {
      rules.add(rule(rule.id(), options.steps().stream().map(n -> PathNodes.of(rule, n)).toList()));
    }
    rules.add(
        rule(
            PathStudy.CAPTUM_TRAPEZOID,
            options.steps().stream().map(PathStudyMaker::captumTrapezoid).toList()));
    PathStudy.Rule uniform = uniform();
    rules.add(uniform);
    PathStudy.Rule adaptive = adaptive();
    rules.add(adaptive);
    return new PathStudy(
        new PathStudy.Truth(pieces.count(), inside, change - inside, bound),
        rules,
        matches(adaptive, uniform));
  }

  private void sample() {
    TreeSet<Double> wanted = new TreeSet<>();
    for (int k = 0; k <= options.grid(); k++) {
      wanted.add((double) k / options.grid());
    }
    for (int n : options.steps()) {
      FIXED.forEach(rule -> addAll(wanted, PathNodes.of(rule, n)));
      addAll(wanted, captumTrapezoid(n));
    }
    double[] alphas = wanted.stream().mapToDouble(Double::doubleValue).toArray();
    PathAttribution.sample(question, alphas, progress)
        .forEach(node -> nodes.put(node.alpha(), node));
  }

  /**
   * Cuts the pieces of the largest errors until the truth is known to a tenth of what is asked of
   * the adaptive rule, or as many nodes again as the grid has are spent.
   */
  private void refine(PathPieces pieces) {
    double least = options.tolerances().stream().mapToDouble(t -> t).min().orElse(1);
    double goal = EXACTER * least * Math.abs(change);
    int most = pieces.count() + options.grid();
    while (pieces.bound(INSIDE) > goal && pieces.count() < most) {
      int limit = Math.min(most - pieces.count(), Math.max(LEAST_CUT, pieces.count() / 8));
      double[] middles =
          pieces.worst(goal, piece -> piece.width() > NARROWEST, 1, limit).stream()
              .mapToDouble(Piece::middle)
              .toArray();
      if (middles.length == 0) {
        return;
      }
      PathAttribution.sample(question, middles, progress).forEach(pieces::add);
    }
  }

  private static void addAll(Set<Double> wanted, PathNodes more) {
    Arrays.stream(more.alphas()).forEach(wanted::add);
  }

  /** Captum 0.8: n places from 0 to 1, all of weight 1 ÷ n but the two ends, which have half. */
  private static PathNodes captumTrapezoid(int n) {
    double[] alphas = new double[n];
    double[] weights = new double[n];
    Arrays.setAll(alphas, k -> n == 1 ? 0 : k / (n - 1.0));
    Arrays.setAll(weights, k -> (k == 0 || k == n - 1 ? 0.5 : 1.0) / n);
    return PathNodes.of(alphas, weights);
  }

  private PathStudy.Rule rule(String id, List<PathNodes> rules) {
    return new PathStudy.Rule(id, rules.stream().map(this::point).toList());
  }

  private PathStudy.Point point(PathNodes rule) {
    double whole = 0;
    double part = 0;
    for (int k = 0; k < rule.count(); k++) {
      PathNode node = nodes.ceilingEntry(rule.alpha(k)).getValue();
      whole += rule.weight(k) * node.term(0);
      part += rule.weight(k) * node.term(INSIDE);
    }
    return point(rule.count(), part - inside, whole - part - (change - inside));
  }

  private PathStudy.Point point(int count, double insideError, double outsideError) {
    double scale = Math.abs(change);
    return new PathStudy.Point(
        count, 2L * count + 2, insideError / scale, outsideError / scale, null, null);
  }

  /** The root mean square over all offsets that the grid has, up to half of its nodes. */
  private PathStudy.Rule uniform() {
    List<PathStudy.Point> points = new ArrayList<>();
    for (int n = options.steps().get(0); 2 * n <= options.grid(); n *= 2) {
      int offsets = options.grid() / n;
      if (options.grid() % n != 0) {
        break;
      }
      double insides = 0;
      double outsides = 0;
      for (int offset = 0; offset < offsets; offset++) {
        double[] alphas = new double[n];
        double[] weights = new double[n];
        int start = offset;
        Arrays.setAll(alphas, k -> (double) (k * offsets + start) / options.grid());
        Arrays.fill(weights, 1.0 / n);
        PathStudy.Point one = point(PathNodes.of(alphas, weights));
        insides += one.inside() * one.inside() / offsets;
        outsides += one.outside() * one.outside() / offsets;
      }
      double scale = Math.abs(change);
      points.add(point(n, Math.sqrt(insides) * scale, Math.sqrt(outsides) * scale));
    }
    return new PathStudy.Rule(PathStudy.UNIFORM, points);
  }

  private PathStudy.Rule adaptive() {
    List<PathStudy.Point> points = new ArrayList<>();
    double scale = Math.abs(change);
    for (double tolerance : options.tolerances()) {
      Explanation found =
          PathAttribution.explain(
              question.withPath(
                  new PathOptions(PathRule.ADAPTIVE, 1, tolerance, PathOptions.LARGEST_NODES)),
              EnumSet.of(Explanation.Part.INPUT),
              progress);
      Passes passes = found.path().passes();
      points.add(
          new PathStudy.Point(
              found.path().nodes(),
              passes.forward() + passes.vjp(),
              (found.inside(0) - inside) / scale,
              (found.outside(0) - (change - inside)) / scale,
              tolerance,
              found.path().errorEstimate()));
    }
    points.sort(Comparator.comparingLong(PathStudy.Point::passes));
    return new PathStudy.Rule(PathRule.ADAPTIVE.id(), points);
  }

  private List<PathStudy.Match> matches(PathStudy.Rule adaptive, PathStudy.Rule uniform) {
    return adaptive.points().stream().map(point -> match(point, uniform.points())).toList();
  }

  private PathStudy.Match match(PathStudy.Point point, List<PathStudy.Point> uniform) {
    double tolerance = point.tolerance() == null ? 0 : point.tolerance();
    double error = point.claimed() == null ? point.error() : point.claimed();
    PathStudy.Point before = null;
    for (PathStudy.Point after : uniform) {
      if (after.error() <= error) {
        double passes = before == null ? after.passes() : between(before, after, error);
        return new PathStudy.Match(tolerance, point.passes(), error, passes, false);
      }
      before = after;
    }
    double most = before == null ? 0 : before.passes();
    return new PathStudy.Match(tolerance, point.passes(), error, most, true);
  }

  /** Passes on the straight line between two points on logarithmic axes. */
  private static double between(PathStudy.Point before, PathStudy.Point after, double error) {
    double fall = Math.log(after.error()) - Math.log(before.error());
    double rise = Math.log((double) after.passes()) - Math.log((double) before.passes());
    double part = (Math.log(error) - Math.log(before.error())) / fall;
    return Math.exp(Math.log((double) before.passes()) + part * rise);
  }
}
