package org.conductance4j.attribution.memory;

import java.util.List;
import java.util.Set;
import org.conductance4j.attribution.path.AdaptivePath;
import org.conductance4j.attribution.path.ArrayLayout;
import org.conductance4j.attribution.path.CachedActivations;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathProbe;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.Split;

/**
 * The workload of a path's nodes, and of a sweep of prunings that may follow in the same memory.
 */
public final class PathWorkload implements Workload {

  /** Passes of a node at least: forward and back. */
  private static final int LEAST_COST = 2;

  private final ResolvedQuestion question;
  private final ArrayLayout layout;
  private final List<Section> sections;
  private final boolean searches;
  private final long sweep;

  private PathWorkload(ResolvedQuestion question, Set<Part> parts, boolean searches, long sweep) {
    this.question = question;
    this.layout = new ArrayLayout(question, parts);
    this.searches = searches;
    this.sweep = sweep;
    if (question.layer() == null) {
      this.sections = List.of(question.program().whole(question.target()));
    } else {
      Split split = question.program().split(question.layer(), question.target());
      this.sections = List.of(split.lower(), split.upper());
    }
  }

  /**
   * The workload of the nodes that the question's rule places, and of a sweep afterwards.
   *
   * @param question what is explained; its batch is the largest that is taken
   * @param parts which arrays are wanted
   * @param sweep the most bytes that the sweep can use, 0 without one
   */
  public PathWorkload(ResolvedQuestion question, Set<Part> parts, long sweep) {
    this(question, parts, question.path().rule() == PathRule.ADAPTIVE, sweep);
  }

  /**
   * {@return the workload of nodes that are known, whatever the question's rule}
   *
   * @param question what is explained
   * @param parts which arrays are wanted
   */
  public static PathWorkload ofKnownNodes(ResolvedQuestion question, Set<Part> parts) {
    return new PathWorkload(question, parts, false, 0);
  }

  private int rows(int batch) {
    return Math.min(batch, question.batch());
  }

  private long arrayBytes() {
    return AdaptivePath.arrayBytes(question.program().precision(), layout.length());
  }

  @Override
  public long moreWeights() {
    return sections.stream().mapToLong(Section::moreWeightBytes).sum();
  }

  @Override
  public long bytes(int batch) {
    int rows = rows(batch);
    return sections.stream().mapToLong(section -> section.bytes(rows)).sum() + heapBytes(batch);
  }

  @Override
  public long heapBytes(int batch) {
    return PathProbe.stagedBytes(question, layout, rows(batch));
  }

  @Override
  public long leastStore(int batch) {
    int rows = rows(batch);
    long path = searches ? AdaptivePath.leastKept(rows) * arrayBytes() : 0;
    long points = sweep > 0 ? rows * CachedActivations.entryBytes(question) : 0;
    return Math.max(path, points);
  }

  @Override
  public long usefulStore() {
    PathOptions path = question.path();
    long nodes = Math.min(path.maximumNodes(), path.passes() / LEAST_COST);
    return Math.max(searches ? nodes * arrayBytes() : 0, sweep);
  }
}
