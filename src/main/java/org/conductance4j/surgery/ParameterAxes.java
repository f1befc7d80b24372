package org.conductance4j.surgery;

import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;

/**
 * The axes of a layer's parameters that count the channels it reads and the channels it makes.
 *
 * @param reads by parameter, the axis of the channels that are read
 * @param makes by parameter, the axis of the channels that are made
 */
record ParameterAxes(Map<String, Integer> reads, Map<String, Integer> makes) {

  private static final ParameterAxes CONVOLUTION =
      new ParameterAxes(Map.of("W", 1), Map.of("W", 0, "b", 1));
  private static final ParameterAxes DENSE =
      new ParameterAxes(Map.of("W", 0), Map.of("W", 1, "b", 1));
  private static final ParameterAxes LOOKED_UP =
      new ParameterAxes(Map.of(), Map.of("W", 1, "b", 1));
  private static final ParameterAxes RECURRENT = new ParameterAxes(Map.of("W", 0), Map.of());
  private static final ParameterAxes EACH =
      new ParameterAxes(
          Map.of(),
          Map.of("gamma", 1, "beta", 1, "mean", 1, "var", 1, "log10stdev", 1, "W", 1, "b", 1));

  private static final Map<Class<? extends Layer>, ParameterAxes> MIXING =
      Map.ofEntries(
          Map.entry(ConvolutionLayer.class, CONVOLUTION),
          Map.entry(
              Convolution1DLayer.class, new ParameterAxes(Map.of("W", 1), Map.of("W", 2, "b", 1))),
          Map.entry(Convolution3D.class, CONVOLUTION),
          Map.entry(Deconvolution2D.class, DENSE),
          Map.entry(
              SeparableConvolution2D.class,
              new ParameterAxes(Map.of("W", 1, "pW", 1), Map.of("pW", 0, "b", 1))),
          Map.entry(DenseLayer.class, DENSE),
          Map.entry(OutputLayer.class, DENSE),
          Map.entry(RnnOutputLayer.class, DENSE),
          Map.entry(EmbeddingLayer.class, LOOKED_UP),
          Map.entry(EmbeddingSequenceLayer.class, LOOKED_UP),
          Map.entry(LSTM.class, RECURRENT),
          Map.entry(SimpleRnn.class, RECURRENT));

  private static final Map<Class<? extends Layer>, ParameterAxes> CHANNELWISE =
      Map.of(
          BatchNormalization.class,
          EACH,
          ElementWiseMultiplicationLayer.class,
          EACH,
          DepthwiseConvolution2D.class,
          new ParameterAxes(Map.of(), Map.of("W", 2, "b", 1)));

  /** The axes of a layer whose outputs depend on all input channels; empty for other layers. */
  static Optional<ParameterAxes> mixing(Layer layer) {
    boolean each =
        layer instanceof SeparableConvolution2D several && several.getDepthMultiplier() != 1;
    return each ? Optional.empty() : Optional.ofNullable(MIXING.get(layer.getClass()));
  }

  /**
   * The axes of a layer with parameters whose outputs each depend on one channel; empty for other
   * layers.
   */
  static Optional<ParameterAxes> channelwise(Layer layer) {
    return Optional.ofNullable(CHANNELWISE.get(layer.getClass()));
  }

  /** Whether the layer can make fewer channels without changing the others. */
  boolean makesFreely(Layer layer) {
    return !makes.isEmpty() && !(layer instanceof DenseLayer dense && dense.hasLayerNorm());
  }
}
