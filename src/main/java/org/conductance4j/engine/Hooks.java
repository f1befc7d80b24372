package org.conductance4j.engine;

import java.util.Arrays;
import java.util.function.Consumer;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * A scope in which own code runs at layers of a program: it sees activations, replaces them or
 * changes them. Hooks at several layers work together; of several at one layer the first is nearest
 * to the layer. Neither the program nor the network that it came from is touched:
 *
 * <pre>{@code
 * try (Hooks hooks = Hooks.on(program).observe("stem", seen::add).transform("stage2", own)) {
 *   Explanation explanation = PathAttribution.explain(setting.withProgram(hooks.program()), ...);
 * }
 * }</pre>
 *
 * <p>Attribution at a layer with a hook looks at what the hook hands on. Batches may be filled up
 * with repeated examples, which hooks see too. After the scope is closed, programs that it gave out
 * refuse to run. Hooks run on the thread that asks for a pass.
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
   * Hands a layer's activation to an observer whenever it is computed.
   *
   * @param layer the layer's name
   * @param observer takes one example's activation, flattened row-major in DL4J's layout, as an
   *     array of its own
   * @return this scope
   * @throws InvalidInputException if there is no such layer
   */
  public Hooks observe(String layer, Consumer<double[]> observer) {
    return transform(
        layer,
        new LayerFunction() {
          @Override
          public double[] forward(double[] y) {
            observer.accept(y.clone());
            return y;
          }

          @Override
          public double[] vjp(double[] y, double[] cotangent) {
            return cotangent;
          }

          @Override
          public double[] jvp(double[] y, double[] tangent) {
            return tangent;
          }
        });
  }

  /**
   * Puts a constant in the place of a layer's activation; its derivatives are 0.
   *
   * @param layer the layer's name
   * @param activation of the layer's shape
   * @return this scope
   * @throws InvalidInputException if there is no such layer, or the shape is not its shape
   */
  public Hooks replace(String layer, Tensor activation) {
    int[] shape = program.layer(layer).shape().stream().mapToInt(Integer::intValue).toArray();
    if (!Arrays.equals(shape, activation.shape())) {
      throw InvalidInputException.of(
          "layer '" + layer + "'",
          "needs an activation of its shape " + Arrays.toString(shape),
          Arrays.toString(activation.shape()),
          "see 'layers MODEL'");
    }
    double[] constant = activation.toArray();
    return transform(
        layer,
        new LayerFunction() {
          @Override
          public double[] forward(double[] y) {
            return constant;
          }

          @Override
          public double[] vjp(double[] y, double[] cotangent) {
            return new double[y.length];
          }

          @Override
          public double[] jvp(double[] y, double[] tangent) {
            return new double[y.length];
          }
        });
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
   * Puts a function before the network: what reads the input reads its result. Attribution of the
   * input is that of what goes into the function.
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

  /**
   * The program with the hooks so far.
   *
   * @return runs until this scope is closed
   */
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
