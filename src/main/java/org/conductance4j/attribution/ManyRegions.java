package org.conductance4j.attribution;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.Explanation.Part;
import org.conductance4j.config.InvalidInputException;

/** Regional conductance of several regions, in bounded memory. */
final class ManyRegions {

  /** Memory for the tangents of a batch of nodes. */
  private static final long TANGENT_BYTES = 256L << 20;

  /** The most numbers in a result. */
  private static final long LARGEST_RESULT = 1L << 27;

  private ManyRegions() {}

  static Attribution attribute(Setting setting, ProgressListener progress) {
    int regions = setting.regions().size();
    long numbers = (long) regions * setting.needLayer().neurons();
    if (numbers > LARGEST_RESULT) {
      throw InvalidInputException.of(
          "region",
          "at most " + LARGEST_RESULT + " numbers, regions times neurons, go together",
          numbers,
          "choose fewer regions or a smaller layer");
    }
    Setting bounded = setting.withBatch(batch(setting));
    return searchesFirst(setting)
        ? adaptive(setting, bounded, progress)
        : together(bounded, progress);
  }

  private static boolean searchesFirst(Setting setting) {
    return setting.path().rule() == PathRule.ADAPTIVE && setting.path().through().isEmpty();
  }

  static List<Workload> workloads(Setting setting) {
    Setting bounded = setting.withBatch(batch(setting));
    Set<Part> parts = EnumSet.of(Part.REGIONS);
    return searchesFirst(setting)
        ? List.of(
            new PathWorkload(setting.withoutLayer(), EnumSet.of(Part.INPUT)),
            PathWorkload.ofKnownNodes(bounded, parts))
        : List.of(new PathWorkload(bounded, parts));
  }

  /** All in one pass over the path. */
  private static Attribution together(Setting bounded, ProgressListener progress) {
    Explanation explanation = PathAttribution.explain(bounded, EnumSet.of(Part.REGIONS), progress);
    return attribution(explanation, explanation.path());
  }

  /** Places the nodes for the total and for every region's share, then takes the tangents there. */
  private static Attribution adaptive(Setting setting, Setting bounded, ProgressListener progress) {
    Explanation placed =
        PathAttribution.explain(setting.withoutLayer(), EnumSet.of(Part.INPUT), progress);
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
        IntStream.range(0, explanation.regions())
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
  private static int batch(Setting setting) {
    long bytes = (setting.regions().size() + 2L) * setting.frontierLength() * Double.BYTES;
    return (int) Math.max(1, Math.min(setting.batch(), TANGENT_BYTES / bytes));
  }
}
