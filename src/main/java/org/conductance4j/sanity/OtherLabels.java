package org.conductance4j.sanity;

import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;

/**
 * A network of the same architecture that was trained on random labels, and what it sees of the
 * input.
 *
 * @param program of the same input, layers and output
 * @param input x, of the program's input shape
 * @param baseline x′, of the same shape
 * @param remembered share of its examples that it gives the class that it was trained on
 * @param commonest share of the class that most of them were trained on
 */
public record OtherLabels(
    Program program, Tensor input, Tensor baseline, double remembered, double commonest) {

  /** The same question to this network. */
  ResolvedQuestion of(ResolvedQuestion question) {
    return question.withProgram(program).withInput(input).withBaseline(baseline);
  }
}
