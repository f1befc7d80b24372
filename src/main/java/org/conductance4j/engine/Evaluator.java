package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.kernel.Blas;
import org.conductance4j.engine.kernel.Threads;
import org.conductance4j.engine.kernel.Value;
import org.jspecify.annotations.Nullable;

/**
 * A section bound to a batch size: its buffers and prepared native calls. The rows of a batch are
 * divided among lanes, each with a thread of its own. {@link #forward} sets the point, at which
 * {@link #vjp} and {@link #jvp} may then be called in any order and number. All arrays are
 * batch-major, each example in the source's axis order: of length batch × length of one example.
 * Not safe for several threads at once. Owns native memory: close it.
 */
public final class Evaluator implements AutoCloseable {

  /** Elements of an operation below which threads wait for each other longer than they work. */
  private static final int SMALL = 1 << 15;

  private final Section section;
  private final int batch;
  private final boolean derivatives;
  private final List<Lane> lanes = new ArrayList<>();
  private boolean evaluated;

  Evaluator(Section section, int batch, boolean derivatives) {
    this(section, batch, derivatives, section.lanes(batch));
  }

  private Evaluator(Section section, int batch, boolean derivatives, int count) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch: needs at least 1, got " + batch);
    }
    this.section = section;
    this.batch = batch;
    this.derivatives = derivatives;
    section.prepare(derivatives);
    Lane[] bound = new Lane[count];
    try {
      Threads.spread(IntStream.range(0, count).mapToObj(lane -> binding(bound, lane)).toList());
    } catch (RuntimeException | OutOfMemoryError e) {
      lanes.addAll(Arrays.stream(bound).filter(Objects::nonNull).toList());
      close();
      throw e;
    }
    lanes.addAll(Arrays.asList(bound));
  }

  /** All rows on the thread that asks for a pass. */
  static Evaluator ofOneLane(Section section, int batch) {
    return new Evaluator(section, batch, true, 1);
  }

  private Runnable binding(@Nullable Lane[] bound, int lane) {
    int rows = Section.rows(batch, lane, bound.length);
    return () -> bound[lane] = new Lane(section, rows, derivatives);
  }

  /** {@return the number of examples in a pass} */
  public int batch() {
    return batch;
  }

  /** {@return the native memory held by this evaluator, in bytes} */
  public long bytes() {
    return lanes.stream().mapToLong(Lane::bytes).sum();
  }

  /**
   * Computes the targets from the sources, and makes this the point of later derivatives.
   *
   * @param sources one array for each source; not modified
   */
  public void forward(double[]... sources) {
    check(sources, section.sources());
    each((lane, row) -> lane.forward(sources, row));
    evaluated = true;
  }

  /** {@return the number of targets} */
  public int targets() {
    return section.targets().size();
  }

  /**
   * {@return a copy of a target at the last point}
   *
   * @param index the target's number
   */
  public double[] target(int index) {
    requirePoint();
    double[] array = new double[batch * section.targets().get(index).length()];
    each((lane, row) -> lane.target(index, array, row));
    return array;
  }

  /**
   * Reverse-mode derivative: Jᵀu for each source, at the last point.
   *
   * @param cotangents u, one array for each target; not modified
   * @return one gradient for each source
   */
  public double[][] vjp(double[]... cotangents) {
    requireDerivatives();
    check(cotangents, section.targets());
    double[][] gradients = arrays(section.sources());
    each((lane, row) -> lane.vjp(cotangents, gradients, row));
    return gradients;
  }

  /**
   * Forward-mode derivative: Jv for each target, at the last point.
   *
   * @param tangents v, one array for each source; not modified
   * @return one tangent for each target
   */
  public double[][] jvp(double[]... tangents) {
    requireDerivatives();
    check(tangents, section.sources());
    double[][] results = arrays(section.targets());
    each((lane, row) -> lane.jvp(tangents, results, row));
    return results;
  }

  private void each(ObjIntConsumer<Lane> work) {
    List<Runnable> tasks = new ArrayList<>();
    int row = 0;
    for (Lane lane : lanes) {
      int firstRow = row;
      tasks.add(() -> work.accept(lane, firstRow));
      row += lane.batch();
    }
    if (section.precision() == Precision.FLOAT64 || section.hasBatchedProducts()) {
      Blas.onOneThread(() -> run(tasks));
    } else {
      run(tasks);
    }
  }

  private void run(List<Runnable> tasks) {
    if (tasks.size() == 1 && batch * section.meanLength() < SMALL) {
      Threads.runAlone(tasks.get(0));
    } else {
      Threads.run(tasks);
    }
  }

  private double[][] arrays(List<Value> values) {
    double[][] arrays = new double[values.size()][];
    Arrays.setAll(arrays, i -> new double[batch * values.get(i).length()]);
    return arrays;
  }

  private void check(double[][] arrays, List<Value> values) {
    if (arrays.length != values.size()) {
      throw new IllegalArgumentException(
          "evaluator: needs " + values.size() + " arrays, got " + arrays.length);
    }
    for (int i = 0; i < arrays.length; i++) {
      long needed = (long) batch * values.get(i).length();
      if (arrays[i].length != needed) {
        throw new IllegalArgumentException(
            "evaluator: array " + i + " needs " + needed + " numbers, got " + arrays[i].length);
      }
    }
  }

  private void requireDerivatives() {
    requirePoint();
    if (!derivatives) {
      throw new IllegalStateException("evaluator: was bound for forward passes only");
    }
  }

  private void requirePoint() {
    if (!evaluated) {
      throw new IllegalStateException("evaluator: needs a forward pass first");
    }
  }

  @Override
  public void close() {
    lanes.forEach(Lane::close);
    lanes.clear();
  }
}
