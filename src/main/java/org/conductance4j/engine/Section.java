package org.conductance4j.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.kernel.BatchedProduct;
import org.conductance4j.engine.kernel.Folding;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Threads;
import org.conductance4j.engine.kernel.Value;

/** A piece of a program, from source values to target values. Immutable. */
public final class Section {

  /** Rows of the smaller of the two bindings from which the memory of more rows is computed. */
  private static final int MEASURED = 2;

  private final Precision precision;
  private final List<Value> sources;
  private final List<Value> targets;
  private final List<Operation> operations;
  private final Map<Integer, Long> measured = new HashMap<>();
  private final Map<Integer, Long> measuredForward = new HashMap<>();
  private boolean isPrepared;

  Section(
      Precision precision, List<Value> sources, List<Value> targets, List<Operation> operations) {
    this.precision = precision;
    this.sources = List.copyOf(sources);
    this.targets = List.copyOf(targets);
    this.operations = Folding.fold(operations, this.sources, this.targets);
  }

  /** {@return for each source the shape of one example} */
  public List<int[]> sourceShapes() {
    return sources.stream().map(Value::externalDims).toList();
  }

  /** {@return for each target the shape of one example} */
  public List<int[]> targetShapes() {
    return targets.stream().map(Value::externalDims).toList();
  }

  /**
   * Binds this section to a batch size, with everything that its three passes need.
   *
   * @param batch number of examples in a pass, at least 1
   * @return the evaluator, to be closed
   */
  public Evaluator bind(int batch) {
    return new Evaluator(this, batch, true);
  }

  /**
   * Binds this section to a batch size for forward passes alone, in less memory.
   *
   * @param batch number of examples in a pass, at least 1
   * @return the evaluator, to be closed; its vjp and jvp throw
   */
  public Evaluator bindForward(int batch) {
    return new Evaluator(this, batch, false);
  }

  /**
   * {@return the native memory that {@link #bind} takes, in bytes} It is measured once for few
   * rows, since every further row needs the same, and not allocated.
   *
   * @param batch number of examples in a pass, at least 1
   */
  public long bytes(int batch) {
    return bytes(batch, true);
  }

  /**
   * {@return the native memory that {@link #bindForward} takes, in bytes}
   *
   * @param batch number of examples in a pass, at least 1
   */
  public long forwardBytes(int batch) {
    return bytes(batch, false);
  }

  private long bytes(int batch, boolean derivatives) {
    int count = lanes(batch);
    long bytes = 0;
    for (int lane = 0; lane < count; lane++) {
      bytes += laneBytes(rows(batch, lane, count), derivatives);
    }
    return bytes;
  }

  /**
   * {@return the memory in bytes that this section needs for its weights beyond one copy in the
   * program's precision: for transposes, and for normalisation folded in}
   */
  public long moreWeightBytes() {
    prepare(true);
    return operations.stream().mapToLong(Operation::moreWeightBytes).sum();
  }

  private synchronized long laneBytes(int rows, boolean derivatives) {
    Map<Integer, Long> known = derivatives ? measured : measuredForward;
    if (rows == 1 || rows == MEASURED) {
      return known.computeIfAbsent(rows, few -> measure(few, derivatives));
    }
    long few = laneBytes(MEASURED, derivatives);
    long more = known.computeIfAbsent(2 * MEASURED, twice -> measure(twice, derivatives));
    return few + (rows - MEASURED) * ((more - few) / MEASURED);
  }

  private long measure(int rows, boolean derivatives) {
    prepare(derivatives);
    try (Lane lane = Lane.measured(this, rows, derivatives)) {
      return lane.bytes();
    }
  }

  /** Prepares the weights of all operations, on all cores; binding does the rest. */
  synchronized void prepare(boolean derivatives) {
    if (!isPrepared) {
      Threads.spread(operations.stream().map(each -> preparation(each, derivatives)).toList());
      isPrepared = derivatives;
    }
  }

  private static Runnable preparation(Operation operation, boolean derivatives) {
    return () -> operation.prepare(derivatives);
  }

  boolean hasBatchedProducts() {
    return operations.stream().anyMatch(BatchedProduct.class::isInstance);
  }

  /** The mean number of elements that an operation computes for an example. */
  double meanLength() {
    return operations.stream()
        .mapToInt(operation -> operation.output().length())
        .average()
        .orElse(0);
  }

  /** How many lanes the rows of a batch are divided among. */
  int lanes(int batch) {
    return runsUsersCode() ? 1 : Threads.lanes(batch);
  }

  /** Rows of one of the lanes. */
  static int rows(int batch, int lane, int lanes) {
    return (lane + 1) * batch / lanes - lane * batch / lanes;
  }

  /** Whether it calls a user's functions, which run on the caller's thread alone. */
  private boolean runsUsersCode() {
    return operations.stream().anyMatch(UserOperation.class::isInstance);
  }

  Precision precision() {
    return precision;
  }

  List<Value> sources() {
    return sources;
  }

  List<Value> targets() {
    return targets;
  }

  List<Operation> operations() {
    return operations;
  }
}
