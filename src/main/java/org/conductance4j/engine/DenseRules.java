package org.conductance4j.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
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

  static Value dense(
      Emitter emitter, DenseLayer layer, Map<String, INDArray> parameters, Value in) {
    INDArray bias = Parameters.bias(emitter, parameters);
    Value sum =
        layer.hasLayerNorm()
            ? normalised(emitter, parameters, product(emitter, layer, parameters, in, null), bias)
            : product(emitter, layer, parameters, in, bias);
    return Activations.lower(emitter, layer.getActivationFn(), sum);
  }

  private static Value normalised(
      Emitter emitter, Map<String, INDArray> parameters, Value in, @Nullable INDArray bias) {
    INDArray gain = emitter.vector(Parameters.required(emitter, parameters, "g"));
    INDArray shift = bias == null ? gain.mul(0) : bias;
    return NormalisationRules.standardised(emitter, in, gain, shift);
  }

  static Value output(
      Emitter emitter, BaseOutputLayer layer, Map<String, INDArray> parameters, Value in) {
    INDArray bias = Parameters.bias(emitter, parameters);
    Value sum = product(emitter, layer, parameters, in, bias);
    return Activations.lower(emitter, layer.getActivationFn(), sum);
  }

  /** An autoencoder after its training: the encoder. */
  static Value encoder(
      Emitter emitter, AutoEncoder layer, Map<String, INDArray> parameters, Value in) {
    INDArray bias = Parameters.bias(emitter, parameters);
    Value sum = product(emitter, layer, parameters, in, bias);
    return Activations.lower(emitter, layer.getActivationFn(), sum);
  }

  /** A variational autoencoder after its training: the mean of the code. */
  static Value variationalEncoder(
      Emitter emitter, VariationalAutoencoder layer, Map<String, INDArray> parameters, Value in) {
    requireRows(emitter, in);
    requireFeatures(emitter, in, layer.getNIn());
    Value hidden = in;
    for (int k = 0; k < layer.getEncoderLayerSizes().length; k++) {
      Value sum = product(emitter, parameters, "e" + k, hidden);
      hidden = Activations.lower(emitter, layer.getActivationFn(), sum);
    }
    Value mean = product(emitter, parameters, "pZXMean", hidden);
    return Activations.lower(emitter, layer.getPzxActivationFn(), mean);
  }

  private static Value product(
      Emitter emitter, Map<String, INDArray> parameters, String prefix, Value in) {
    INDArray weights = Parameters.required(emitter, parameters, prefix + "W");
    INDArray bias = emitter.vector(Parameters.required(emitter, parameters, prefix + "b"));
    return emitter.add(new Dense(in, wide(in, weights.size(1)), weights, bias));
  }

  private static Value product(
      Emitter emitter,
      FeedForwardLayer layer,
      Map<String, INDArray> parameters,
      Value in,
      @Nullable INDArray bias) {
    requireRows(emitter, in);
    requireFeatures(emitter, in, layer.getNIn());
    INDArray weights = Parameters.required(emitter, parameters, "W");
    return emitter.add(new Dense(in, wide(in, layer.getNOut()), weights, bias));
  }

  private static Value wide(Value in, long features) {
    int[] dims = in.dims();
    dims[dims.length - 1] = (int) features;
    return in.shaped(dims);
  }

  /** One row of features an example, or one a time step. */
  private static void requireRows(Emitter emitter, Value in) {
    boolean steps = in.rank() == 2 && in.external() == Layout.CHANNELS_LAST;
    if (!steps) {
      emitter.requireRank(in, 1, "(batch, features)");
    }
  }

  static void requireFeatures(Emitter emitter, Value in, long needed) {
    if (in.channels() != needed) {
      throw emitter.refuse(
          "needs " + needed + " features or channels", in, "check the input's shape");
    }
  }

  static Value elementWise(
      Emitter emitter,
      ElementWiseMultiplicationLayer layer,
      Map<String, INDArray> parameters,
      Value in) {
    requireRows(emitter, in);
    requireFeatures(emitter, in, layer.getNIn());
    INDArray weights = emitter.vector(Parameters.required(emitter, parameters, "W"));
    INDArray bias = emitter.vector(Parameters.required(emitter, parameters, "b"));
    Value sum = emitter.add(new Affine(in, in.alike(), weights, bias));
    return Activations.lower(emitter, layer.getActivationFn(), sum);
  }

  /**
   * A slope below zero for each element or, over shared axes, for many: (1 − α) max(x, 0) + α x.
   */
  static Value leaky(
      Emitter emitter, PReLULayer layer, Map<String, INDArray> parameters, Value in) {
    INDArray slopes = Objects.requireNonNull(parameters.get("W")).castTo(DataType.DOUBLE);
    if (slopes.rank() == 1 && in.rank() == 2 && in.external() == Layout.CHANNELS_LAST) {
      slopes = slopes.reshape(1, slopes.length());
    }
    long[] shape = IntStream.of(in.externalDims()).asLongStream().toArray();
    boolean fits = slopes.rank() == in.rank();
    for (int axis = 0; fits && axis < in.rank(); axis++) {
      fits = slopes.size(axis) == 1 || slopes.size(axis) == shape[axis];
    }
    if (!fits) {
      throw emitter.refuse("needs an input that fits its slopes", in, "check the input's shape");
    }
    INDArray all = Nd4j.zeros(DataType.DOUBLE, shape).addi(slopes);
    Value flat = Arithmetic.flat(emitter, in);
    INDArray alpha =
        emitter.vector(in.external() == Layout.CHANNELS_LAST ? all : channelsLast(all));
    INDArray none = alpha.mul(0);
    Value positive = emitter.add(new ClippedRelu(flat, flat.alike(), Double.POSITIVE_INFINITY));
    Value above = emitter.add(new Affine(positive, flat.alike(), alpha.rsub(1), none));
    Value below = emitter.add(new Affine(flat, flat.alike(), alpha, none));
    Value sum = emitter.add(new Sum(List.of(above, below), flat.alike()));
    return Arithmetic.view(emitter, sum, in.alike());
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
