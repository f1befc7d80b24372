package org.conductance4j.attribution.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.conductance4j.array.Precision;
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

  /**
   * {@return a node for each place on a path, in their order: term 0 is ⟨∇F, v⟩, term 1 + r is ⟨∇F,
   * v_R⟩ of region r}
   *
   * @param question what is explained; its layer and path options are not used
   * @param alphas places, (place); not modified
   * @param progress is notified after each batch of points
   */
  public static List<PathNode> sample(
      ResolvedQuestion question, double[] alphas, ProgressListener progress) {
    ResolvedQuestion alone = question.withoutLayer();
    List<PathNode> nodes = new ArrayList<>();
    ArrayLayout layout = new ArrayLayout(alone, EnumSet.of(Part.INPUT));
    try (PathProbe probe = new PathProbe(List.of(alone), layout, CachedActivations.none())) {
      probe.nodes(
          PathProbe.places(0, alphas),
          (node, score, terms, arrays) -> {
            nodes.add(new PathNode(alphas[node], score, terms));
            progress.progressed("path study", (node + 1.0) / alphas.length);
          });
    }
    return nodes;
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
      run(paths, probe, this::aims);
      List<PathSums> all = new ArrayList<>();
      for (int k = 0; k < paths.size(); k++) {
        all.add(PathSums.of(questions.get(k), paths.get(k), probe.account(k).passes()));
      }
      return all;
    } finally {
      paths.forEach(AdaptivePath::close);
    }
  }

  /**
   * Runs adaptive paths side by side to their end, so that their nodes share batches.
   *
   * @param paths one for each of the probe's examples, in its order
   * @param aims from the change of F along each path the error at which it is done
   */
  static void run(List<AdaptivePath> paths, PathProbe probe, UnaryOperator<double[]> aims) {
    scan(paths, probe);
    double[] errors = aims.apply(paths.stream().mapToDouble(AdaptivePath::change).toArray());
    for (int k = 0; k < errors.length; k++) {
      paths.get(k).aim(errors[k]);
    }
    while (true) {
      List<PathProbe.Place> wanted = new ArrayList<>();
      for (int k = 0; k < paths.size(); k++) {
        wanted.addAll(PathProbe.places(k, paths.get(k).next()));
      }
      if (wanted.isEmpty()) {
        break;
      }
      probe.nodes(
          wanted,
          (node, score, terms, arrays) -> {
            PathProbe.Place place = wanted.get(node);
            paths.get(place.example()).take(place.alpha(), score, terms, arrays);
          });
    }
    paths.forEach(AdaptivePath::finish);
  }

  private static void scan(List<AdaptivePath> paths, PathProbe probe) {
    List<PathProbe.Place> places = new ArrayList<>();
    for (int k = 0; k < paths.size(); k++) {
      places.addAll(PathProbe.places(k, paths.get(k).scan()));
    }
    double[] scores = probe.scores(places);
    int from = 0;
    for (AdaptivePath path : paths) {
      double[] own = new double[path.scan().length];
      System.arraycopy(scores, from, own, 0, own.length);
      path.scanned(own);
      from += own.length;
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
      all.add(PathSums.joined(own).explanation(wholes.get(example), layout));
    }
    return all;
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
