package org.conductance4j.engine.lowering.dl4j;

import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.model.LayerStack;
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

/** The order of axes in which a layer reads its input. */
final class PictureFormats {

  private PictureFormats() {}

  static AxisOrder of(Layer given) {
    Layer layer = LayerStack.unfrozen(given);
    if (layer instanceof Convolution1DLayer sequence) {
      return Sequences.layout(sequence.getRnnDataFormat());
    }
    if (layer instanceof Convolution3D volume) {
      return VolumeRules.layout(volume.getDataFormat());
    }
    if (layer instanceof Deconvolution3D volume) {
      return VolumeRules.layout(volume.getDataFormat());
    }
    if (layer instanceof Subsampling3DLayer volume) {
      return VolumeRules.layout(volume.getDataFormat());
    }
    if (layer instanceof Upsampling3D volume) {
      return VolumeRules.layout(volume.getDataFormat());
    }
    return ofPicture(layer);
  }

  private static AxisOrder ofPicture(Layer layer) {
    if (layer instanceof ConvolutionLayer convolution) {
      return Preprocessors.layout(convolution.getCnn2dDataFormat());
    }
    if (layer instanceof SubsamplingLayer subsampling) {
      return Preprocessors.layout(subsampling.getCnn2dDataFormat());
    }
    if (layer instanceof BatchNormalization normalisation) {
      return Preprocessors.layout(normalisation.getCnn2DFormat());
    }
    if (layer instanceof LocalResponseNormalization normalisation) {
      return Preprocessors.layout(normalisation.getDataFormat());
    }
    if (layer instanceof LocallyConnected2D local) {
      return Preprocessors.layout(local.getFormat());
    }
    if (layer instanceof ZeroPaddingLayer padding) {
      return Preprocessors.layout(padding.getDataFormat());
    }
    if (layer instanceof Cropping2D cropping) {
      return Preprocessors.layout(cropping.getDataFormat());
    }
    if (layer instanceof Upsampling2D upsampling) {
      return Preprocessors.layout(upsampling.getFormat());
    }
    if (layer instanceof SpaceToDepthLayer blocks) {
      return Preprocessors.layout(blocks.getDataFormat());
    }
    return layer instanceof SpaceToBatchLayer blocks
        ? Preprocessors.layout(blocks.getFormat())
        : AxisOrder.CHANNELS_FIRST;
  }
}
