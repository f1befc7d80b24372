package org.conductance4j.attribution;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.conductance4j.attribution.Explanation.Part;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.HeldMemory;
import org.conductance4j.engine.Precision;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.Split;

/**
 * How many path nodes go through the network together, and how much is kept of those that are done,
 * so that all of it fits into a budget of bytes, beside what the process itself takes if there is
 * room for that too. Nothing is allocated for it: the buffers of a few rows are known, of which
 * more rows need as many times more.
 *
 * @param batch number of path nodes that go through the network together
 * @param store bytes for what is kept of nodes
 * @param weights bytes of all copies of the weights
 * @param planned bytes of everything: weights, buffers, arrays that go in and out, and the store
 */
public record MemoryPlan(int batch, long store, long weights, long planned) {

  /** Passes of a node at least: forward and back. */
  private static final int LEAST_COST = 2;

  /** Part of the budget that is rather given to what is kept than to a larger batch. */
  private static final int STORE_SHARE = 4;

  /**
   * What is asked of a plan.
   *
   * @param setting what is explained; its batch is the largest that is taken
   * @param parts which arrays are wanted
   * @param weights bytes of the network's weights, of 32 bits each
   * @param sweep the most bytes that a sweep of prunings has use for, 0 without one
   * @param released whether the network itself is given up before the first pass
   */
  public record Request(
      Setting setting, Set<Part> parts, long weights, long sweep, boolean released) {
    /** Keeps a copy of the set. */
    public Request {
      parts = Set.copyOf(parts);
    }

    /**
     * Beside a network that is kept.
     *
     * @param setting what is explained; its batch is the largest that is taken
     * @param parts which arrays are wanted
     * @param weights bytes of the network's weights
     * @param sweep the most bytes that a sweep of prunings has use for, 0 without one
     */
    public Request(Setting setting, Set<Part> parts, long weights, long sweep) {
      this(setting, parts, weights, sweep, false);
    }

    /** Bytes of the network's own weights, if it keeps them, and of the program's copy. */
    long copies() {
      return MemoryPlan.copies(weights, setting.program().precision()) - (released ? weights : 0);
    }
  }

  /**
   * What weights take as they lie in the network and in its program.
   *
   * @param weights bytes of the network's weights, of 32 bits each
   * @param precision of the program
   * @return bytes of both
   */
  public static long copies(long weights, Precision precision) {
    return (precision.bytes() / Precision.FLOAT32.bytes() + 1) * weights;
  }

  /**
   * Plans for a budget.
   *
   * @param request what for
   * @param budget bytes
   * @return the plan with the largest batch that fits
   * @throws InvalidInputException if not even one node at a time fits; it says what would
   */
  public static MemoryPlan within(Request request, MemoryBudget budget) {
    Parts parts = new Parts(request);
    for (MemoryBudget room : List.of(budget.withoutProcess(), budget)) {
      int batch = parts.batch(room.bytes());
      if (batch > 0) {
        return parts.plan(batch, room);
      }
    }
    if (budget.isGiven()) {
      throw InvalidInputException.of(
          "--memory",
          "must be at least " + MemoryBudget.text(parts.least()) + " for this network and layer",
          MemoryBudget.text(budget.bytes()),
          "give more or choose a smaller input");
    }
    return parts.plan(1, budget);
  }

  /**
   * The setting under this plan, whose peak is counted from now on.
   *
   * @param setting the setting that was planned for, or one of the same network and layer
   * @return the same with this plan's batch and store
   */
  public Setting apply(Setting setting) {
    HeldMemory.restart();
    return setting.withBatch(batch).withStore(store);
  }

  /**
   * The most memory that was in use at a time since the plan began to be carried out, counted as
   * the plan counts.
   *
   * @return bytes
   */
  public long peak() {
    return weights + HeldMemory.peak();
  }

  /** What each part of a computation takes. */
  private static final class Parts {

    private final Request request;
    private final ArrayLayout layout;
    private final Section[] sections;
    private final long weights;

    Parts(Request request) {
      this.request = request;
      Setting setting = request.setting();
      this.layout = new ArrayLayout(setting, request.parts());
      if (setting.layer() == null) {
        this.sections = new Section[] {setting.program().whole(setting.target())};
      } else {
        Split split = setting.program().split(setting.layer(), setting.target());
        this.sections = new Section[] {split.lower(), split.upper()};
      }
      long more = Arrays.stream(sections).mapToLong(Section::moreWeightBytes).sum();
      this.weights = request.copies() + more;
    }

    /** The largest batch that leaves room for a store; 0 if not even one fits without. */
    int batch(long bytes) {
      for (int batch = request.setting().batch(); batch >= 1; batch /= 2) {
        long kept = Math.min(usefulStore(), bytes / STORE_SHARE);
        boolean onHeap = MemoryBudget.fitsHeap(staged(batch) + leastStore(batch));
        if (onHeap && fixed(batch) + Math.max(kept, leastStore(batch)) <= bytes) {
          return batch;
        }
      }
      return least() <= bytes ? 1 : 0;
    }

    long least() {
      return fixed(1) + leastStore(1);
    }

    /** Weights, buffers of both parts, and arrays in and out of them. */
    long fixed(int batch) {
      long bytes = weights;
      for (Section section : sections) {
        bytes += section.bytes(batch);
      }
      return bytes + staged(batch);
    }

    /** Arrays in and out of a batch of passes, which lie on the heap. */
    long staged(int batch) {
      return PathProbe.stagedBytes(request.setting(), layout, batch);
    }

    long leastStore(int batch) {
      long path = isAdaptive() ? AdaptivePath.leastKept(batch) * arrayBytes() : 0;
      long points = request.sweep() > 0 ? batch * Frontiers.pointBytes(request.setting()) : 0;
      return Math.max(path, points);
    }

    /** With more than that nothing would be computed less often. */
    long usefulStore() {
      PathOptions options = request.setting().path();
      long nodes = Math.min(options.maximumNodes(), options.passes() / LEAST_COST);
      long path = isAdaptive() ? nodes * arrayBytes() : 0;
      return Math.max(path, request.sweep());
    }

    MemoryPlan plan(int batch, MemoryBudget budget) {
      long room = Math.min(budget.bytes() - fixed(batch), budget.heapBytes());
      long store = Math.max(leastStore(batch), Math.min(usefulStore(), room));
      return new MemoryPlan(batch, store, weights, fixed(batch) + store);
    }

    private boolean isAdaptive() {
      return request.setting().path().rule() == PathRule.ADAPTIVE;
    }

    private long arrayBytes() {
      return AdaptivePath.arrayBytes(request.setting().program().precision(), layout.length());
    }
  }
}
