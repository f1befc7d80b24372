package org.conductance4j.engine.lowering.dl4j;

import org.conductance4j.engine.kernel.Affine;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Dense;
import org.conductance4j.engine.kernel.Standardisation;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.Formulas;
import org.conductance4j.engine.lowering.ProgramBuilder;
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
      ProgramBuilder builder, BatchNormalization layer, Parameters parameters, Value given) {
    if (given.rank() > 3) {
      throw builder.refuse(
          "cannot normalise a volume", given, "DL4J has batch normalisation up to pictures");
    }
    Value in =
        given.rank() == 2
            ? sequence(builder, layer, given)
            : builder.as(given, LayerInputs.layout(layer));
    DenseRules.requireFeatures(builder, in, layer.getNOut());
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
    return builder.add(new Affine(in, in.alike(), builder.vector(scale), builder.vector(shift)));
  }

  /**
   * Rows of a sequence's steps are what they are elsewhere. Of a sequence itself DL4J normalises
   * the last axis, if it is told NHWC, and takes the batch for the channels else.
   */
  private static Value sequence(ProgramBuilder builder, BatchNormalization layer, Value given) {
    if (given.external() == AxisOrder.CHANNELS_LAST) {
      return given;
    }
    if (layer.getCnn2DFormat() != CNN2DFormat.NHWC) {
      throw builder.refuse(
          "cannot normalise a sequence whose channels come first",
          given,
          "DL4J confuses its batch with its channels");
    }
    return builder.as(given, AxisOrder.CHANNELS_LAST);
  }

  private static INDArray vector(Parameters parameters, String key) {
    INDArray parameter = parameters.own(key);
    return parameter.castTo(DataType.DOUBLE).dup('c').reshape(parameter.length());
  }

  /** Layer normalisation: each position's channels standardised, then gain and shift (channel). */
  static Value standardised(ProgramBuilder builder, Value in, INDArray gain, INDArray shift) {
    Value standard = builder.add(new Standardisation(in, in.alike()));
    return builder.add(new Affine(standard, in.alike(), gain, shift));
  }

  /** x (k + α Σ x²)^−β, the sum over n neighbouring channels. */
  static Value localResponse(
      ProgramBuilder builder, LocalResponseNormalization layer, Value given) {
    Value in = LayerInputs.read(builder, layer, 3, given);
    int channels = in.channels();
    int reach = (int) layer.getN() / 2;
    INDArray band = Nd4j.zeros(DataType.DOUBLE, channels, channels);
    for (int i = 0; i < channels; i++) {
      for (int j = Math.max(0, i - reach); j <= Math.min(channels - 1, i + reach); j++) {
        band.putScalar(i, j, layer.getAlpha());
      }
    }
    INDArray offset = Nd4j.valueArrayOf(new long[] {channels}, layer.getK(), DataType.DOUBLE);
    Value squares = Arithmetic.square(builder, in);
    Value scale =
        builder.add(new Dense(squares, in.alike(), builder.copy(band), builder.vector(offset)));
    double beta = layer.getBeta();
    Value factor = Arithmetic.map(builder, scale, Formulas.power(-beta));
    return Arithmetic.product(builder, in, factor);
  }
}
