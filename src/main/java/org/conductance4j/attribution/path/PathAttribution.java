package org.conductance4j.attribution.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;

/**
 * Computes every array, sum and residual that is asked for in one pass over the path's nodes.
 *
 * <p>At a node the lower part G runs forward and, along v and along v_R of each region, in forward
 * mode; the upper part H runs forward and in reverse; G runs in reverse where the input's map is
 * wanted. Deterministic: the same question yields the same bits.
 */
public final class PathAttribution {

  /** Rounding of F in single precision, as a part of its largest value on the path. */
  private static final double SINGLE_ROUNDING = 0x1p-20;

  private static final double DOUBLE_ROUNDING = 0x1p-46;

  private final List<ResolvedQuestion> wholes;
  private final List<ResolvedQuestion> questions;
  private final List<Integer> owners;
  private final ResolvedQuestion question;
  private final ArrayLayout layout;
  private final CachedActivations cache;
  private final ProgressListener progress;

  /** The straight parts of each example's path follow one another. */
  private PathAttribution(
      List<ResolvedQuestion> wholes,
      Set<Part> parts,
      CachedActivations cache,
      ProgressListener progress) {
    List<ResolvedQuestion> segments = new ArrayList<>();
    List<Integer> of = new ArrayList<>();
    for (int example = 0; example < wholes.size(); example++) {
      for (ResolvedQuestion segment : wholes.get(example).segments()) {
        segments.add(segment);
        of.add(example);
      }
    }
    this.wholes = List.copyOf(wholes);
    this.questions = List.copyOf(segments);
    this.owners = List.copyOf(of);
    this.question = questions.get(0);
    this.layout = new ArrayLayout(question, parts);
    this.cache = cache;
    this.progress = progress;
    if (parts.contains(Part.INFLUENCE) && segments.size() > wholes.size()) {
      throw InvalidInputException.of(
          "through",
          "goes with integrals along the direction of the path",
          "internal influence",
          "leave it out or choose conductance");
    }
  }

  /**
   * {@return the arrays, sums and ledger of a question}
   *
   * @param question what is explained
   * @param parts which arrays are wanted
   * @param progress is notified after each batch of nodes
   * @throws InvalidInputException if a layer is wanted and the question has none, or the rule does
   *     not fit
   */
  public static Explanation explain(
      ResolvedQuestion question, Set<Part> parts, ProgressListener progress) {
    return explainAll(List.of(question), parts, progress).get(0);
  }

  /**
   * {@return the arrays, sums and ledger of a question, of which a sweep of prunings can reuse the
   * activations}
   *
   * @param question what is explained
   * @param parts which arrays are wanted
   * @param cache of this question, as yet empty
   * @param progress is notified after each batch of nodes
   * @throws InvalidInputException if a layer is wanted and the question has none, or the rule does
   *     not fit
   */
  public static Explanation explain(
      ResolvedQuestion question,
      Set<Part> parts,
      CachedActivations cache,
      ProgressListener progress) {
    return new PathAttribution(List.of(question), parts, cache, progress).explain().get(0);
  }

  /**
   * {@return one explanation a question, the same as one by one; their nodes share batches}
   *
   * @param questions what is explained; they differ in input, baseline, readout and where the path
   *     leads alone
   * @param parts which arrays are wanted
   * @param progress is notified after each batch of nodes
   * @throws InvalidInputException if a layer is wanted and the questions have none, or the rule
   *     does not fit
   */
  public static List<Explanation> explainAll(
      List<ResolvedQuestion> questions, Set<Part> parts, ProgressListener progress) {
    List<Explanation> all = new ArrayList<>();
    int together = together(questions.get(0), parts);
    for (int from = 0; from < questions.size(); from += together) {
      List<ResolvedQuestion> some =
          questions.subList(from, Math.min(from + together, questions.size()));
      double before = from;
      ProgressListener part =
          (stage, done) ->
              progress.progressed(stage, (before + done * some.size()) / questions.size());
      all.addAll(new PathAttribution(some, parts, CachedActivations.none(), part).explain());
    }
    return List.copyOf(all);
  }

  /** As many examples at a time as a batch has rows and the memory for their nodes allows. */
  private static int together(ResolvedQuestion question, Set<Part> parts) {
    ArrayLayout layout = new ArrayLayout(question, parts);
    long bytes = AdaptivePath.arrayBytes(question.program().precision(), layout.length());
    long each = Math.max(1, 2L * AdaptivePath.leastKept(question.batch()) * bytes);
    return (int) Math.max(1, Math.min(question.batch(), question.store() / each));
  }

  /**
   * {@return the arrays, sums and ledger of a question by given nodes}
   *
   * @param question what is explained; of its path options only where the path leads is used
   * @param parts which arrays are wanted
   * @param nodes where on the path, and how much each place weighs; where straight parts of the
   *     path meet, the first of two nodes belongs to the part before
   * @param progress is notified after each batch of nodes
   */
  public static Explanation explainAt(
      ResolvedQuestion question, Set<Part> parts, PathNodes nodes, ProgressListener progress) {
    PathAttribution attribution =
        new PathAttribution(List.of(question), parts, CachedActivations.none(), progress);
    List<PathNodes> split = nodes.split(attribution.questions.size());
    try (PathProbe probe = attribution.probe()) {
      return attribution.joined(attribution.fixed(probe, split)).get(0);
    }
  }

  private PathProbe probe() {
    return new PathProbe(questions, layout, cache);
  }

  private List<Explanation> explain() {
    PathOptions path = question.path().checked(question.program().precision());
    try (PathProbe probe = probe()) {
      return joined(
          switch (path.rule()) {
            case ADAPTIVE -> adaptive(probe);
            case PUBLISHED, LEFT, RIGHT, MIDPOINT, TRAPEZOID, GAUSS_LEGENDRE ->
                fixed(
                    probe,
                    Collections.nCopies(questions.size(), PathNodes.of(path.rule(), path.nodes())));
          });
    }
  }

  /** The same quadrature rule on each straight part. */
  private List<PathSums> fixed(PathProbe probe, List<PathNodes> rules) {
    List<PathProbe.Place> ends = new ArrayList<>();
    List<PathProbe.Place> places = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (int k = 0; k < questions.size(); k++) {
      ends.addAll(PathProbe.places(k, 0, 1));
      places.addAll(PathProbe.places(k, rules.get(k).alphas()));
      Arrays.stream(rules.get(k).weights()).forEach(weights::add);
    }
    double[] scores = probe.scores(ends);
    List<PathSums.Fixed> sums = new ArrayList<>();
    questions.forEach(each -> sums.add(new PathSums.Fixed(probe.terms(), layout.length())));
    PathProbe.NodeSink sink =
        (node, score, terms, arrays) -> {
          PathPoint point = new PathPoint(places.get(node).alpha(), score, weights.get(node));
          sums.get(places.get(node).example()).add(point, terms, arrays);
          progress.progressed("path", (node + 1.0) / places.size());
        };
    if (question.path().rule() == PathRule.PUBLISHED && question.layer() != null) {
      probe.steps(places, 1.0 / question.path().nodes(), sink);
    } else {
      probe.nodes(places, sink);
    }
    List<PathSums> all = new ArrayList<>();
    for (int k = 0; k < questions.size(); k++) {
      double[] own = {scores[2 * k], scores[2 * k + 1]};
      double noise = noise(question.program().precision(), own);
      all.add(sums.get(k).done(questions.get(k), own, noise, probe.account(k)));
    }
    return all;
  }

  private List<PathSums> adaptive(PathProbe probe) {
    double[] parts = new double[questions.size()];
    List<AdaptivePath> paths = new ArrayList<>();
    try {
      for (int k = 0; k < questions.size(); k++) {
        int each = k;
        ProgressListener listener =
            (stage, done) -> {
              parts[each] = done;
              progress.progressed(stage, Arrays.stream(parts).average().orElse(1));
            };
        long passes = question.path().passes();
        long budget = passes == PathOptions.ANY_PASSES ? passes : passes / siblings(k);
        long store = question.store() / questions.size();
        paths.add(new AdaptivePath(questions.get(k), probe, layout, store, budget, listener));
      }
      AdaptivePaths.run(paths, probe, this::aims);
      List<PathSums> all = new ArrayList<>();
      for (int k = 0; k < paths.size(); k++) {
        all.add(PathSums.of(questions.get(k), paths.get(k), probe.account(k).passes()));
      }
      return all;
    } finally {
      paths.forEach(AdaptivePath::close);
    }
  }

  /** Number of straight parts of the path that one of them belongs to. */
  private long siblings(int segment) {
    return owners.stream().filter(owners.get(segment)::equals).count();
  }

  /** The error, in units of F, at which each straight part is done. */
  private double[] aims(double[] changes) {
    double[] aims = new double[changes.length];
    for (int k = 0; k < aims.length; k++) {
      double change = 0;
      for (int j = 0; j < aims.length; j++) {
        change += owners.get(j).equals(owners.get(k)) ? changes[j] : 0;
      }
      aims[k] = question.path().tolerance() * Math.abs(change) / siblings(k);
    }
    return aims;
  }

  /** One explanation for each example, of the sums over its straight parts. */
  private List<Explanation> joined(List<PathSums> segments) {
    List<Explanation> all = new ArrayList<>();
    for (int example = 0; example < wholes.size(); example++) {
      List<PathSums> own = new ArrayList<>();
      for (int k = 0; k < segments.size(); k++) {
        if (owners.get(k) == example) {
          own.add(segments.get(k));
        }
      }
      all.add(assemble(wholes.get(example), PathSums.joined(own)));
    }
    return all;
  }

  private Explanation assemble(ResolvedQuestion whole, PathSums sums) {
    List<Tensor> tensors = layout.tensors(sums.arrays());
    Ledger ledger = ledger(sums, tensors);
    List<Part> order = layout.order();
    return new Explanation(
        whole.readout(),
        sums.ends()[1],
        sums.ends()[0],
        order,
        tensors.subList(0, order.size()),
        Arrays.stream(sums.inside()).boxed().toList(),
        sums.plain()[0],
        ledger,
        sums.record(whole, layout));
  }

  private Ledger ledger(PathSums sums, List<Tensor> tensors) {
    double change = sums.change();
    double[] plain = sums.plain();
    double scale = Explanation.scale(change);
    List<Part> order = layout.order();
    int input = order.indexOf(Part.INPUT);
    int layer = order.indexOf(Part.LAYER);
    int regions = order.indexOf(Part.REGIONS);
    double bypass = plain[plain.length - 1];
    double inputResidual = input < 0 ? 0 : tensors.get(input).sum() - change;
    double layerResidual = layer < 0 ? 0 : tensors.get(layer).sum() + bypass - change;
    double regional = 0;
    for (int region = 0; input >= 0 && regions >= 0 && region < inside(order); region++) {
      double map = question.regions().get(region).sum(tensors.get(input).toArray());
      regional = Math.max(regional, Math.abs(plain[1 + region] - map));
    }
    double additivity =
        layout.complement() ? additivity(tensors, layer, regions) : sums.additivityGap();
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

  /**
   * {@return how exactly F is known, in units of F}
   *
   * @param precision of the arithmetic
   * @param scores values of F on the path; not modified
   */
  public static double noise(Precision precision, double... scores) {
    double largest = 0;
    for (double score : scores) {
      largest = Math.max(largest, Math.abs(score));
    }
    return largest * (precision == Precision.FLOAT32 ? SINGLE_ROUNDING : DOUBLE_ROUNDING);
  }
}
