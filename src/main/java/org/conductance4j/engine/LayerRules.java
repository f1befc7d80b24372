package org.conductance4j.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The one list of the layer classes that can be lowered. A subclass needs an entry of its own. */
final class LayerRules {

  private static final Map<Class<? extends Layer>, LayerRule<? extends Layer>> RULES =
      new LinkedHashMap<>();

  static {
    add(DenseLayer.class, DenseRules::dense);
    add(OutputLayer.class, DenseRules::output);
    add(
        LossLayer.class,
        (emit, layer, p, in) -> Activations.lower(emit, layer.getActivationFn(), in));
    add(
        ActivationLayer.class,
        (emit, layer, p, in) -> Activations.lower(emit, layer.getActivationFn(), in));
    add(DropoutLayer.class, (emit, layer, p, in) -> in);
    add(BatchNormalization.class, DenseRules::batchNormalization);
    add(ConvolutionLayer.class, ConvolutionRules::convolution);
    add(DepthwiseConvolution2D.class, ConvolutionRules::depthwise);
    add(ZeroPaddingLayer.class, ConvolutionRules::zeroPadding);
    add(SubsamplingLayer.class, PoolingRules::subsampling);
    add(GlobalPoolingLayer.class, PoolingRules::global);
    add(FrozenLayer.class, (emit, layer, p, in) -> lower(emit, layer.getLayer(), p, in));
    add(
        FrozenLayerWithBackprop.class,
        (emit, layer, p, in) -> lower(emit, layer.getUnderlying(), p, in));
  }

  private LayerRules() {}

  private static <L extends Layer> void add(Class<L> type, LayerRule<L> rule) {
    RULES.put(type, rule);
  }

  @SuppressWarnings("unchecked") // add() pairs each class with a rule for it
  static Value lower(Emitter emitter, Layer layer, Map<String, INDArray> parameters, Value in) {
    LayerRule<Layer> rule = (LayerRule<Layer>) RULES.get(layer.getClass());
    if (rule == null) {
      throw emitter.unsupported(layer);
    }
    return rule.lower(emitter, layer, parameters, in);
  }
}
