package org.conductance4j.engine.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * How passes use the CPU's cores: the rows of a batch are divided among lanes, each on a thread of
 * its own whose native operations take their share of the cores. Operations on few rows gain
 * nothing from several threads, which would wait for each other at every step.
 */
public final class Threads {

  /** Rows of each of many lanes: with one alone, matrix products are slow. */
  private static final int ROWS = 2;

  /** Lanes even of single rows: dividing each operation's work would be slower still. */
  private static final int FEW_LANES = 2;

  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private static final ThreadLocal<Boolean> IN_LANE = ThreadLocal.withInitial(() -> false);

  private static final ExecutorService POOL =
      Executors.newFixedThreadPool(
          CORES,
          task -> {
            Thread thread = new Thread(task, "conductance4j-lane");
            thread.setDaemon(true);
            return thread;
          });

  private Threads() {}

  /** How many lanes a batch is divided among. */
  public static int lanes(int batch) {
    return cores(Math.max(batch / ROWS, Math.min(batch, FEW_LANES)));
  }

  /** How many cores are of use for so many tasks; a GPU takes them as a whole. */
  private static int cores(int tasks) {
    return Nd4j.getEnvironment().isCPU() ? Math.max(1, Math.min(CORES, tasks)) : 1;
  }

  /** Runs one task for each lane, a single one on the caller's thread. */
  public static void run(List<Runnable> lanes) {
    if (lanes.size() == 1) {
      lanes.get(0).run();
    } else {
      int share = Math.max(1, CORES / lanes.size());
      sharing(share, () -> run(lanes, share));
    }
  }

  /**
   * Runs tasks that have nothing to do with each other, on all cores. All of them are run; of
   * several that fail the first in the list is thrown.
   */
  public static void spread(List<? extends Runnable> tasks) {
    AtomicInteger next = new AtomicInteger();
    Throwable[] failures = new Throwable[tasks.size()];
    Runnable worker =
        () -> {
          for (int k = next.getAndIncrement(); k < failures.length; k = next.getAndIncrement()) {
            try {
              tasks.get(k).run();
            } catch (RuntimeException | Error e) {
              failures[k] = e;
            }
          }
        };
    run(Collections.nCopies(cores(tasks.size()), worker));
    rethrow(Arrays.stream(failures).filter(Objects::nonNull).toList());
  }

  /** Runs a single lane on one core, for operations so small that they wait more than they work. */
  public static void runAlone(Runnable lane) {
    NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    int before = ops.ompGetMaxThreads();
    if (before == 1 || !Nd4j.getEnvironment().isCPU()) {
      lane.run();
      return;
    }
    boolean inLane = IN_LANE.get();
    ops.setOmpNumThreads(1);
    IN_LANE.set(true);
    try {
      sharing(1, lane);
    } finally {
      IN_LANE.set(inLane);
      ops.setOmpNumThreads(before);
    }
  }

  /**
   * Limits ND4J's own loops, which do not ask OpenMP how many threads they may have, to a share of
   * the cores. The limit is one number for the process. If passes run in parallel, the first to end
   * resets it, which costs time but changes no result.
   */
  private static void sharing(int share, Runnable work) {
    Environment environment = Nd4j.getEnvironment();
    int before = environment.maxMasterThreads();
    if (share >= before) {
      work.run();
      return;
    }
    environment.setMaxMasterThreads(share);
    try {
      work.run();
    } finally {
      environment.setMaxMasterThreads(before);
    }
  }

  private static void run(List<Runnable> lanes, int share) {
    List<Future<?>> running = new ArrayList<>();
    for (Runnable lane : lanes) {
      running.add(
          POOL.submit(
              () -> {
                IN_LANE.set(share == 1);
                NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(share);
                lane.run();
              }));
    }
    rethrow(running.stream().map(Threads::failure).filter(Objects::nonNull).toList());
  }

  /** Waits for a lane to end, whatever happens: its buffers may be freed afterwards. */
  private static @Nullable Throwable failure(Future<?> lane) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          lane.get();
          return null;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return e.getCause();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void rethrow(List<@Nullable Throwable> failures) {
    if (failures.isEmpty()) {
      return;
    }
    Throwable first = failures.get(0);
    if (first instanceof Error error) {
      throw error;
    }
    throw first instanceof RuntimeException failure ? failure : new IllegalStateException(first);
  }

  /** Is given a range of numbers: the first, and the first beyond. */
  interface Range {
    void each(int first, int end);
  }

  /** Divides numbers from 0 on among the cores that this thread has, in one range for each. */
  static void share(int count, Range work) {
    int shares = IN_LANE.get() ? 1 : Math.min(CORES, count);
    each(shares, k -> work.each(k * count / shares, (k + 1) * count / shares));
  }

  /** Does something for each number from 0 on, on several cores where this thread has several. */
  public static void each(int count, IntConsumer work) {
    IntStream numbers = IntStream.range(0, count);
    (IN_LANE.get() ? numbers : numbers.parallel()).forEach(work);
  }
}
