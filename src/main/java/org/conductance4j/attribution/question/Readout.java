package org.conductance4j.attribution.question;

import java.util.Arrays;
import java.util.List;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.OutputStage;

/**
 * The scalar F that is explained, read from the network's end in double precision: an objective
 * whose classes are known.
 *
 * @param head what turns logits into outputs
 * @param kind what is read
 * @param index the class, from 0
 * @param other the class whose logit is subtracted in a margin; else the same class
 * @param label the class's name, or its index where there are no names
 * @param step the time step that is read where the network's outputs are over time; else 0
 * @param vector what the output is compared with, for a cosine; else empty
 */
public record Readout(
    OutputActivation head,
    Objective.Kind kind,
    int index,
    int other,
    String label,
    int step,
    List<Double> vector) {

  /** Copies the list. */
  public Readout {
    vector = List.copyOf(vector);
  }

  /** {@return whether it is of a class, and not of some element or vector} */
  public boolean hasClass() {
    return kind != Objective.Kind.COSINE && !label.startsWith(Objective.ELEMENT);
  }

  /**
   * Reads a class, or two.
   *
   * @param head what turns logits into outputs
   * @param kind what is read
   * @param index the class, from 0
   * @param other the class whose logit is subtracted in a margin; else the same class
   * @param label the class's name, or its index where there are no names
   * @param step the time step that is read where the network's outputs are over time; else 0
   */
  public Readout(
      OutputActivation head, Objective.Kind kind, int index, int other, String label, int step) {
    this(head, kind, index, other, label, step, List.of());
  }

  /**
   * {@return F, read from one example's values}
   *
   * @param target whether the values are logits or outputs
   * @param values of one example or of several, (batch × class); not modified
   * @param row the example to read, from 0
   * @param classes number of classes
   * @throws InvalidInputException if a logit is asked of a softmax's outputs
   */
  public double value(OutputStage target, double[] values, int row, int classes) {
    int start = row * classes;
    if (kind == Objective.Kind.COSINE) {
      return cosine(values, start).value();
    }
    return target == OutputStage.LOGITS
        ? ofLogits(values, start, classes)
        : ofOutputs(values, start);
  }

  /**
   * Writes the derivative of F by one example's values.
   *
   * @param target whether the values are logits or outputs
   * @param values of one example or of several, (batch × class); not modified
   * @param row the example to read, from 0
   * @param classes number of classes
   * @param cotangents of the same shape as the values; this example's row is overwritten
   */
  public void cotangent(
      OutputStage target, double[] values, int row, int classes, double[] cotangents) {
    int start = row * classes;
    Arrays.fill(cotangents, start, start + classes, 0);
    if (kind == Objective.Kind.COSINE) {
      Cosine cosine = cosine(values, start);
      for (int i = 0; i < vector.size(); i++) {
        cotangents[start + i] =
            vector.get(i) * cosine.scale() - cosine.value() * values[start + i] / cosine.square();
      }
    } else if (target == OutputStage.LOGITS) {
      cotangentOfLogits(values, start, classes, cotangents);
    } else {
      cotangentOfOutputs(values, start, cotangents);
    }
  }

  /** ⟨y, s⟩ / (|y||s|), 1 / (|y||s|) and |y|²; all 0 and a square of 1 for y = 0. */
  private record Cosine(double value, double scale, double square) {}

  private Cosine cosine(double[] y, int start) {
    double product = 0;
    double square = 0;
    double stored = 0;
    for (int i = 0; i < vector.size(); i++) {
      product += y[start + i] * vector.get(i);
      square += y[start + i] * y[start + i];
      stored += vector.get(i) * vector.get(i);
    }
    double scale = square == 0 ? 0 : 1 / Math.sqrt(square * stored);
    return new Cosine(product * scale, scale, square == 0 ? 1 : square);
  }

  private double ofLogits(double[] z, int start, int classes) {
    double own = z[start + index];
    return switch (kind) {
      case LOGIT -> own;
      case MARGIN -> own - z[start + other];
      default ->
          switch (head) {
            case IDENTITY -> own;
            case SIGMOID -> sigmoid(own);
            case SOFTMAX -> Math.exp(own - logSumExp(z, start, classes));
          };
      case LOG_PROBABILITY ->
          switch (head) {
            case IDENTITY -> throw linear();
            case SIGMOID -> own < 0 ? own - Math.log1p(Math.exp(own)) : -Math.log1p(Math.exp(-own));
            case SOFTMAX -> own - logSumExp(z, start, classes);
          };
    };
  }

  private void cotangentOfLogits(double[] z, int start, int classes, double[] out) {
    double own = z[start + index];
    switch (kind) {
      case LOGIT -> out[start + index] = 1;
      case MARGIN -> {
        out[start + index] += 1;
        out[start + other] -= 1;
      }
      default -> {
        switch (head) {
          case IDENTITY -> out[start + index] = 1;
          case SIGMOID -> out[start + index] = sigmoid(own) * sigmoid(-own);
          case SOFTMAX -> softmaxRow(z, start, classes, out, true);
        }
      }
      case LOG_PROBABILITY -> {
        switch (head) {
          case IDENTITY -> throw linear();
          case SIGMOID -> out[start + index] = sigmoid(-own);
          case SOFTMAX -> softmaxRow(z, start, classes, out, false);
        }
      }
    }
  }

  /** Row (δ − p) of the softmax's logarithm, times p of the class where its value is wanted. */
  private void softmaxRow(double[] z, int start, int classes, double[] out, boolean value) {
    double norm = logSumExp(z, start, classes);
    double factor = value ? Math.exp(z[start + index] - norm) : 1;
    double others = 0;
    for (int c = 0; c < classes; c++) {
      double p = Math.exp(z[start + c] - norm);
      others += c == index ? 0 : p;
      out[start + c] = -factor * p;
    }
    out[start + index] = factor * others;
  }

  private double ofOutputs(double[] p, int start) {
    double own = p[start + index];
    return switch (kind) {
      default -> own;
      case LOG_PROBABILITY -> Math.log(own);
      case LOGIT -> logitOfOutput(own);
      case MARGIN ->
          head == OutputActivation.SOFTMAX
              ? Math.log(own) - Math.log(p[start + other])
              : logitOfOutput(own) - logitOfOutput(p[start + other]);
    };
  }

  private void cotangentOfOutputs(double[] p, int start, double[] out) {
    double own = p[start + index];
    switch (kind) {
      default -> out[start + index] = 1;
      case LOG_PROBABILITY -> out[start + index] = 1 / own;
      case LOGIT -> out[start + index] = logitSlope(own);
      case MARGIN -> {
        double theirs = p[start + other];
        out[start + index] += head == OutputActivation.SOFTMAX ? 1 / own : logitSlope(own);
        out[start + other] -= head == OutputActivation.SOFTMAX ? 1 / theirs : logitSlope(theirs);
      }
    }
  }

  private double logitOfOutput(double p) {
    return switch (head) {
      case IDENTITY -> p;
      case SIGMOID -> Math.log(p) - Math.log1p(-p);
      case SOFTMAX -> throw afterSoftmax();
    };
  }

  private double logitSlope(double p) {
    return switch (head) {
      case IDENTITY -> 1;
      case SIGMOID -> 1 / (p * (1 - p));
      case SOFTMAX -> throw afterSoftmax();
    };
  }

  private InvalidInputException afterSoftmax() {
    return InvalidInputException.of(
        "objective",
        "a logit cannot be read after the softmax",
        "the output layer",
        "choose an earlier layer, or probability:" + index);
  }

  private InvalidInputException linear() {
    return InvalidInputException.of(
        "objective",
        "log-probability needs a network that ends in softmax or sigmoid",
        "a linear output",
        "choose logit:" + index);
  }

  private static double sigmoid(double z) {
    return z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z));
  }

  private static double logSumExp(double[] z, int start, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, z[start + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(z[start + c] - largest);
    }
    return largest + Math.log(sum);
  }
}
