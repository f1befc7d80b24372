package org.conductance4j.engine;

import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Tensor;

/**
 * A forward pass of the network that a program was lowered from, run by other software. The audit
 * compares the program with it.
 */
public interface ReferenceForward {

  /** Runs nothing: for programs that there is nothing to compare with. */
  ReferenceForward NONE = nothing("");

  /**
   * Runs nothing.
   *
   * @param reason why, and what to do about it
   * @return a reference that cannot run any example
   */
  static ReferenceForward nothing(String reason) {
    return new ReferenceForward() {
      @Override
      public String name() {
        return "nothing";
      }

      @Override
      public String title() {
        return "nothing";
      }

      @Override
      public Optional<double[]> output(String output, List<Tensor> examples) {
        return Optional.empty();
      }

      @Override
      public String reason() {
        return reason;
      }
    };
  }

  /** {@return what runs it, with the version, such as {@code DL4J 1.0.0-M2.1}} */
  String name();

  /** {@return what messages call it, such as {@code DL4J's own forward pass}} */
  String title();

  /**
   * Computes one of the network's outputs.
   *
   * @param output its name in the network
   * @param examples one example of each of the network's inputs, as the network takes it
   * @return the output, flattened row-major in the source's axis order; empty if it cannot run the
   *     examples
   */
  Optional<double[]> output(String output, List<Tensor> examples);

  /**
   * Computes a layer's activation.
   *
   * @param layer its name in the program
   * @param examples one example of each of the network's inputs, as the network takes it
   * @return the activation, like {@link #output}; empty if it has no such layer
   */
  default Optional<double[]> activation(String layer, List<Tensor> examples) {
    return Optional.empty();
  }

  /** {@return why {@link #output} gave nothing, and what to do about it; may be empty} */
  default String reason() {
    return "";
  }

  /** {@return at how many random examples the audit compares beside the one that it is given} */
  default int probes() {
    return 0;
  }

  /** {@return how far its own rounding may change its values, as a part of the largest} */
  default double rounding() {
    return 0;
  }

  /** Gives back what it keeps between passes. The audit does so when it has compared. */
  default void release() {}

  /** {@return the same in its highest precision, which the audit asks where the first differs} */
  default ReferenceForward exact() {
    return this;
  }

  /** {@return what to do about a difference that this software is known to cause, if anything} */
  default Optional<String> remedy() {
    return Optional.empty();
  }
}
