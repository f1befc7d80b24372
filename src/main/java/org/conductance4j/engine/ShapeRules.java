package org.conductance4j.engine;

import java.util.Arrays;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
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
import org.nd4j.linalg.api.ndarray.INDArray;

/** Lowers layers that only move numbers: padding, cropping, upsampling, space to depth. */
final class ShapeRules {

  private static final String SEQUENCE = "(batch, channel, time)";
  private static final String PICTURE = "(batch, channel, row, column)";
  private static final String VOLUME = "(batch, channel, depth, row, column)";

  private ShapeRules() {}

  static Value pad1(
      Emitter emitter, ZeroPadding1DLayer layer, Map<String, INDArray> parameters, Value in) {
    return pad(emitter, read(emitter, in, 2, SEQUENCE, Layout.CHANNELS_FIRST), layer.getPadding());
  }

  static Value pad2(
      Emitter emitter, ZeroPaddingLayer layer, Map<String, INDArray> parameters, Value in) {
    Layout layout = Preprocessors.layout(layer.getDataFormat());
    return pad(emitter, read(emitter, in, 3, PICTURE, layout), layer.getPadding());
  }

  static Value pad3(
      Emitter emitter, ZeroPadding3DLayer layer, Map<String, INDArray> parameters, Value in) {
    return pad(emitter, read(emitter, in, 4, VOLUME, Layout.CHANNELS_FIRST), layer.getPadding());
  }

  static Value crop1(
      Emitter emitter, Cropping1D layer, Map<String, INDArray> parameters, Value in) {
    return crop(
        emitter, read(emitter, in, 2, SEQUENCE, Layout.CHANNELS_FIRST), layer.getCropping());
  }

  static Value crop2(
      Emitter emitter, Cropping2D layer, Map<String, INDArray> parameters, Value in) {
    Layout layout = Preprocessors.layout(layer.getDataFormat());
    return crop(emitter, read(emitter, in, 3, PICTURE, layout), layer.getCropping());
  }

  static Value crop3(
      Emitter emitter, Cropping3D layer, Map<String, INDArray> parameters, Value in) {
    return crop(emitter, read(emitter, in, 4, VOLUME, Layout.CHANNELS_FIRST), layer.getCropping());
  }

  static Value upsample1(
      Emitter emitter, Upsampling1D layer, Map<String, INDArray> parameters, Value in) {
    Value read = read(emitter, in, 2, SEQUENCE, Layout.CHANNELS_FIRST);
    return upsample(emitter, read, layer.getSize());
  }

  static Value upsample2(
      Emitter emitter, Upsampling2D layer, Map<String, INDArray> parameters, Value in) {
    Layout layout = Preprocessors.layout(layer.getFormat());
    return upsample(emitter, read(emitter, in, 3, PICTURE, layout), layer.getSize());
  }

  static Value upsample3(
      Emitter emitter, Upsampling3D layer, Map<String, INDArray> parameters, Value in) {
    Layout layout = VolumeRules.layout(layer.getDataFormat());
    return upsample(emitter, read(emitter, in, 4, VOLUME, layout), layer.getSize());
  }

  private static Value read(Emitter emitter, Value in, int rank, String axes, Layout layout) {
    emitter.requireRank(in, rank, axes);
    return Reshaping.as(emitter, in, layout);
  }

  private static Value pad(Emitter emitter, Value in, int... around) {
    requireCounts(emitter, around);
    return resize(emitter, in, around);
  }

  /** Of fewer than none DL4J's own forward pass reads and writes memory that is not its own. */
  static void requireCounts(Emitter emitter, int @Nullable ... around) {
    if (around != null && IntStream.of(around).anyMatch(count -> count < 0)) {
      throw emitter.refuse(
          "needs counts of 0 or more along each axis",
          Arrays.toString(around),
          "save the network again");
    }
  }

  /** Zeros before and after each of the leading axes, or fewer positions where negative. */
  private static Value resize(Emitter emitter, Value in, int... around) {
    int[][] sources = new int[in.rank()][];
    for (int axis = 0; axis < in.rank() - 1; axis++) {
      int extent = in.dim(axis);
      int before = around[2 * axis];
      sources[axis] =
          sources(
              emitter,
              in,
              extent + before + around[2 * axis + 1],
              i -> i < before || i - before >= extent ? -1 : i - before);
    }
    return along(emitter, in, sources);
  }

  private static Value crop(Emitter emitter, Value in, int... around) {
    requireCounts(emitter, around);
    return resize(emitter, in, IntStream.of(around).map(n -> -n).toArray());
  }

  private static Value upsample(Emitter emitter, Value in, int... size) {
    int[][] sources = new int[in.rank()][];
    for (int axis = 0; axis < in.rank() - 1; axis++) {
      int times = size[axis];
      sources[axis] = sources(emitter, in, in.dim(axis) * times, i -> i / times);
    }
    return along(emitter, in, sources);
  }

  private static int[] sources(Emitter emitter, Value in, int extent, IntUnaryOperator source) {
    if (extent < 1) {
      throw emitter.refuse("needs an input that is larger than what it crops", in, "crop less");
    }
    return IntStream.range(0, extent).map(source).toArray();
  }

  /** Goes along each axis by itself; all channels are kept where nothing is said of them. */
  private static Value along(Emitter emitter, Value in, int[][] sources) {
    sources[in.rank() - 1] = IntStream.range(0, in.channels()).toArray();
    int[] dims = new int[in.rank()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = sources[axis].length;
    }
    return emitter.add(Rearrangement.along(in, in.shaped(dims), sources));
  }

  /** Blocks of pixels become channels: the block's row is outermost, the input's channel inmost. */
  static Value spaceToDepth(
      Emitter emitter, SpaceToDepthLayer layer, Map<String, INDArray> parameters, Value given) {
    Value in = read(emitter, given, 3, PICTURE, Preprocessors.layout(layer.getDataFormat()));
    int block = layer.getBlockSize();
    int channels = in.channels();
    Value out = in.shaped(in.dim(0) / block, in.dim(1) / block, channels * block * block);
    if (in.dim(0) % block != 0 || in.dim(1) % block != 0) {
      throw emitter.refuse("needs rows and columns in blocks of " + block, in, "pad it");
    }
    int[] index = new int[out.length()];
    for (int i = 0; i < index.length; i++) {
      int position = i / out.channels();
      int pixel = i % out.channels() / channels;
      int row = position / out.dim(1) * block + pixel / block;
      int column = position % out.dim(1) * block + pixel % block;
      index[i] = (row * in.dim(1) + column) * channels + i % channels;
    }
    return emitter.add(new Rearrangement(in, out, index));
  }
}
