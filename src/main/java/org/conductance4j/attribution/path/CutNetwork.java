package org.conductance4j.attribution.path;

import java.util.Arrays;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Split;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches through a network that is cut at a layer: the lower part yields all values that
 * cross to the upper part. Without a layer there is no lower part: the input itself crosses.
 */
record CutNetwork(@Nullable Evaluator below, Evaluator above) implements AutoCloseable {

  static CutNetwork of(ResolvedQuestion question, int batch) {
    if (question.layer() == null) {
      return new CutNetwork(null, question.program().whole(question.target()).bind(batch));
    }
    Split split = question.program().split(question.layer(), question.target());
    Evaluator lower = split.lower().bind(batch);
    try {
      return new CutNetwork(lower, split.upper().bind(batch));
    } catch (RuntimeException | OutOfMemoryError e) {
      lower.close();
      throw e;
    }
  }

  double[][] lower(double[] points) {
    if (below == null) {
      return new double[][] {points};
    }
    below.forward(points);
    double[][] crossing = new double[below.targets()][];
    Arrays.setAll(crossing, below::target);
    return crossing;
  }

  double[] upper(double[][] crossing) {
    above.forward(crossing);
    return above.target(0);
  }

  double[][] tangents(double[] directions) {
    return below == null ? new double[][] {directions} : below.jvp(directions);
  }

  double[][] upperGradient(double[] cotangents) {
    return above.vjp(cotangents);
  }

  double[] lowerGradient(double[][] cotangents) {
    return below == null ? cotangents[0] : below.vjp(cotangents)[0];
  }

  @Override
  public void close() {
    if (below != null) {
      below.close();
    }
    above.close();
  }
}
