package org.conductance4j.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.array.Precision;

/** One operation with its buffers, planned for a batch as a lane plans it, for the benchmarks. */
final class PlannedOperation implements AutoCloseable {

  private final Binder binder;
  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> vjp = new ArrayList<>();

  /** Plans operations of which each reads what the ones before it compute. */
  PlannedOperation(int batch, List<Value> sources, List<Operation> operations) {
    Value target = operations.get(operations.size() - 1).output();
    List<Value> ends = new ArrayList<>(sources);
    ends.add(target);
    this.binder = new Binder(new BufferPool(Precision.FLOAT32), batch, true, operations, ends);
    binder.plan(forward);
    sources.forEach(binder::defineSource);
    List<Kernel> kernels = new ArrayList<>();
    for (Operation operation : operations) {
      Kernel kernel = operation.bind(binder);
      kernel.planForward();
      binder.endForward(operation);
      kernels.add(kernel);
    }
    for (Value source : sources) {
      long length = binder.length(source);
      BenchmarkNumbers.fill(binder.value(source), length);
    }
    binder.plan(vjp);
    binder.seedGradient(target);
    BenchmarkNumbers.fill(binder.gradient(target), binder.length(target));
    for (int k = kernels.size() - 1; k >= 0; k--) {
      kernels.get(k).planVjp();
      binder.endVjp(operations.get(k));
    }
    forward();
  }

  void forward() {
    forward.forEach(Runnable::run);
  }

  void vjp() {
    vjp.forEach(Runnable::run);
  }

  @Override
  public void close() {
    binder.close();
  }
}
