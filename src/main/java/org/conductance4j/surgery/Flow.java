package org.conductance4j.surgery;

import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
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
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How the channels of a vertex depend on the channels of its inputs. */
sealed interface Flow {

  /**
   * Each output channel depends on all input channels, as in a convolution or a dense layer.
   *
   * @param axes of the layer's parameters
   * @param makesFreely whether an output channel can be removed without changing the others
   */
  record Mixing(ParameterAxes axes, boolean makesFreely) implements Flow {}

  /** Channel c of the output depends only on channel c of each input. */
  record Channelwise(Optional<ParameterAxes> axes) implements Flow {}

  /** The output holds the channels of the inputs one after the other. */
  record Merging() implements Flow {}

  /** The channels cannot be followed through the vertex. */
  record Opaque(String reason) implements Flow {}

  /** Layers without parameters that work on each channel separately. */
  Set<Class<? extends Layer>> PLAIN =
      Set.of(
          SubsamplingLayer.class,
          Subsampling1DLayer.class,
          Subsampling3DLayer.class,
          GlobalPoolingLayer.class,
          DropoutLayer.class,
          Upsampling1D.class,
          Upsampling2D.class,
          Upsampling3D.class,
          ZeroPadding1DLayer.class,
          ZeroPaddingLayer.class,
          ZeroPadding3DLayer.class,
          Cropping1D.class,
          Cropping2D.class,
          Cropping3D.class);

  /** How channels pass through a vertex. */
  static Flow of(GraphCopy graph, String name) {
    GraphVertex vertex = graph.vertex(name);
    Layer layer = graph.layer(name);
    if (Flattening.of(graph.preprocessor(name)).isEmpty()) {
      return new Opaque("a preprocessor that moves channels");
    }
    if (layer != null) {
      return ofLayer(layer);
    }
    if (vertex instanceof MergeVertex) {
      return new Merging();
    }
    boolean channelwise =
        vertex instanceof ElementWiseVertex
            || vertex instanceof ScaleVertex
            || vertex instanceof ShiftVertex
            || vertex instanceof PreprocessorVertex
            || vertex instanceof LastTimeStepVertex;
    return channelwise
        ? new Channelwise(Optional.empty())
        : new Opaque(vertex.getClass().getSimpleName());
  }

  private static Flow ofLayer(Layer layer) {
    boolean softmax = activation(layer) instanceof ActivationSoftmax;
    Optional<ParameterAxes> mixing = ParameterAxes.mixing(layer);
    if (mixing.isPresent()) {
      return new Mixing(mixing.get(), !softmax && mixing.get().makesFreely(layer));
    }
    boolean spread =
        layer instanceof DepthwiseConvolution2D depthwise && depthwise.getDepthMultiplier() != 1;
    Optional<ParameterAxes> each = ParameterAxes.channelwise(layer);
    boolean plain =
        PLAIN.contains(layer.getClass())
            || layer instanceof ActivationLayer
            || layer instanceof LossLayer;
    if (softmax || spread || !(plain || each.isPresent())) {
      return new Opaque(layer.getClass().getSimpleName() + (softmax ? " with softmax" : ""));
    }
    return new Channelwise(each);
  }

  /** Whether a layer's activation function maps 0 to 0. */
  static boolean keepsZero(Layer layer) {
    IActivation activation = activation(layer);
    if (activation == null || layer instanceof BatchNormalization) {
      return true; // DL4J does not apply the activation of a batch normalisation
    }
    INDArray zero = Nd4j.zeros(DataType.DOUBLE, 1, 1);
    return activation.getActivation(zero, false).getDouble(0) == 0;
  }

  private static @Nullable IActivation activation(Layer layer) {
    if (layer instanceof ActivationLayer only) {
      return only.getActivationFn();
    }
    return layer instanceof BaseLayer base ? base.getActivationFn() : null;
  }
}
