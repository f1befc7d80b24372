package org.conductance4j.engine.lowering.dl4j;

import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.Affine;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.ClippedRelu;
import org.conductance4j.engine.kernel.Dense;
import org.conductance4j.engine.kernel.Sum;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Lowers dense and output layers, encoders and layers with a weight for each element. */
final class DenseRules {

  private DenseRules() {}

  static Value dense(ProgramBuilder builder, DenseLayer layer, Parameters parameters, Value in) {
    if (!layer.hasLayerNorm()) {
      return product(builder, layer, parameters, in);
    }
    INDArray bias = parameters.bias();
    Value sum = product(builder, layer, parameters, in, null);
    INDArray gain = parameters.vector("g");
    INDArray shift = bias == null ? gain.mul(0) : bias;
    return NormalisationRules.standardised(builder, sum, gain, shift);
  }

  /** A dense or output layer, or the encoder of an autoencoder. */
  static Value product(
      ProgramBuilder builder, FeedForwardLayer layer, Parameters parameters, Value in) {
    return product(builder, layer, parameters, in, parameters.bias());
  }

  private static Value product(
      ProgramBuilder builder,
      FeedForwardLayer layer,
      Parameters parameters,
      Value in,
      @Nullable INDArray bias) {
    requireRows(builder, in, layer);
    return builder.add(new Dense(in, wide(in, layer.getNOut()), parameters.copy("W"), bias));
  }

  /** A variational autoencoder after its training: the mean of the code. */
  static Value variationalEncoder(
      ProgramBuilder builder, VariationalAutoencoder layer, Parameters parameters, Value in) {
    requireRows(builder, in, layer);
    Value hidden = in;
    for (int k = 0; k < layer.getEncoderLayerSizes().length; k++) {
      Value sum = product(builder, parameters, "e" + k, hidden);
      hidden = Activations.lower(builder, layer.getActivationFn(), sum);
    }
    Value mean = product(builder, parameters, "pZXMean", hidden);
    return Activations.lower(builder, layer.getPzxActivationFn(), mean);
  }

  private static Value product(
      ProgramBuilder builder, Parameters parameters, String prefix, Value in) {
    INDArray weights = parameters.copy(prefix + "W");
    INDArray bias = parameters.vector(prefix + "b");
    return builder.add(new Dense(in, wide(in, weights.size(1)), weights, bias));
  }

  private static Value wide(Value in, long features) {
    int[] dims = in.dims();
    dims[dims.length - 1] = (int) features;
    return in.shaped(dims);
  }

  /** One row of features an example, or one a time step. */
  private static void requireRows(ProgramBuilder builder, Value in, FeedForwardLayer layer) {
    boolean steps = in.rank() == 2 && in.external() == AxisOrder.CHANNELS_LAST;
    if (!steps) {
      builder.requireRank(in, 1, "(batch, features)");
    }
    requireFeatures(builder, in, layer.getNIn());
  }

  static void requireFeatures(ProgramBuilder builder, Value in, long needed) {
    if (in.channels() != needed) {
      throw builder.refuse(
          "needs " + needed + " features or channels", in, "check the input's shape");
    }
  }

  static Value elementWise(
      ProgramBuilder builder,
      ElementWiseMultiplicationLayer layer,
      Parameters parameters,
      Value in) {
    requireRows(builder, in, layer);
    return builder.add(new Affine(in, in.alike(), parameters.vector("W"), parameters.vector("b")));
  }

  /**
   * A slope below zero for each element or, over shared axes, for many: (1 − α) max(x, 0) + α x.
   */
  static Value leaky(ProgramBuilder builder, PReLULayer layer, Parameters parameters, Value in) {
    INDArray slopes = parameters.own("W").castTo(DataType.DOUBLE);
    if (slopes.rank() == 1 && in.rank() == 2 && in.external() == AxisOrder.CHANNELS_LAST) {
      slopes = slopes.reshape(1, slopes.length());
    }
    long[] shape = IntStream.of(in.externalDims()).asLongStream().toArray();
    boolean fits = slopes.rank() == in.rank();
    for (int axis = 0; fits && axis < in.rank(); axis++) {
      fits = slopes.size(axis) == 1 || slopes.size(axis) == shape[axis];
    }
    if (!fits) {
      throw builder.refuse("needs an input that fits its slopes", in, "check the input's shape");
    }
    INDArray all = Nd4j.zeros(DataType.DOUBLE, shape).addi(slopes);
    Value flat = Arithmetic.flat(builder, in);
    INDArray alpha =
        builder.vector(in.external() == AxisOrder.CHANNELS_LAST ? all : channelsLast(all));
    INDArray none = alpha.mul(0);
    Value positive = builder.add(new ClippedRelu(flat, flat.alike(), Double.POSITIVE_INFINITY));
    Value above = builder.add(new Affine(positive, flat.alike(), alpha.rsub(1), none));
    Value below = builder.add(new Affine(flat, flat.alike(), alpha, none));
    Value sum = builder.add(new Sum(List.of(above, below), flat.alike()));
    return Arithmetic.view(builder, sum, in.alike());
  }

  /** With the first axis moved behind the others. */
  private static INDArray channelsLast(INDArray array) {
    int[] order = new int[array.rank()];
    for (int axis = 0; axis < order.length; axis++) {
      order[axis] = (axis + 1) % order.length;
    }
    return array.permute(order);
  }
}
