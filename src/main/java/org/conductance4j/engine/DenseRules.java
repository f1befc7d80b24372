package org.conductance4j.engine;

import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Lowers dense and output layers and batch normalisation. */
final class DenseRules {

  private DenseRules() {}

  static Value dense(
      Emitter emitter, DenseLayer layer, Map<String, INDArray> parameters, Value in) {
    if (layer.hasLayerNorm()) {
      throw emitter.refuse("cannot be lowered", "layer normalisation", "train without it");
    }
    return Activations.lower(
        emitter, layer.getActivationFn(), product(emitter, layer, parameters, in));
  }

  static Value output(
      Emitter emitter, OutputLayer layer, Map<String, INDArray> parameters, Value in) {
    return Activations.lower(
        emitter, layer.getActivationFn(), product(emitter, layer, parameters, in));
  }

  private static Value product(
      Emitter emitter, FeedForwardLayer layer, Map<String, INDArray> parameters, Value in) {
    requireRows(emitter, in);
    requireFeatures(emitter, in, layer.getNIn());
    INDArray weights = Parameters.required(emitter, parameters, "W");
    int[] dims = in.dims();
    dims[dims.length - 1] = (int) layer.getNOut();
    Value out = new Value(dims, in.external());
    return emitter.add(new Dense(in, out, weights, Parameters.bias(emitter, parameters)));
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

  static Value batchNormalization(
      Emitter emitter, BatchNormalization layer, Map<String, INDArray> parameters, Value in) {
    requireFeatures(emitter, in, layer.getNOut());
    INDArray mean = vector(parameters, "mean");
    INDArray variance =
        layer.isUseLogStd()
            ? Transforms.pow(
                Nd4j.valueArrayOf(mean.shape(), 10.0, DataType.DOUBLE),
                vector(parameters, "log10stdev").muli(2))
            : vector(parameters, "var");
    boolean locked = layer.isLockGammaBeta();
    INDArray gamma =
        locked
            ? Nd4j.valueArrayOf(mean.shape(), layer.getGamma(), DataType.DOUBLE)
            : vector(parameters, "gamma");
    INDArray beta =
        locked
            ? Nd4j.valueArrayOf(mean.shape(), layer.getBeta(), DataType.DOUBLE)
            : vector(parameters, "beta");
    INDArray scale = gamma.div(Transforms.sqrt(variance.add(layer.getEps())));
    INDArray shift = beta.sub(mean.mul(scale));
    Value out = new Value(in.dims(), in.external());
    return emitter.add(new Affine(in, out, emitter.vector(scale), emitter.vector(shift)));
  }

  private static INDArray vector(Map<String, INDArray> parameters, String key) {
    INDArray parameter = Objects.requireNonNull(parameters.get(key), key);
    return parameter.castTo(DataType.DOUBLE).dup('c').reshape(parameter.length());
  }
}
