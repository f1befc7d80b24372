package org.conductance4j.attribution;

import java.util.List;
import java.util.Set;
import org.conductance4j.attribution.Explanation.Part;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.Split;

/** The nodes of a path, and the sweep of prunings that may follow in the same memory. */
public final class PathWorkload implements Workload {

  /** Passes of a node at least: forward and back. */
  private static final int LEAST_COST = 2;

  private final Setting setting;
  private final ArrayLayout layout;
  private final List<Section> sections;
  private final boolean searches;
  private final long sweep;

  private PathWorkload(Setting setting, Set<Part> parts, boolean searches, long sweep) {
    this.setting = setting;
    this.layout = new ArrayLayout(setting, parts);
    this.searches = searches;
    this.sweep = sweep;
    if (setting.layer() == null) {
      this.sections = List.of(setting.program().whole(setting.target()));
    } else {
      Split split = setting.program().split(setting.layer(), setting.target());
      this.sections = List.of(split.lower(), split.upper());
    }
  }

  /**
   * Nodes that the setting's rule places.
   *
   * @param setting what is explained; its batch is the largest that is taken
   * @param parts which arrays are wanted
   */
  public PathWorkload(Setting setting, Set<Part> parts) {
    this(setting, parts, 0);
  }

  /**
   * The same with a sweep of prunings afterwards.
   *
   * @param setting what is explained; its batch is the largest that is taken
   * @param parts which arrays are wanted
   * @param sweep the most bytes that the sweep has use for, 0 without one
   */
  public PathWorkload(Setting setting, Set<Part> parts, long sweep) {
    this(setting, parts, setting.path().rule() == PathRule.ADAPTIVE, sweep);
  }

  /** Nodes that are known, whatever the setting's rule. */
  static PathWorkload ofKnownNodes(Setting setting, Set<Part> parts) {
    return new PathWorkload(setting, parts, false, 0);
  }

  private int rows(int batch) {
    return Math.min(batch, setting.batch());
  }

  private long arrayBytes() {
    return AdaptivePath.arrayBytes(setting.program().precision(), layout.length());
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
    return PathProbe.stagedBytes(setting, layout, rows(batch));
  }

  @Override
  public long leastStore(int batch) {
    int rows = rows(batch);
    long path = searches ? AdaptivePath.leastKept(rows) * arrayBytes() : 0;
    long points = sweep > 0 ? rows * Frontiers.pointBytes(setting) : 0;
    return Math.max(path, points);
  }

  @Override
  public long usefulStore() {
    PathOptions path = setting.path();
    long nodes = Math.min(path.maximumNodes(), path.passes() / LEAST_COST);
    return Math.max(searches ? nodes * arrayBytes() : 0, sweep);
  }
}
