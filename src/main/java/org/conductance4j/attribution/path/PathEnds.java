package org.conductance4j.attribution.path;

import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Split;

/** The two parts of the network; without a layer there is no lower part. */
sealed interface PathEnds extends AutoCloseable {

  double[][] lower(double[] points);

  double[] upper(double[][] frontier);

  double[][] tangents(double[] directions);

  double[][] upperGradient(double[] cotangents);

  double[] lowerGradient(double[][] cotangents);

  @Override
  void close();

  static PathEnds of(ResolvedQuestion question, int batch) {
    OutputStage target = question.target();
    if (question.layer() == null) {
      return new Whole(question.program().whole(target).bind(batch));
    }
    Split split = question.program().split(question.layer(), target);
    Evaluator lower = split.lower().bind(batch);
    try {
      int values = split.lower().targetShapes().size();
      return new Parts(lower, split.upper().bind(batch), values);
    } catch (RuntimeException | OutOfMemoryError e) {
      lower.close();
      throw e;
    }
  }

  /** The whole network: what "lower" hands on is the input itself. */
  record Whole(Evaluator network) implements PathEnds {

    @Override
    public double[][] lower(double[] points) {
      return new double[][] {points};
    }

    @Override
    public double[] upper(double[][] frontier) {
      network.forward(frontier[0]);
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
  record Parts(Evaluator first, Evaluator second, int values) implements PathEnds {

    @Override
    public double[][] lower(double[] points) {
      first.forward(points);
      double[][] frontier = new double[values][];
      for (int k = 0; k < frontier.length; k++) {
        frontier[k] = first.target(k);
      }
      return frontier;
    }

    @Override
    public double[] upper(double[][] frontier) {
      second.forward(frontier);
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
