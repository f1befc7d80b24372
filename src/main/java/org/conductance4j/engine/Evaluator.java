package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A section bound to a batch size: its buffers and prepared native calls. {@link #forward} sets the
 * point, at which {@link #vjp} and {@link #jvp} may then be called in any order and number. All
 * arrays are batch-major, each example in DL4J's layout: of length batch × length of one example.
 * Not safe for several threads at once. Owns native memory: close it.
 */
public final class Evaluator implements AutoCloseable {

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
  private boolean evaluated;
  private boolean prepared;

  Evaluator(Section section, int batch, boolean derivatives) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch: needs at least 1, got " + batch);
    }
    this.section = section;
    List<Value> ends = new ArrayList<>(section.sources());
    ends.addAll(section.targets());
    this.binder = new Binder(section.precision(), batch, derivatives, section.operations(), ends);
    List<Kernel> kernels = planForward();
    if (derivatives) {
      planVjp(kernels);
      planJvp(kernels);
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
    section.sources().forEach(source -> sourceGradients.add(binder.gradient(source)));
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

  /**
   * Number of examples in a pass.
   *
   * @return the batch size
   */
  public int batch() {
    return binder.batch();
  }

  /**
   * Native memory held by this evaluator.
   *
   * @return bytes
   */
  public long bytes() {
    return binder.bytes();
  }

  /**
   * Computes the targets from the sources, and makes this the point of later derivatives.
   *
   * @param sources one array for each source; not modified
   */
  public void forward(double[]... sources) {
    write(sources, section.sources(), sourceValues);
    forward.forEach(Runnable::run);
    evaluated = true;
    prepared = false;
  }

  /**
   * Value of a target at the last point.
   *
   * @param index the target's number
   * @return a copy
   */
  public double[] target(int index) {
    requirePoint();
    return read(section.targets().get(index), targetValues.get(index));
  }

  /**
   * Reverse-mode derivative: Jᵀu for each source, at the last point.
   *
   * @param cotangents u, one array for each target; not modified
   * @return one gradient for each source
   */
  public double[][] vjp(double[]... cotangents) {
    prepareDerivatives();
    write(cotangents, section.targets(), targetGradients);
    vjp.forEach(Runnable::run);
    return read(section.sources(), sourceGradients);
  }

  /**
   * Forward-mode derivative: Jv for each target, at the last point.
   *
   * @param tangents v, one array for each source; not modified
   * @return one tangent for each target
   */
  public double[][] jvp(double[]... tangents) {
    prepareDerivatives();
    write(tangents, section.sources(), sourceTangents);
    jvp.forEach(Runnable::run);
    return read(section.targets(), targetTangents);
  }

  private void prepareDerivatives() {
    requirePoint();
    if (!binder.derivatives()) {
      throw new IllegalStateException("evaluator: was bound for forward passes only");
    }
    if (!prepared) {
      prepare.forEach(Runnable::run);
      prepared = true;
    }
  }

  private void requirePoint() {
    if (!evaluated) {
      throw new IllegalStateException("evaluator: needs a forward pass first");
    }
  }

  private void write(double[][] arrays, List<Value> values, List<Buffer> buffers) {
    if (arrays.length != values.size()) {
      throw new IllegalArgumentException(
          "evaluator: needs " + values.size() + " arrays, got " + arrays.length);
    }
    for (int i = 0; i < arrays.length; i++) {
      long needed = binder.length(values.get(i));
      if (arrays[i].length != needed) {
        throw new IllegalArgumentException(
            "evaluator: array " + i + " needs " + needed + " numbers, got " + arrays[i].length);
      }
      write(arrays[i], values.get(i), buffers.get(i));
    }
  }

  private void write(double[] array, Value value, Buffer buffer) {
    int length = value.length();
    IntStream.range(0, batch())
        .parallel()
        .forEach(row -> Transposition.write(buffer, value, row, array, row * length));
  }

  private double[][] read(List<Value> values, List<Buffer> buffers) {
    double[][] arrays = new double[values.size()][];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = read(values.get(i), buffers.get(i));
    }
    return arrays;
  }

  private double[] read(Value value, Buffer buffer) {
    int length = value.length();
    double[] array = new double[batch() * length];
    IntStream.range(0, batch())
        .parallel()
        .forEach(row -> Transposition.read(buffer, value, row, array, row * length));
    return array;
  }

  @Override
  public void close() {
    binder.close();
  }
}
