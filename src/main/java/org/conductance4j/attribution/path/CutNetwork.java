package org.conductance4j.attribution.path;

import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Split;

/**
 * Runs batches through a network that is cut at a layer: the lower part yields all values that
 * cross to the upper part. Without a layer there is no lower part.
 */
sealed interface CutNetwork extends AutoCloseable {

  double[][] lower(double[] points);

  double[] upper(double[][] crossing);

  double[][] tangents(double[] directions);

  double[][] upperGradient(double[] cotangents);

  double[] lowerGradient(double[][] cotangents);

  @Override
  void close();

  static CutNetwork of(ResolvedQuestion question, int batch) {
    OutputStage target = question.target();
    if (question.layer() == null) {
      return new Whole(question.program().whole(target).bind(batch));
    }
    Split split = question.program().split(question.layer(), target);
    Evaluator lower = split.lower().bind(batch);
    try {
      int values = split.lower().targetShapes().size();
      return new AtLayer(lower, split.upper().bind(batch), values);
    } catch (RuntimeException | OutOfMemoryError e) {
      lower.close();
      throw e;
    }
  }

  /** The whole network: the input itself crosses. */
  record Whole(Evaluator network) implements CutNetwork {

    @Override
    public double[][] lower(double[] points) {
      return new double[][] {points};
    }

    @Override
    public double[] upper(double[][] crossing) {
      network.forward(crossing[0]);
      return network.target(0);
    }

    @Override
    public double[][] tangents(double[] directions) {
      return new double[][] {directions};
    }

    @Override
    public double[][] upperGradient(double[] cotangents) {
      return network.vjp(cotangents);
    }

    @Override
    public double[] lowerGradient(double[][] cotangents) {
      return cotangents[0];
    }

    @Override
    public void close() {
      network.close();
    }
  }

  /** The network in two parts, cut at the layer. */
  record AtLayer(Evaluator first, Evaluator second, int values) implements CutNetwork {

    @Override
    public double[][] lower(double[] points) {
      first.forward(points);
      double[][] crossing = new double[values][];
      for (int k = 0; k < crossing.length; k++) {
        crossing[k] = first.target(k);
      }
      return crossing;
    }

    @Override
    public double[] upper(double[][] crossing) {
      second.forward(crossing);
      return second.target(0);
    }

    @Override
    public double[][] tangents(double[] directions) {
      return first.jvp(directions);
    }

    @Override
    public double[][] upperGradient(double[] cotangents) {
      return second.vjp(cotangents);
    }

    @Override
    public double[] lowerGradient(double[][] cotangents) {
      return first.vjp(cotangents)[0];
    }

    @Override
    public void close() {
      first.close();
      second.close();
    }
  }
}
