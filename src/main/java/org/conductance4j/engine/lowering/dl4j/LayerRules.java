package org.conductance4j.engine.lowering.dl4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.model.LayerStack;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.jspecify.annotations.Nullable;

/** The one list of the layer classes that can be lowered. A subclass needs an entry of its own. */
final class LayerRules {

  private static final Map<Class<? extends Layer>, LayerRule<? extends Layer>> RULES =
      new LinkedHashMap<>();

  static {
    add(DenseLayer.class, activated(DenseRules::dense));
    add(OutputLayer.class, activated(DenseRules::product));
    add(CenterLossOutputLayer.class, activated(DenseRules::product));
    add(AutoEncoder.class, activated(DenseRules::product));
    add(VariationalAutoencoder.class, DenseRules::variationalEncoder);
    add(ElementWiseMultiplicationLayer.class, activated(DenseRules::elementWise));
    add(PReLULayer.class, DenseRules::leaky);
    add(LossLayer.class, activated((emit, layer, p, in) -> in));
    add(
        ActivationLayer.class,
        (emit, layer, in) -> Activations.lower(emit, layer.getActivationFn(), in));
    add(DropoutLayer.class, (emit, layer, in) -> in);
    add(CnnLossLayer.class, ConvolutionRules::loss);
    add(Cnn3DLossLayer.class, VolumeRules::loss);
    add(BatchNormalization.class, NormalisationRules::batch);
    add(LocalResponseNormalization.class, NormalisationRules::localResponse);
    add(ConvolutionLayer.class, activated(ConvolutionRules::convolution));
    add(Convolution1DLayer.class, activated(ConvolutionRules::sequence));
    add(DepthwiseConvolution2D.class, activated(ConvolutionRules::depthwise));
    add(SeparableConvolution2D.class, activated(ConvolutionRules::separable));
    add(Deconvolution2D.class, activated(ConvolutionRules::deconvolution));
    add(Convolution3D.class, activated(VolumeRules::convolution));
    add(Deconvolution3D.class, activated(VolumeRules::deconvolution));
    add(LocallyConnected1D.class, LocalRules::sequence);
    add(LocallyConnected2D.class, LocalRules::picture);
    resized(ZeroPadding1DLayer.class, 2, ZeroPadding1DLayer::getPadding, ShapeRules::pad);
    resized(ZeroPaddingLayer.class, 3, ZeroPaddingLayer::getPadding, ShapeRules::pad);
    resized(ZeroPadding3DLayer.class, 4, ZeroPadding3DLayer::getPadding, ShapeRules::pad);
    resized(Cropping1D.class, 2, Cropping1D::getCropping, ShapeRules::crop);
    resized(Cropping2D.class, 3, Cropping2D::getCropping, ShapeRules::crop);
    resized(Cropping3D.class, 4, Cropping3D::getCropping, ShapeRules::crop);
    resized(Upsampling1D.class, 2, Upsampling1D::getSize, ShapeRules::upsample);
    resized(Upsampling2D.class, 3, Upsampling2D::getSize, ShapeRules::upsample);
    resized(Upsampling3D.class, 4, Upsampling3D::getSize, ShapeRules::upsample);
    add(SpaceToDepthLayer.class, ShapeRules::spaceToDepth);
    add(SubsamplingLayer.class, PoolingRules::subsampling);
    add(Subsampling1DLayer.class, PoolingRules::sequence);
    add(Subsampling3DLayer.class, PoolingRules::volume);
    add(GlobalPoolingLayer.class, PoolingRules::global);
    add(LSTM.class, RecurrentRules::lstm);
    addGraves();
    add(SimpleRnn.class, RecurrentRules::simple);
    add(RnnOutputLayer.class, RecurrentRules::output);
    add(RnnLossLayer.class, RecurrentRules::loss);
    add(Bidirectional.class, RecurrentRules::bidirectional);
    add(LastTimeStep.class, RecurrentRules::lastTimeStep);
    add(TimeDistributed.class, RecurrentRules::timeDistributed);
    add(RepeatVector.class, RecurrentRules::repeat);
    add(
        MaskZeroLayer.class,
        (emit, layer, in) -> {
          throw emit.refuse(
              "cannot be lowered, as masks are not supported",
              "MaskZeroLayer",
              "use its layer without the mask, on sequences without padding");
        });
    add(EmbeddingLayer.class, (emit, layer, in) -> lateEmbedding(emit, in));
    add(EmbeddingSequenceLayer.class, (emit, layer, in) -> lateEmbedding(emit, in));
  }

  private LayerRules() {}

  private static <L extends Layer> void add(Class<L> type, LayerRule<L> rule) {
    RULES.put(type, rule);
  }

  /** How a layer without parameters is lowered. */
  @FunctionalInterface
  private interface PlainRule<L extends Layer> {
    Value lower(ProgramBuilder builder, L layer, Value in);
  }

  private static <L extends Layer> void add(Class<L> type, PlainRule<L> rule) {
    add(type, (builder, layer, parameters, in) -> rule.lower(builder, layer, in));
  }

  private static <L extends BaseLayer> LayerRule<L> activated(LayerRule<L> rule) {
    return (builder, layer, parameters, in) ->
        Activations.lower(
            builder, layer.getActivationFn(), rule.lower(builder, layer, parameters, in));
  }

  /** How positions are added, removed or repeated along each axis. */
  @FunctionalInterface
  private interface Resizing {
    Value lower(ProgramBuilder builder, Value in, int... sizes);
  }

  private static <L extends Layer> void resized(
      Class<L> type, int rank, Function<L, int[]> sizes, Resizing rule) {
    add(
        type,
        (builder, layer, in) ->
            rule.lower(builder, LayerInputs.read(builder, layer, rank, in), sizes.apply(layer)));
  }

  private static Value lateEmbedding(ProgramBuilder builder, Value in) {
    throw builder.refuse(
        "an embedding must be the network's first layer", "one that reads " + in, "move it");
  }

  @SuppressWarnings("deprecation") // trained networks have them
  private static void addGraves() {
    add(GravesLSTM.class, RecurrentRules::lstm);
    add(GravesBidirectionalLSTM.class, RecurrentRules::gravesBidirectional);
  }

  @SuppressWarnings("unchecked") // add() pairs each class with a rule for it
  static Value lower(ProgramBuilder builder, Layer given, Parameters parameters, Value in) {
    Layer layer = LayerStack.unfrozen(given);
    LayerRule<Layer> rule = (LayerRule<Layer>) RULES.get(layer.getClass());
    if (rule == null) {
      throw builder.unsupported(layer);
    }
    requireSteadyBias(builder, layer);
    return rule.lower(builder, layer, parameters, in);
  }

  /** DL4J applies noise to biases in inference too, so that its own output is not to be trusted. */
  private static void requireSteadyBias(ProgramBuilder builder, Layer layer) {
    IWeightNoise noise = layer instanceof BaseLayer base ? base.getWeightNoise() : null;
    boolean biases =
        (noise instanceof WeightNoise weights && weights.isApplyToBias())
            || (noise instanceof DropConnect drops && drops.isApplyToBiases());
    if (biases) {
      throw builder.refuse(
          "cannot have noise in its biases, which DL4J applies in inference too",
          name(noise) + " with applyToBias",
          "set its weight noise to null before saving");
    }
  }

  private static String name(@Nullable Object noise) {
    return noise == null ? "" : noise.getClass().getSimpleName();
  }

  /** Whether there is a rule for layers of a class, be it a refusal. */
  static boolean knows(Class<?> type) {
    return RULES.containsKey(type);
  }
}
