package org.conductance4j.attribution.memory;

import java.util.List;
import java.util.function.ToLongFunction;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;

/**
 * Plans how many path nodes go through the network together and how much is kept of those that are
 * done, so that everything fits into a budget of bytes. The memory of the process itself counts too
 * if there is room for it. Planning allocates nothing: the buffers of a few rows are known, and
 * more rows need proportionally more.
 *
 * @param batch number of path nodes that go through the network together
 * @param store bytes for what is kept of nodes
 * @param weights bytes of all copies of the weights
 * @param beside bytes of buffers and arrays that are in use together with the store
 * @param apart bytes of those that are in use when nothing is kept
 */
public record MemoryPlan(int batch, long store, long weights, long beside, long apart) {

  /** Part of the budget that the store gets before the batch grows. */
  private static final int STORE_SHARE = 4;

  /**
   * What a plan is made for.
   *
   * @param workloads stages that follow one another
   * @param batch the largest that is taken
   * @param precision of the program
   * @param weights bytes of the network's weights, of 32 bits each
   * @param released whether the network itself is given up before the first pass
   */
  public record Request(
      List<Workload> workloads, int batch, Precision precision, long weights, boolean released) {
    /** Keeps a copy of the list. */
    public Request {
      workloads = List.copyOf(workloads);
    }

    /** Bytes of the network's own weights, if it keeps them, and of the program's copy. */
    long copies() {
      return MemoryPlan.copies(weights, precision) - (released ? weights : 0);
    }
  }

  /**
   * {@return bytes of the weights in the network and in its program together}
   *
   * @param weights bytes of the network's weights, of 32 bits each
   * @param precision of the program
   */
  public static long copies(long weights, Precision precision) {
    return (precision.bytes() / Precision.FLOAT32.bytes() + 1) * weights;
  }

  /**
   * {@return the plan with the largest batch that fits into a budget}
   *
   * @param request what for
   * @param budget bytes
   * @throws InvalidInputException if not even one node at a time fits; it says what would
   */
  public static MemoryPlan within(Request request, MemoryBudget budget) {
    Stages stages = new Stages(request);
    for (MemoryBudget room : List.of(budget.withoutProcess(), budget)) {
      int batch = stages.batch(room.bytes());
      if (batch > 0) {
        return stages.plan(batch, room);
      }
    }
    if (budget.isGiven()) {
      throw budget.tooSmall(
          stages.least(), "this network and layer", "give more or choose a smaller input");
    }
    return stages.plan(1, budget);
  }

  /**
   * {@return a question with this plan's batch and store}
   *
   * @param question the question that was planned for, or one of the same network and layer
   */
  public ResolvedQuestion apply(ResolvedQuestion question) {
    return question.withBatch(batch).withStore(store);
  }

  /** {@return the most bytes that the plan allows in use: all of the store and everything else} */
  public long limit() {
    return with(store);
  }

  private long with(long kept) {
    return weights + Math.max(beside + kept, apart);
  }

  /**
   * {@return what was in use since {@link HeldMemory#restart}, together with what was planned, in
   * bytes counted as the plan counts}
   */
  public MemoryUse use() {
    return new MemoryUse(limit(), with(HeldMemory.mostKept()), weights + HeldMemory.peak());
  }

  /** What all stages of a computation take. */
  private static final class Stages {

    private final Request request;
    private final List<Workload> keeping;
    private final List<Workload> others;
    private final long weights;

    Stages(Request request) {
      this.request = request;
      List<Workload> all = request.workloads();
      this.keeping = all.stream().filter(each -> each.usefulStore() > 0).toList();
      this.others = all.stream().filter(each -> each.usefulStore() == 0).toList();
      this.weights = request.copies() + all.stream().mapToLong(Workload::moreWeights).sum();
    }

    private static long most(List<Workload> workloads, ToLongFunction<Workload> bytes) {
      return workloads.stream().mapToLong(bytes).max().orElse(0);
    }

    /** The largest batch that leaves room for a store; 0 if not even one fits without. */
    int batch(long bytes) {
      for (int batch = request.batch(); batch >= 1; batch /= 2) {
        long kept = Math.max(leastStore(batch), Math.min(usefulStore(), bytes / STORE_SHARE));
        if (MemoryBudget.fitsHeap(heapBytes(batch)) && plan(batch, kept).limit() <= bytes) {
          return batch;
        }
      }
      return least() <= bytes ? 1 : 0;
    }

    private long heapBytes(int batch) {
      return Math.max(
          most(keeping, each -> each.heapBytes(batch) + each.leastStore(batch)),
          most(others, each -> each.heapBytes(batch)));
    }

    long least() {
      return plan(1, leastStore(1)).limit();
    }

    private long leastStore(int batch) {
      return most(keeping, each -> each.leastStore(batch));
    }

    private long usefulStore() {
      return most(keeping, Workload::usefulStore);
    }

    MemoryPlan plan(int batch, MemoryBudget budget) {
      MemoryPlan bare = plan(batch, 0);
      long room = Math.min(budget.bytes() - weights - bare.beside, budget.heapBytes());
      return plan(batch, Math.max(leastStore(batch), Math.min(usefulStore(), room)));
    }

    private MemoryPlan plan(int batch, long store) {
      return new MemoryPlan(
          batch,
          store,
          weights,
          most(keeping, each -> each.bytes(batch)),
          most(others, each -> each.bytes(batch)));
    }
  }
}
