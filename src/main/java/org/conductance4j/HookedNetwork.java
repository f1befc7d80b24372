package org.conductance4j;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.engine.Program;
import org.conductance4j.experiment.batch.NetworkPrograms;
import org.jspecify.annotations.Nullable;

/**
 * A scope in which user code runs at layers of a network: it reads activations, replaces them or
 * changes them. Questions that are asked here see the hooks; the network itself does not.
 *
 * <pre>{@code
 * double[] logits = network.hooks().transform("stage2", LayerFunction.scale(0.5)).logits(x);
 * }</pre>
 *
 * <p>Several hooks at one layer run in the order in which they were added. Attribution at a layer
 * with a hook sees what the hook returns. After {@link #close}, its questions refuse to run; a
 * scope that nobody closes costs nothing. For one thread.
 */
public final class HookedNetwork implements AutoCloseable {

  private final NetworkPrograms plain;
  private final NetworkPrograms hooked;
  private final Network network;
  private final List<Consumer<Hooks>> steps = new ArrayList<>();
  private final Map<Program, Hooks> scopes = new HashMap<>();
  private boolean open = true;

  HookedNetwork(NetworkPrograms plain, @Nullable Path classNames) {
    this.plain = plain;
    this.hooked = plain.with(program -> scope(program).program());
    this.network = new Network(hooked, classNames);
  }

  /**
   * {@return this scope, which passes a layer's activation to an observer whenever it is computed}
   *
   * @param layer the layer's name
   * @param observer takes one example's activation, of the layer's shape, with the names of its
   *     axes. Batches may be filled up with repeated examples, which it sees too
   * @throws InvalidInputException if there is no such layer; from the first answer on where the
   *     network does not tell its input's shape
   */
  public HookedNetwork observe(String layer, Consumer<Tensor> observer) {
    return add(hooks -> hooks.observe(named(layer), observer));
  }

  /**
   * {@return this scope with a constant for a layer's activation, through which no gradient flows}
   *
   * @param layer the layer's name
   * @param activation of the layer's shape
   * @throws InvalidInputException if there is no such layer, or the shape is not its shape
   */
  public HookedNetwork replace(String layer, Tensor activation) {
    return add(hooks -> hooks.replace(named(layer), activation));
  }

  /**
   * {@return this scope with a function that changes a layer's activation}
   *
   * @param layer the layer's name
   * @param function keeps the layer's shape, such as {@code LayerFunction.scale(0.5)}
   * @throws InvalidInputException if there is no such layer, or the function changes the shape
   */
  public HookedNetwork transform(String layer, LayerFunction function) {
    return add(hooks -> hooks.transform(named(layer), function));
  }

  /**
   * {@return this scope with a function that changes the input before the first layer} Attribution
   * of the input is attribution of the function's input.
   *
   * @param function keeps the input's shape
   * @throws InvalidInputException if the function changes the shape
   */
  public HookedNetwork transformInput(LayerFunction function) {
    return add(hooks -> hooks.transformInput(function));
  }

  /**
   * {@return a question about a picture or an array in a file, which sees hooks added later too}
   *
   * @param input as for {@link Network#ask(Path, String)}
   * @param objective as there
   * @throws InvalidInputException as there
   */
  public Question ask(Path input, String objective) {
    return network.ask(input, objective);
  }

  /**
   * {@return a question about an array, which sees hooks added later too}
   *
   * @param batch as for {@link Network#ask(Tensor, String)}
   * @param objective as there
   * @throws InvalidInputException as there
   */
  public Question ask(Tensor batch, String objective) {
    return network.ask(batch, objective);
  }

  /**
   * Runs the network with the hooks, one example after the other, in float64.
   *
   * @param batch (example, shape of one example as DL4J has it)
   * @return what the first output has before its softmax or sigmoid, (example × class) row-major
   * @throws InvalidInputException if the array does not fit, or a layer cannot be lowered
   */
  public double[] logits(Tensor batch) {
    requireOpen();
    return hooked.logits(network.named(batch)).toArray();
  }

  private HookedNetwork add(Consumer<Hooks> step) {
    requireOpen();
    plain.known().ifPresent(this::scope); // so that a wrong name is refused here
    scopes.values().forEach(step);
    steps.add(step);
    return this;
  }

  private Hooks scope(Program program) {
    requireOpen();
    return scopes.computeIfAbsent(
        program,
        key -> {
          Hooks hooks = Hooks.on(key);
          steps.forEach(step -> step.accept(hooks));
          return hooks;
        });
  }

  private String named(String layer) {
    return plain.network().layerName(layer);
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("hooks: the scope is closed; ask inside of it");
    }
  }

  /** Ends the scope: its hooks never run again. */
  @Override
  public void close() {
    open = false;
    scopes.values().forEach(Hooks::close);
  }
}
