package org.conductance4j.attribution.method;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.PathWorkload;
import org.conductance4j.attribution.memory.Workload;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.path.PathPoint;
import org.conductance4j.attribution.path.PathRecord;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;

/** Regional conductance of several regions, in bounded memory. */
final class ManyRegions {

  /** Memory for the tangents of a batch of nodes. */
  private static final long TANGENT_BYTES = 256L << 20;

  /** The most numbers in a result. */
  private static final long LARGEST_RESULT = 1L << 27;

  private ManyRegions() {}

  static Attribution attribute(ResolvedQuestion question, ProgressListener progress) {
    int regions = question.regions().size();
    long numbers = (long) regions * question.needLayer().neurons();
    if (numbers > LARGEST_RESULT) {
      throw InvalidInputException.of(
          "region",
          "at most " + LARGEST_RESULT + " numbers, regions times neurons, go together",
          numbers,
          "choose fewer regions or a smaller layer");
    }
    ResolvedQuestion bounded = question.withBatch(batch(question));
    return searchesFirst(question)
        ? adaptive(question, bounded, progress)
        : together(bounded, progress);
  }

  private static boolean searchesFirst(ResolvedQuestion question) {
    return question.path().rule() == PathRule.ADAPTIVE && question.path().through().isEmpty();
  }

  static List<Workload> workloads(ResolvedQuestion question) {
    ResolvedQuestion bounded = question.withBatch(batch(question));
    Set<Part> parts = EnumSet.of(Part.REGIONS);
    return searchesFirst(question)
        ? List.of(
            new PathWorkload(question.withoutLayer(), EnumSet.of(Part.INPUT), 0),
            PathWorkload.ofKnownNodes(bounded, parts))
        : List.of(new PathWorkload(bounded, parts, 0));
  }

  /** All in one pass over the path. */
  private static Attribution together(ResolvedQuestion bounded, ProgressListener progress) {
    Explanation explanation = PathAttribution.explain(bounded, EnumSet.of(Part.REGIONS), progress);
    return attribution(explanation, explanation.path());
  }

  /** Places the nodes for the total and for every region's share, then takes the tangents there. */
  private static Attribution adaptive(
      ResolvedQuestion question, ResolvedQuestion bounded, ProgressListener progress) {
    Explanation placed =
        PathAttribution.explain(question.withoutLayer(), EnumSet.of(Part.INPUT), progress);
    List<PathPoint> nodes =
        placed.path().trace().stream().filter(point -> point.weight() != 0).toList();
    PathNodes quadrature =
        PathNodes.of(
            nodes.stream().mapToDouble(PathPoint::alpha).toArray(),
            nodes.stream().mapToDouble(PathPoint::weight).toArray());
    Explanation explanation =
        PathAttribution.explainAt(bounded, EnumSet.of(Part.REGIONS), quadrature, progress);
    return attribution(explanation, placed.path().plus(explanation.path().passes()));
  }

  private static Attribution attribution(Explanation explanation, PathRecord record) {
    List<Tensor> all =
        IntStream.range(0, explanation.inside().size())
            .mapToObj(explanation::regionalConductance)
            .toList();
    return new Attribution(
        RegionalConductance.ID,
        Tensor.stack(all),
        explanation.atInput(),
        explanation.atBaseline(),
        explanation.totalResidual(),
        record,
        null);
  }

  /** As many nodes at once as the memory for their tangents allows. */
  private static int batch(ResolvedQuestion question) {
    long bytes = (question.regions().size() + 2L) * question.crossingLength() * Double.BYTES;
    return (int) Math.max(1, Math.min(question.batch(), TANGENT_BYTES / bytes));
  }
}
