package org.conductance4j.engine;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import org.conductance4j.engine.kernel.Threads;

/**
 * Divides the rows of a batch among lanes that do not wait for each other. Each lane takes some
 * rows through any number of passes, on its share of the cores, and then the next rows. This keeps
 * all cores busy where the passes of a row need nothing of other rows. All lanes have equally many
 * rows, so the results do not depend on which lane takes which rows.
 *
 * @param count number of lanes
 * @param rows of each lane's evaluators
 */
public record Lanes(int count, int rows) {

  /**
   * {@return lanes that together have no more rows than a batch}
   *
   * @param batch number of rows, at least 1
   * @param sections what is run; if one calls a user's functions, there is one lane, on the
   *     caller's thread
   */
  public static Lanes of(int batch, List<Section> sections) {
    int count = sections.stream().mapToInt(section -> section.lanes(batch)).min().orElse(1);
    return new Lanes(count, batch / count);
  }

  /**
   * Binds a section for one of the lanes.
   *
   * @param section the section
   * @return an evaluator of {@link #rows()} rows, to be closed; that of a single lane may divide
   *     them again
   */
  public Evaluator bind(Section section) {
    return count == 1 ? section.bind(rows) : Evaluator.ofOneLane(section, rows);
  }

  /**
   * Does all pieces of work. After one fails, no others are started.
   *
   * @param work the pieces, each of which depends on no other
   * @param task what to do with a piece, and in which lane, from 0; a lane does one at a time
   * @param <T> what a piece is
   */
  public <T> void each(List<T> work, ObjIntConsumer<T> task) {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger lanes = new AtomicInteger();
    Runnable worker =
        () -> {
          int lane = lanes.getAndIncrement();
          for (int k = next.getAndIncrement(); k < work.size(); k = next.getAndIncrement()) {
            try {
              task.accept(work.get(k), lane);
            } catch (RuntimeException | Error e) {
              next.set(work.size());
              throw e;
            }
          }
        };
    Threads.run(Collections.nCopies(count, worker));
  }

  /**
   * Does something for each row, on several cores if the lane has several.
   *
   * @param count number of rows
   * @param work is given the row, from 0
   */
  public static void eachRow(int count, IntConsumer work) {
    Threads.each(count, work);
  }
}
