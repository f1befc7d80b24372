package org.conductance4j.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * A scope in which user code runs at layers of a program: it reads activations, replaces them or
 * changes them. Several hooks at one layer run in the order in which they were added. Neither the
 * program nor its network is modified:
 *
 * <pre>{@code
 * try (Hooks hooks = Hooks.on(program).observe("stem", seen::add).transform("stage2", own)) {
 *   Explanation explanation = PathAttribution.explain(question.withProgram(hooks.program()), ...);
 * }
 * }</pre>
 *
 * <p>Attribution at a layer with a hook sees what the hook returns. Batches may be filled up with
 * repeated examples, which hooks see too. After the scope is closed, its programs refuse to run.
 * Hooks run on the thread that asks for a pass.
 */
public final class Hooks implements AutoCloseable {

  private Program program;
  private boolean open = true;

  private Hooks(Program program) {
    this.program = program;
  }

  /**
   * Opens a scope without hooks.
   *
   * @param program not modified
   * @return the scope, to be closed
   */
  public static Hooks on(Program program) {
    return new Hooks(program);
  }

  /**
   * Passes a layer's activation to an observer whenever it is computed.
   *
   * @param layer the layer's name
   * @param observer takes one example's activation, of the layer's shape in DL4J's order of axes,
   *     with their names
   * @return this scope
   * @throws InvalidInputException if there is no such layer
   */
  public Hooks observe(String layer, Consumer<Tensor> observer) {
    List<String> axes = program.axes(program.layer(layer));
    int[] shape = shape(layer);
    return transform(
        layer,
        new Passing(
            y -> {
              observer.accept(Tensor.of(shape, y).withAxes(axes));
              return y;
            },
            UnaryOperator.identity()));
  }

  /**
   * Replaces a layer's activation by a constant, whose derivatives are 0.
   *
   * @param layer the layer's name
   * @param activation of the layer's shape
   * @return this scope
   * @throws InvalidInputException if there is no such layer, or the shape is not its shape
   */
  public Hooks replace(String layer, Tensor activation) {
    int[] shape = shape(layer);
    if (!Arrays.equals(shape, activation.shape())) {
      throw InvalidInputException.of(
          "layer '" + layer + "'",
          "needs an activation of its shape " + Arrays.toString(shape),
          Arrays.toString(activation.shape()),
          "give a tensor of that shape");
    }
    double[] constant = activation.toArray();
    return transform(layer, new Passing(y -> constant, along -> new double[along.length]));
  }

  /** A function that keeps the shape, and whose vjp and jvp are one function. */
  private record Passing(UnaryOperator<double[]> value, UnaryOperator<double[]> derivative)
      implements LayerFunction {
    @Override
    public double[] forward(double[] y) {
      return value.apply(y);
    }

    @Override
    public double[] vjp(double[] y, double[] cotangent) {
      return derivative.apply(cotangent);
    }

    @Override
    public double[] jvp(double[] y, double[] tangent) {
      return derivative.apply(tangent);
    }
  }

  /**
   * Puts a function behind a layer.
   *
   * @param layer the layer's name
   * @param function keeps the layer's shape
   * @return this scope
   * @throws InvalidInputException if there is no such layer, or the function changes the shape
   */
  public Hooks transform(String layer, LayerFunction function) {
    requireOpen();
    program = program.with(program.layer(layer), function, this::requireOpen);
    return this;
  }

  /**
   * Puts a function before the network: whatever reads the input reads its result. Attribution of
   * the input is attribution of the function's input.
   *
   * @param function keeps the input's shape
   * @return this scope
   * @throws InvalidInputException if the function changes the shape
   */
  public Hooks transformInput(LayerFunction function) {
    requireOpen();
    program = program.withInput(function, this::requireOpen);
    return this;
  }

  private int[] shape(String layer) {
    return program.layer(layer).shape().stream().mapToInt(Integer::intValue).toArray();
  }

  /** {@return the program with the hooks so far, which runs until this scope is closed} */
  public Program program() {
    requireOpen();
    return program;
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("hooks: the scope is closed; use its program inside of it");
    }
  }

  @Override
  public void close() {
    open = false;
  }
}
