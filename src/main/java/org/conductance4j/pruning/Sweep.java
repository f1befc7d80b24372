package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.attribution.path.CachedActivations;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.Split;

/**
 * Runs many prunings of one layer: for each, the score at the input and the sums of the pruned
 * network's integrated gradients inside and outside a region.
 *
 * <p>\( \sum_{i \in R} IG_i(F_m) = \int_0^1 \langle m \odot \nabla H(m \odot y(\alpha)), J_G v_R
 * \rangle \, d\alpha \), with F_m = H(m ⊙ G): the part G below the layer runs once for all
 * prunings, the part H above it once a pruning and node. A pruned network's score jumps elsewhere
 * on the path than the intact one's, so each pruning refines the shared pieces by its own
 * completeness residuals. Of a path of several straight parts each is swept, and the sums are
 * added. Rows of different prunings share batches. Units of several layers can be pruned together:
 * the part above the first of them is then cut at the others.
 */
public final class Sweep {

  private final ResolvedQuestion question;
  private final List<Layer> layers;
  private final Explanation intact;
  private final SweepOptions options;
  private final CachedActivations below;
  private final LayerGradients above;

  private Sweep(
      ResolvedQuestion question,
      List<Layer> layers,
      Explanation intact,
      SweepOptions options,
      CachedActivations below,
      LayerGradients above) {
    this.question = question;
    this.layers = List.copyOf(layers);
    this.intact = intact;
    this.options = options;
    this.below = below;
    this.above = above;
  }

  /**
   * A sweep over the question's layer.
   *
   * @param question what is explained: a layer and at least one region, of which the first is used
   * @param intact explanation of the same question without pruning
   * @param options how exactly
   */
  public Sweep(ResolvedQuestion question, Explanation intact, SweepOptions options) {
    this(
        question,
        question.layer() == null ? List.of() : List.of(question.layer()),
        intact,
        options,
        CachedActivations.none(),
        LayerGradients.none());
  }

  /**
   * {@return the same sweep over several layers together, whichever layer the question has}
   *
   * @param newLayers whose units the plans hold, one layer after the other, in the program's order
   */
  public Sweep over(List<Layer> newLayers) {
    return new Sweep(question, newLayers, intact, options, below, above);
  }

  /**
   * {@return the same sweep that reuses what the intact network's path has found; its results are
   * the same}
   *
   * @param newBelow of the same question's path; empty afterwards
   * @param newAbove receives what maps of some of the prunings can reuse
   */
  public Sweep reusing(CachedActivations newBelow, LayerGradients newAbove) {
    return new Sweep(question, layers, intact, options, newBelow, newAbove);
  }

  /**
   * {@return one curve point for each pruning}
   *
   * @param prunings what is pruned
   * @param progress is notified after each round of refinement
   * @throws InvalidInputException if the question has no layer or region, or a plan does not fit it
   */
  public SweepResult run(List<PruningPoint> prunings, ProgressListener progress) {
    if (layers.isEmpty()) {
      question.needLayer();
    }
    List<ResolvedQuestion> segments = question.segments();
    if (segments.size() == 1) {
      return run(prunings, intact.scale(), progress);
    }
    List<SweepResult> parts = new ArrayList<>();
    for (ResolvedQuestion segment : segments) {
      Explanation part =
          PathAttribution.explain(
              segment.withoutLayer(), EnumSet.of(Explanation.Part.INPUT), progress);
      Sweep own = new Sweep(segment, part, options).over(layers);
      parts.add(own.run(prunings, intact.scale() / segments.size(), progress));
    }
    return SweepResult.joined(parts);
  }

  /**
   * {@return the most bytes that a sweep can use to keep what it knows of the path}
   *
   * @param question what is explained, with a layer
   * @param options how exactly
   */
  public static long largestStore(ResolvedQuestion question, SweepOptions options) {
    int places = options.coarsePieces() * SharedPath.STEPS + 1;
    return places * CachedActivations.entryBytes(question);
  }

  private SweepResult run(List<PruningPoint> prunings, double scale, ProgressListener progress) {
    check(prunings);
    List<Section> parts = parts();
    int[] lengths = layers.stream().mapToInt(Layer::neurons).toArray();
    Map<Plan, PrunedPath> paths = new LinkedHashMap<>();
    try (SharedPath shared =
            new SharedPath(
                question, parts.get(0), intact.path().trace(), below, options.coarsePieces());
        UpperPart upper = new UpperPart(question, parts.subList(1, parts.size()))) {
      for (PruningPoint pruning : prunings) {
        if (pruning.plan().pruned() > 0) {
          paths.computeIfAbsent(
              pruning.plan(), plan -> new PrunedPath(plan, lengths, shared, above, noise()));
        }
      }
      refine(paths.values(), shared, upper, scale, progress);
      return new SweepResult(
          points(prunings, paths), nodes(paths), shared.passes(), upper.passes());
    }
  }

  private List<Section> parts() {
    if (layers.size() == 1) {
      Split split = question.program().split(layers.get(0), question.target());
      return List.of(split.lower(), split.upper());
    }
    return question.program().chain(layers, question.target());
  }

  private void check(List<PruningPoint> prunings) {
    if (question.regions().isEmpty()) {
      throw InvalidInputException.of(
          "region", "is needed by a sweep", "none", "give one, such as box:0,10,0,10");
    }
    int units = layers.stream().mapToInt(Layer::neurons).sum();
    for (PruningPoint pruning : prunings) {
      if (pruning.plan().units() != units) {
        throw InvalidInputException.of(
            "plan",
            "needs the " + units + " units of the layer" + (layers.size() == 1 ? "" : "s"),
            pruning.plan().units(),
            "rank the units of " + layers.stream().map(Layer::name).toList());
      }
      if (layers.size() > 1 && pruning.plan().replacement() instanceof Replacement.Held) {
        throw InvalidInputException.of(
            "replacement",
            "must be a constant where layers are pruned together",
            pruning.plan().replacement().id(),
            "choose zero, baseline or mean:FILE");
      }
    }
  }

  private double noise() {
    return PathAttribution.noise(
        question.program().precision(), intact.atInput(), intact.atBaseline());
  }

  private void refine(
      Collection<PrunedPath> paths,
      SharedPath shared,
      UpperPart upper,
      double scale,
      ProgressListener progress) {
    double tolerance = options.tolerance() * scale;
    List<PrunedPath> open = new ArrayList<>(paths);
    double budget = Math.max(1, open.size()) * (double) options.maximumNodes();
    while (!open.isEmpty()) {
      List<PrunedSample> wanted = new ArrayList<>();
      for (PrunedPath path : open) {
        wanted.addAll(path.wanted(tolerance, options.maximumNodes()));
      }
      upper.measure(wanted, shared);
      open.forEach(PrunedPath::absorb);
      open.removeIf(path -> path.isDone(tolerance, options.maximumNodes()));
      double spent = 0;
      for (PrunedPath path : paths) {
        spent += open.contains(path) ? path.nodeCount() : options.maximumNodes();
      }
      progress.progressed("sweep", spent / budget);
    }
  }

  private List<CurvePoint> points(List<PruningPoint> prunings, Map<Plan, PrunedPath> paths) {
    List<CurvePoint> points = new ArrayList<>();
    for (PruningPoint pruning : prunings) {
      PrunedPath path = paths.get(pruning.plan());
      points.add(path == null ? intactPoint(pruning) : path.point(pruning));
    }
    return points;
  }

  /** Where nothing is pruned the explanation of the intact network has the sums. */
  private CurvePoint intactPoint(PruningPoint pruning) {
    return new CurvePoint(
        pruning.ranking(),
        pruning.fraction(),
        0,
        intact.atInput(),
        intact.inside(0),
        intact.outside(0),
        intact.change(),
        intact.path().errorEstimate() * intact.scale());
  }

  private static Map<Plan, PathNodes> nodes(Map<Plan, PrunedPath> paths) {
    Map<Plan, PathNodes> nodes = new LinkedHashMap<>();
    paths.forEach((plan, path) -> nodes.put(plan, path.nodes()));
    return nodes;
  }
}
