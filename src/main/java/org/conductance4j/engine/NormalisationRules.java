package org.conductance4j.engine;

import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Lowers batch normalisation and normalisation over neighbouring channels. */
final class NormalisationRules {

  private NormalisationRules() {}

  static Value batch(
      Emitter emitter, BatchNormalization layer, Map<String, INDArray> parameters, Value given) {
    if (given.rank() > 3) {
      throw emitter.refuse(
          "cannot normalise a volume", given, "DL4J has batch normalisation up to pictures");
    }
    Value in = given.rank() == 2 ? sequence(emitter, layer, given) : picture(emitter, layer, given);
    DenseRules.requireFeatures(emitter, in, layer.getNOut());
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
    return emitter.add(new Affine(in, in.alike(), emitter.vector(scale), emitter.vector(shift)));
  }

  private static Value picture(Emitter emitter, BatchNormalization layer, Value given) {
    return Reshaping.as(emitter, given, Preprocessors.layout(layer.getCnn2DFormat()));
  }

  /**
   * Rows of a sequence's steps are what they are elsewhere. Of a sequence itself DL4J normalises
   * the last axis, if it is told NHWC, and takes the batch for the channels else.
   */
  private static Value sequence(Emitter emitter, BatchNormalization layer, Value given) {
    if (given.external() == Layout.CHANNELS_LAST) {
      return given;
    }
    if (layer.getCnn2DFormat() != CNN2DFormat.NHWC) {
      throw emitter.refuse(
          "cannot normalise a sequence whose channels come first",
          given,
          "DL4J confuses its batch with its channels");
    }
    return Reshaping.as(emitter, given, Layout.CHANNELS_LAST);
  }

  private static INDArray vector(Map<String, INDArray> parameters, String key) {
    INDArray parameter = Objects.requireNonNull(parameters.get(key), key);
    return parameter.castTo(DataType.DOUBLE).dup('c').reshape(parameter.length());
  }

  /** Layer normalisation: each position's channels standardised, then gain and shift (channel). */
  static Value standardised(Emitter emitter, Value in, INDArray gain, INDArray shift) {
    Value standard = emitter.add(new Standardisation(in, in.alike()));
    return emitter.add(new Affine(standard, in.alike(), gain, shift));
  }

  /** x (k + α Σ x²)^−β, the sum over n neighbouring channels. */
  static Value localResponse(
      Emitter emitter,
      LocalResponseNormalization layer,
      Map<String, INDArray> parameters,
      Value given) {
    emitter.requireRank(given, 3, "(batch, channel, row, column)");
    Value in = Reshaping.as(emitter, given, Preprocessors.layout(layer.getDataFormat()));
    int channels = in.channels();
    int reach = (int) layer.getN() / 2;
    INDArray band = Nd4j.zeros(DataType.DOUBLE, channels, channels);
    for (int i = 0; i < channels; i++) {
      for (int j = Math.max(0, i - reach); j <= Math.min(channels - 1, i + reach); j++) {
        band.putScalar(i, j, layer.getAlpha());
      }
    }
    INDArray offset = Nd4j.valueArrayOf(new long[] {channels}, layer.getK(), DataType.DOUBLE);
    Value squares = Arithmetic.square(emitter, in);
    Value scale =
        emitter.add(new Dense(squares, in.alike(), emitter.copy(band), emitter.vector(offset)));
    double beta = layer.getBeta();
    Value factor = Arithmetic.map(emitter, scale, Formulas.power(-beta));
    return Arithmetic.product(emitter, in, factor);
  }
}
