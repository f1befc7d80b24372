package org.conductance4j.engine;

import java.util.function.UnaryOperator;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Value;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The layer at the beginning of a network that looks vectors up by number. There is no derivative
 * with respect to such a number, so a program begins at the layer's output and does the lookup
 * before.
 */
public final class Embedding {

  private final String layer;
  private final Value output;
  private final UnaryOperator<double[]> vectors;

  /**
   * Defines an embedding.
   *
   * @param layer its name
   * @param output its activation
   * @param weights (token × feature), not modified
   * @param bias of each feature, or null
   * @param activation of each element
   */
  public Embedding(
      String layer,
      Value output,
      INDArray weights,
      @Nullable INDArray bias,
      UnaryOperator<INDArray> activation) {
    this(layer, output, tokens -> rows(output, weights, bias, activation, tokens));
  }

  /**
   * Defines an embedding that looks up by itself.
   *
   * @param layer its name
   * @param output its activation
   * @param vectors makes of the tokens of whole examples the activation in the source's axis order;
   *     refuses tokens that it does not know
   */
  public Embedding(String layer, Value output, UnaryOperator<double[]> vectors) {
    this.layer = layer;
    this.output = output;
    this.vectors = vectors;
  }

  /** {@return the layer's name} */
  public String layer() {
    return layer;
  }

  /** {@return its activation, which the program begins with} */
  public Value output() {
    return output;
  }

  /** The layer's activation, in the source's axis order, for the tokens of some examples. */
  double[] embed(double... tokens) {
    int time = output.positions();
    if (tokens.length == 0 || tokens.length % time != 0) {
      throw InvalidInputException.of(
          "input", "needs " + time + " tokens an example", tokens.length, "give whole examples");
    }
    return vectors.apply(tokens);
  }

  private static double[] rows(
      Value output,
      INDArray weights,
      @Nullable INDArray bias,
      UnaryOperator<INDArray> activation,
      double... tokens) {
    int time = output.positions();
    int[] rows = new int[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      rows[i] = (int) tokens[i];
      if (rows[i] != tokens[i] || rows[i] < 0 || rows[i] >= weights.size(0)) {
        throw InvalidInputException.of(
            "input",
            "needs tokens, numbers from 0 to " + (weights.size(0) - 1),
            tokens[i] + " at element " + i,
            "give what the network was trained on");
      }
    }
    INDArray vectors = weights.getRows(rows);
    if (bias != null) {
      Nd4j.exec(
          new DynamicCustomOp("biasadd", new INDArray[] {vectors, bias}, new INDArray[] {vectors}));
    }
    INDArray all = vectors;
    if (output.rank() == 2 && output.external() == AxisOrder.CHANNELS_FIRST) {
      all = vectors.reshape('c', tokens.length / time, time, weights.size(1)).permute(0, 2, 1);
    }
    INDArray activated = activation.apply(all.dup('c'));
    return activated.dup('c').castTo(DataType.DOUBLE).data().asDouble();
  }
}
