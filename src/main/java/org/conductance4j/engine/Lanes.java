package org.conductance4j.engine;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import org.conductance4j.engine.kernel.Threads;

/**
 * Rows of a batch shared out to lanes that do not wait for each other: each takes some rows through
 * any number of passes by itself, on its share of the cores, and then the next rows. Where what
 * follows one pass needs nothing of the other rows, that keeps all cores at work. As all lanes have
 * as many rows, the results do not depend on which of them takes which.
 *
 * @param count number of lanes
 * @param rows of each lane's evaluators
 */
public record Lanes(int count, int rows) {

  /**
   * Lanes that together have no more rows than a batch.
   *
   * @param batch number of rows, at least 1
   * @param sections what is run; one that calls a user's functions leaves one lane, on the caller's
   *     thread
   * @return the lanes
   */
  public static Lanes of(int batch, List<Section> sections) {
    int count = sections.stream().mapToInt(section -> section.lanes(batch)).min().orElse(1);
    return new Lanes(count, batch / count);
  }

  /**
   * Binds a section for one of the lanes.
   *
   * @param section the section
   * @return an evaluator of {@link #rows()} rows, to be closed; that of a single lane shares them
   *     out itself where it may
   */
  public Evaluator bind(Section section) {
    return count == 1 ? section.bind(rows) : Evaluator.ofOneLane(section, rows);
  }

  /**
   * Does all pieces of work. After one that fails no others are begun.
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
   * Does something for each row, on several cores where the lane has several.
   *
   * @param count number of rows
   * @param work is given the row, from 0
   */
  public static void eachRow(int count, IntConsumer work) {
    Threads.each(count, work);
  }
}
