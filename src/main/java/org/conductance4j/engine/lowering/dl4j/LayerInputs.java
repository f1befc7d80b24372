package org.conductance4j.engine.lowering.dl4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.model.LayerStack;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** What layers read, and in which order of axes. */
final class LayerInputs {

  private static final Map<Integer, String> AXES =
      Map.of(
          2, "(batch, channel, time)",
          3, "(batch, channel, row, column)",
          4, "(batch, channel, depth, row, column)");

  /** The first that fits counts, as some of these classes extend others. */
  private static final Map<Class<?>, Function<Layer, AxisOrder>> LAYOUTS = new LinkedHashMap<>();

  static {
    add(Convolution1DLayer.class, layer -> Sequences.layout(layer.getRnnDataFormat()));
    volume(Convolution3D.class, Convolution3D::getDataFormat);
    volume(Deconvolution3D.class, Deconvolution3D::getDataFormat);
    volume(Subsampling3DLayer.class, Subsampling3DLayer::getDataFormat);
    volume(Upsampling3D.class, Upsampling3D::getDataFormat);
    picture(ConvolutionLayer.class, ConvolutionLayer::getCnn2dDataFormat);
    picture(SubsamplingLayer.class, SubsamplingLayer::getCnn2dDataFormat);
    picture(BatchNormalization.class, BatchNormalization::getCnn2DFormat);
    picture(LocalResponseNormalization.class, LocalResponseNormalization::getDataFormat);
    picture(LocallyConnected2D.class, LocallyConnected2D::getFormat);
    picture(ZeroPaddingLayer.class, ZeroPaddingLayer::getDataFormat);
    picture(Cropping2D.class, Cropping2D::getDataFormat);
    picture(Upsampling2D.class, Upsampling2D::getFormat);
    picture(SpaceToDepthLayer.class, SpaceToDepthLayer::getDataFormat);
    picture(SpaceToBatchLayer.class, SpaceToBatchLayer::getFormat);
  }

  private LayerInputs() {}

  private static <L extends Layer> void add(Class<L> type, Function<L, AxisOrder> layout) {
    LAYOUTS.put(type, layer -> layout.apply(type.cast(layer)));
  }

  private static <L extends Layer> void picture(Class<L> type, Function<L, CNN2DFormat> format) {
    add(type, layer -> Preprocessors.layout(format.apply(layer)));
  }

  private static <L extends Layer> void volume(
      Class<L> type, Function<L, Convolution3D.DataFormat> format) {
    add(type, layer -> VolumeRules.layout(format.apply(layer)));
  }

  /** The order of axes in which a layer reads its input. */
  static AxisOrder layout(Layer given) {
    Layer layer = LayerStack.unfrozen(given);
    return LAYOUTS.entrySet().stream()
        .filter(entry -> entry.getKey().isInstance(layer))
        .findFirst()
        .map(entry -> entry.getValue().apply(layer))
        .orElse(AxisOrder.CHANNELS_FIRST);
  }

  /** A sequence (rank 2), picture (3) or volume (4) in the order of axes in which a layer reads. */
  static Value read(ProgramBuilder builder, Layer layer, int rank, Value given) {
    return read(builder, layout(layer), rank, given);
  }

  static Value read(ProgramBuilder builder, AxisOrder layout, int rank, Value given) {
    builder.requireRank(given, rank, Objects.requireNonNull(AXES.get(rank)));
    return builder.as(given, layout);
  }

  /** What {@link #read} gives, with as many channels as the layer has weights for. */
  static Value read(ProgramBuilder builder, Layer layer, int rank, Value given, long channels) {
    Value in = read(builder, layer, rank, given);
    DenseRules.requireFeatures(builder, in, channels);
    return in;
  }
}
