package org.conductance4j.sanity;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.Split;

/**
 * What a map scores, as arguments of the score: the input's elements z ↦ F(z), or the layer's
 * neurons y ↦ H(y), where values that bypass the layer stay as they are at the input. Owns native
 * memory: close it.
 */
final class Elements implements AutoCloseable {

  private final ResolvedQuestion question;
  private final ScoredPositions places;
  private final int batch;
  private final double[][] atInput;
  private final double[] atBaseline;
  private final Evaluator upper;

  private Elements(
      ResolvedQuestion question,
      ScoredPositions places,
      Section upper,
      double[][] atInput,
      double[] atBaseline) {
    this.question = question;
    this.places = places;
    this.batch = question.batch();
    this.atInput = atInput;
    this.atBaseline = atBaseline;
    this.upper = upper.bindForward(batch);
  }

  /** The elements of the input. */
  static Elements ofInput(ResolvedQuestion question) {
    Section whole = question.program().whole(question.target());
    double[][] input = {question.input().toArray()};
    int[] shape = question.program().inputShape();
    ScoredPositions places = ScoredPositions.ofInput(shape, question.program().readsChannelsLast());
    return new Elements(question, places, whole, input, question.baseline().toArray());
  }

  /** The neurons of the layer. */
  static Elements ofLayer(ResolvedQuestion question) {
    Split split = question.program().split(question.needLayer(), question.target());
    double[][] atInput = new double[split.lower().targetShapes().size()][];
    double[] atBaseline;
    try (Evaluator lower = split.lower().bindForward(1)) {
      lower.forward(question.baseline().toArray());
      atBaseline = lower.target(0);
      lower.forward(question.input().toArray());
      Arrays.setAll(atInput, lower::target);
    }
    ScoredPositions places = ScoredPositions.ofNeurons(atBaseline.length);
    return new Elements(question, places, split.upper(), atInput, atBaseline);
  }

  /** Values at the input; a copy. */
  double[] atInput() {
    return atInput[0].clone();
  }

  /** Values at the baseline; a copy. */
  double[] atBaseline() {
    return atBaseline.clone();
  }

  private int count() {
    return atBaseline.length;
  }

  /** What is moved as one. */
  ScoredPositions places() {
    return places;
  }

  /** The score at one place. */
  double score(double... values) {
    return scores(1, row -> values)[0];
  }

  /** The score at several places. */
  double[] scores(int count, IntFunction<double[]> values) {
    double[] scores = new double[count];
    double[][] sources = sources();
    for (int from = 0; from < count; from += batch) {
      int rows = Math.min(batch, count - from);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(values.apply(from + row), 0, sources[0], row * count(), count());
      }
      upper.forward(sources);
      double[] ends = upper.target(0);
      for (int row = 0; row < rows; row++) {
        scores[from + row] =
            question.readout().value(question.target(), ends, row, ends.length / batch);
      }
    }
    return scores;
  }

  /** The values at the input, repeated for each row. */
  private double[][] sources() {
    double[][] sources = new double[atInput.length][];
    for (int k = 0; k < sources.length; k++) {
      double[] one = atInput[k];
      double[] all = new double[batch * one.length];
      for (int row = 0; row < batch; row++) {
        System.arraycopy(one, 0, all, row * one.length, one.length);
      }
      sources[k] = all;
    }
    return sources;
  }

  /** Whether the values are the same at the input and at the baseline. */
  boolean rest() {
    return Arrays.equals(atInput[0], atBaseline);
  }

  @Override
  public void close() {
    upper.close();
  }
}
