package org.conductance4j.engine.lowering.onnx;

import java.util.Objects;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.lowering.ProgramBuilder;

/** What goes wrong in a rule, as the line of the node that it goes wrong at. */
final class Failure {

  private static final int MEGABYTE = 20;

  private Failure() {}

  /**
   * The refusal of a node.
   *
   * @param builder knows the node
   * @param failure a refusal already, an exception that a file with wrong shapes or attributes
   *     leads to, or that the heap is too small for a tensor
   */
  static InvalidInputException at(ProgramBuilder builder, Throwable failure) {
    if (failure instanceof InvalidInputException refused) {
      return refused;
    }
    String why = Objects.requireNonNullElse(failure.getMessage(), "");
    InvalidInputException refused;
    if (failure instanceof OutOfMemoryError) {
      String what = why.startsWith(Shapes.TENSOR) ? why : "its tensors";
      refused =
          builder.refuse(
              "needs more memory",
              (Runtime.getRuntime().maxMemory() >> MEGABYTE) + " MB of heap for " + what,
              "give the JVM more with JAVA_OPTS=-Xmx4g, or a smaller input");
    } else {
      boolean told =
          failure instanceof IllegalArgumentException || failure instanceof ArithmeticException;
      refused =
          builder.refuse(
              "needs inputs and attributes as ONNX defines them",
              told ? why.lines().findFirst().orElse("others") : "others",
              "check the shapes of the inputs, or export the network again");
    }
    refused.initCause(failure);
    return refused;
  }
}
