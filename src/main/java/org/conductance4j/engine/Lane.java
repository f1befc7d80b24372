package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.engine.kernel.Binder;
import org.conductance4j.engine.kernel.Buffer;
import org.conductance4j.engine.kernel.BufferPool;
import org.conductance4j.engine.kernel.Kernel;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Threads;
import org.conductance4j.engine.kernel.Transposition;
import org.conductance4j.engine.kernel.Value;

/**
 * Some rows of a batch: their buffers and prepared native calls. Runs on one thread at a time. Owns
 * native memory.
 */
final class Lane implements AutoCloseable {

  private final Section section;
  private final Binder binder;
  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> prepare = new ArrayList<>();
  private final List<Runnable> vjp = new ArrayList<>();
  private final List<Runnable> jvp = new ArrayList<>();
  private final List<Buffer> sourceValues = new ArrayList<>();
  private final List<Buffer> targetValues = new ArrayList<>();
  private final List<Buffer> sourceGradients = new ArrayList<>();
  private final List<Buffer> targetGradients = new ArrayList<>();
  private final List<Buffer> sourceTangents = new ArrayList<>();
  private final List<Buffer> targetTangents = new ArrayList<>();
  private boolean prepared;

  Lane(Section section, int batch, boolean derivatives) {
    this(section, batch, derivatives, new BufferPool(section.precision()));
  }

  /** A lane that only computes the memory it would take; it must not run. */
  static Lane measured(Section section, int batch, boolean derivatives) {
    return new Lane(section, batch, derivatives, BufferPool.measuring(section.precision()));
  }

  private Lane(Section section, int batch, boolean derivatives, BufferPool pool) {
    this.section = section;
    List<Value> ends = new ArrayList<>(section.sources());
    ends.addAll(section.targets());
    this.binder = new Binder(pool, batch, derivatives, section.operations(), ends);
    try {
      List<Kernel> kernels = planForward();
      if (derivatives) {
        planVjp(kernels);
        planJvp(kernels);
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      binder.close();
      throw e;
    }
  }

  private List<Kernel> planForward() {
    binder.plan(forward);
    section.sources().forEach(binder::defineSource);
    List<Kernel> kernels = new ArrayList<>();
    for (Operation operation : section.operations()) {
      Kernel kernel = operation.bind(binder);
      kernel.planForward();
      binder.endForward(operation);
      kernels.add(kernel);
    }
    section.sources().forEach(source -> sourceValues.add(binder.value(source)));
    section.targets().forEach(target -> targetValues.add(binder.value(target)));
    if (binder.derivatives()) {
      binder.plan(prepare);
      kernels.forEach(Kernel::planPrepare);
    }
    return kernels;
  }

  private void planVjp(List<Kernel> kernels) {
    binder.plan(vjp);
    for (Value target : section.targets()) {
      binder.seedGradient(target);
      targetGradients.add(binder.gradient(target));
    }
    for (int k = kernels.size() - 1; k >= 0; k--) {
      kernels.get(k).planVjp();
      binder.endVjp(section.operations().get(k));
    }
    section.sources().forEach(source -> sourceGradients.add(binder.sourceGradient(source)));
    binder.endReverse();
  }

  private void planJvp(List<Kernel> kernels) {
    binder.plan(jvp);
    for (Value source : section.sources()) {
      binder.seedTangent(source);
      sourceTangents.add(binder.tangent(source));
    }
    for (int k = 0; k < kernels.size(); k++) {
      kernels.get(k).planJvp();
      binder.endJvp(section.operations().get(k));
    }
    section.targets().forEach(target -> targetTangents.add(binder.tangent(target)));
    binder.endForwardMode(section.targets());
  }

  int batch() {
    return binder.batch();
  }

  long bytes() {
    return binder.bytes();
  }

  /** Computes the targets from this lane's rows of the sources. */
  void forward(double[][] sources, int firstRow) {
    write(sources, section.sources(), sourceValues, firstRow);
    forward.forEach(Runnable::run);
    prepared = false;
  }

  /** Copies this lane's rows of a target. */
  void target(int index, double[] into, int firstRow) {
    read(section.targets().get(index), targetValues.get(index), into, firstRow);
  }

  /** Fills in this lane's rows of the sources' gradients. */
  void vjp(double[][] cotangents, double[][] gradients, int firstRow) {
    prepare();
    write(cotangents, section.targets(), targetGradients, firstRow);
    vjp.forEach(Runnable::run);
    read(section.sources(), sourceGradients, gradients, firstRow);
  }

  /** Fills in this lane's rows of the targets' tangents. */
  void jvp(double[][] alongs, double[][] tangents, int firstRow) {
    prepare();
    write(alongs, section.sources(), sourceTangents, firstRow);
    jvp.forEach(Runnable::run);
    read(section.targets(), targetTangents, tangents, firstRow);
  }

  private void prepare() {
    if (!prepared) {
      prepare.forEach(Runnable::run);
      prepared = true;
    }
  }

  private void write(double[][] arrays, List<Value> values, List<Buffer> buffers, int firstRow) {
    for (int i = 0; i < arrays.length; i++) {
      Value value = values.get(i);
      Buffer buffer = buffers.get(i);
      double[] array = arrays[i];
      int length = value.length();
      Runnable rows =
          () ->
              Threads.each(
                  batch(),
                  row -> Transposition.write(buffer, value, row, array, (firstRow + row) * length));
      binder.onHost(rows).run();
    }
  }

  private void read(List<Value> values, List<Buffer> buffers, double[][] arrays, int firstRow) {
    for (int i = 0; i < arrays.length; i++) {
      read(values.get(i), buffers.get(i), arrays[i], firstRow);
    }
  }

  private void read(Value value, Buffer buffer, double[] array, int firstRow) {
    int length = value.length();
    Runnable rows =
        () ->
            Threads.each(
                batch(),
                row -> Transposition.read(buffer, value, row, array, (firstRow + row) * length));
    binder.onHost(rows).run();
  }

  @Override
  public void close() {
    binder.close();
  }
}
