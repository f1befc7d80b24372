package org.conductance4j.engine.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.conductance4j.array.Precision;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Plans the passes of a section for one batch size. Kernels ask it for the buffers of values,
 * gradients and tangents and add calls to the pass that is being planned. Since the order of all
 * calls is known, buffers are reused by counting their remaining uses, and operations work in place
 * wherever nobody needs the old contents.
 */
public final class Binder implements AutoCloseable {

  private static final double[] NO_REALS = {};

  private final Precision precision;
  private final int batch;
  private final boolean derivatives;
  private final BufferPool pool;
  private final Map<Value, Integer> consumers = new LinkedHashMap<>();
  private final Map<Value, Integer> readers = new LinkedHashMap<>();
  private final Map<Value, Boolean> pinned = new LinkedHashMap<>();
  private final Map<Value, Buffer> activations = new LinkedHashMap<>();
  private final Map<Value, Buffer> gradients = new LinkedHashMap<>();
  private final Map<Value, Buffer> tangents = new LinkedHashMap<>();
  private final List<NativeCall> calls = new ArrayList<>();
  private List<Runnable> steps = new ArrayList<>();

  public Binder(
      BufferPool pool,
      int batch,
      boolean derivatives,
      List<Operation> operations,
      List<Value> ends) {
    this.precision = pool.precision();
    this.batch = batch;
    this.derivatives = derivatives;
    this.pool = pool;
    for (Value end : ends) {
      pinned.put(end, true);
    }
    for (Operation operation : operations) {
      for (Value input : operation.inputs()) {
        consumers.merge(input, 1, Integer::sum);
        if (derivatives && operation.derivativeReadsInputs()) {
          readers.merge(input, 1, Integer::sum);
        }
      }
      if (derivatives && operation.derivativeReadsOutput()) {
        readers.merge(operation.output(), 1, Integer::sum);
      }
    }
  }

  public int batch() {
    return batch;
  }

  Precision precision() {
    return precision;
  }

  public boolean derivatives() {
    return derivatives;
  }

  public long bytes() {
    return pool.bytes();
  }

  /** Starts a pass: what is added from now on goes into the given list. */
  public void plan(List<Runnable> pass) {
    steps = pass;
  }

  void step(Runnable step) {
    steps.add(step);
  }

  /** Adds a step in which the JVM's own loops read and write memory of this binding. */
  public void hostStep(Runnable step) {
    steps.add(onHost(step));
  }

  /** Reads one array and adds to the other, which begins with zeros. */
  @FunctionalInterface
  interface RowFunction {
    void apply(int row, double[] read, double[] written);
  }

  /** Adds a step that computes pieces of a batch, such as examples, each by itself. */
  void eachRow(int rows, Buffer from, int read, Buffer to, int written, RowFunction function) {
    hostStep(
        () ->
            Threads.each(
                rows,
                row -> {
                  double[] x = new double[read];
                  double[] y = new double[written];
                  from.read((long) row * read, x, 0, read);
                  function.apply(row, x, y);
                  to.write((long) row * written, y, 0, written);
                }));
  }

  /** Loops of the JVM as they run on memory that may lie on a GPU. */
  public Runnable onHost(Runnable loops) {
    return Nd4j.getEnvironment().isCPU() ? loops : () -> pool.onHost(loops);
  }

  /** Adds a prepared native call to the pass. */
  NativeCall call(String name, INDArray[] inputs, INDArray[] outputs, long... integers) {
    return call(name, inputs, outputs, NO_REALS, integers);
  }

  NativeCall call(
      String name, INDArray[] inputs, INDArray[] outputs, double[] reals, long[] integers) {
    NativeCall call = NativeCall.of(name, inputs, outputs, reals, integers);
    calls.add(call);
    steps.add(call);
    return call;
  }

  static INDArray[] arrays(INDArray... arrays) {
    return arrays;
  }

  /** Adds {@code into += from}, of equal length. */
  void add(Buffer into, Buffer from, long length) {
    INDArray sum = into.as(length);
    call("add", arrays(sum, from.as(length)), arrays(sum));
  }

  /** Adds a bias (channel), unless there is none, to a matrix (position, channel). */
  void addBias(INDArray matrix, @Nullable INDArray bias) {
    if (bias != null) {
      call("biasadd", arrays(matrix, bias.reshape(bias.length())), arrays(matrix));
    }
  }

  /** A buffer for the steps of one operation only; give it back with {@link #release}. */
  Buffer scratch(long length) {
    return pool.acquire(length);
  }

  void release(Buffer buffer) {
    pool.release(buffer);
  }

  long length(Value value) {
    return (long) batch * value.length();
  }

  INDArray batched(Buffer buffer, Value value) {
    return buffer.as(value.batched(batch));
  }

  /** One example, as a batch of one. */
  INDArray example(Buffer buffer, Value value, int number) {
    INDArray all = buffer.as(batch, value.length());
    return all.getRow(number).reshape('c', value.batched(1));
  }

  /** As (batch × positions, channels). */
  INDArray matrix(Buffer buffer, Value value) {
    return buffer.as((long) batch * value.positions(), value.channels());
  }

  // Forward pass

  public void defineSource(Value source) {
    if (!activations.containsKey(source)) {
      hold(activations, source, pool.acquire(length(source)), 1);
    }
  }

  public Buffer value(Value value) {
    return Objects.requireNonNull(activations.get(value));
  }

  public Buffer output(Operation operation) {
    return defineOutput(operation, pool.acquire(length(operation.output())));
  }

  /** The output's buffer, which is the given input's if nobody needs that any more. */
  Buffer outputInPlaceOf(Operation operation, int input) {
    Buffer old = value(operation.inputs().get(input));
    if (old.users() == 1) {
      old.retain();
      return defineOutput(operation, old);
    }
    return output(operation);
  }

  private Buffer defineOutput(Operation operation, Buffer buffer) {
    Value output = operation.output();
    int kept = pinned.containsKey(output) || readers.containsKey(output) ? 1 : 0;
    hold(activations, output, buffer, kept);
    return buffer;
  }

  public void endForward(Operation operation) {
    operation.inputs().forEach(input -> pool.release(value(input)));
  }

  /** Keeps a value that is not yet computed for the derivatives, as one more reader of it. */
  void keep(Value value) {
    if (derivatives) {
      readers.merge(value, 1, Integer::sum);
    }
  }

  /** Whether an operation may overwrite its own output once the forward pass is over. */
  boolean mayOverwriteOutput(Operation operation) {
    Value output = operation.output();
    return !pinned.containsKey(output) && readers.getOrDefault(output, 0) == 1;
  }

  // Reverse pass

  public void seedGradient(Value target) {
    if (!gradients.containsKey(target)) {
      gradients.put(target, pool.acquire(length(target)));
    }
  }

  public Buffer gradient(Value value) {
    return Objects.requireNonNull(gradients.get(value));
  }

  /** The gradient of a source, at the end of the pass: zeros where no target depends on it. */
  public Buffer sourceGradient(Value source) {
    if (!gradients.containsKey(source)) {
      Buffer zeros = pool.acquire(length(source));
      INDArray numbers = zeros.as(length(source));
      step(() -> numbers.assign(0));
      gradients.put(source, zeros);
    }
    return gradient(source);
  }

  /**
   * Adds an operation's contribution to the gradient of one of its inputs.
   *
   * @param writer plans the calls that overwrite the buffer it is given with the contribution
   */
  public void contribute(Operation operation, int input, Consumer<Buffer> writer) {
    Value value = operation.inputs().get(input);
    Buffer old = gradients.get(value);
    Buffer fresh = pool.acquire(length(value));
    writer.accept(fresh);
    if (old == null) {
      gradients.put(value, fresh);
    } else {
      add(exclusive(value, old), fresh, length(value));
      pool.release(fresh);
    }
  }

  /**
   * Like {@link #contribute} for calls that may read the output's gradient from the same buffer.
   */
  void contributeInPlace(Operation operation, int input, Consumer<Buffer> writer) {
    Buffer out = gradient(operation.output());
    Value value = operation.inputs().get(input);
    if (gradients.get(value) == null && out.users() == 1) {
      out.retain();
      gradients.put(value, out);
      writer.accept(out);
    } else {
      contribute(operation, input, writer);
    }
  }

  /** Where a contribution is added (or, if it is the first, written) by the kernel's own call. */
  record Sum(Buffer buffer, boolean accumulate) {}

  Sum gradientSum(Operation operation, int input) {
    Value value = operation.inputs().get(input);
    Buffer old = gradients.get(value);
    if (old != null) {
      return new Sum(exclusive(value, old), true);
    }
    Buffer fresh = pool.acquire(length(value));
    gradients.put(value, fresh);
    return new Sum(fresh, false);
  }

  /** The gradient of an input is that of the output. */
  void passGradient(Operation operation, int input) {
    Buffer out = gradient(operation.output());
    Value value = operation.inputs().get(input);
    Buffer old = gradients.get(value);
    if (old == null) {
      out.retain();
      gradients.put(value, out);
    } else {
      add(exclusive(value, old), out, length(value));
    }
  }

  /** The gradient of a value in a buffer that may be overwritten. */
  Buffer exclusiveGradient(Value value) {
    return exclusive(value, gradient(value));
  }

  private Buffer exclusive(Value value, Buffer shared) {
    if (shared.users() == 1) {
      return shared;
    }
    Buffer own = pool.acquire(length(value));
    call(
        "assign",
        arrays(own.as(length(value)), shared.as(length(value))),
        arrays(own.as(length(value))));
    pool.release(shared);
    gradients.put(value, own);
    return own;
  }

  public void endVjp(Operation operation) {
    pool.release(Objects.requireNonNull(gradients.remove(operation.output())));
  }

  public void endReverse() {
    gradients.values().forEach(pool::release);
    gradients.clear();
  }

  // Forward-mode pass

  public void seedTangent(Value source) {
    if (!tangents.containsKey(source)) {
      hold(tangents, source, pool.acquire(length(source)), pinned.containsKey(source) ? 1 : 0);
    }
  }

  public Buffer tangent(Value value) {
    return Objects.requireNonNull(tangents.get(value));
  }

  public Buffer tangentOutput(Operation operation) {
    return defineTangent(operation, pool.acquire(length(operation.output())));
  }

  Buffer tangentInPlaceOf(Operation operation, int input) {
    Buffer old = tangent(operation.inputs().get(input));
    if (old.users() == 1) {
      old.retain();
      return defineTangent(operation, old);
    }
    return tangentOutput(operation);
  }

  private Buffer defineTangent(Operation operation, Buffer buffer) {
    Value output = operation.output();
    hold(tangents, output, buffer, pinned.containsKey(output) ? 1 : 0);
    return buffer;
  }

  public void endJvp(Operation operation) {
    operation.inputs().forEach(input -> pool.release(tangent(input)));
  }

  public void endForwardMode(Iterable<Value> targets) {
    for (Value target : targets) {
      pool.release(tangent(target));
    }
    tangents.clear();
  }

  /**
   * Turns the one use of a fresh buffer into one for each consumer and what is kept beyond them.
   */
  private void hold(Map<Value, Buffer> slots, Value value, Buffer buffer, int kept) {
    int uses = consumers.getOrDefault(value, 0) + kept;
    for (int use = 0; use < uses; use++) {
      buffer.retain();
    }
    pool.release(buffer);
    slots.put(value, buffer);
  }

  @Override
  public void close() {
    calls.forEach(NativeCall::close);
    calls.clear();
    pool.close();
  }
}
