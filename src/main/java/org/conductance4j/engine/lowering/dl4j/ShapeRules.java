package org.conductance4j.engine.lowering.dl4j;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.jspecify.annotations.Nullable;

/** Lowers layers that only move numbers: padding, cropping, upsampling, space to depth. */
final class ShapeRules {

  private ShapeRules() {}

  static Value pad(ProgramBuilder builder, Value in, int... around) {
    requireCounts(builder, around);
    return resize(builder, in, around);
  }

  /** Of fewer than none DL4J's own forward pass reads and writes memory that is not its own. */
  static void requireCounts(ProgramBuilder builder, int @Nullable ... around) {
    if (around != null && IntStream.of(around).anyMatch(count -> count < 0)) {
      throw builder.refuse(
          "needs counts of 0 or more along each axis",
          Arrays.toString(around),
          "save the network again");
    }
  }

  /** Zeros before and after each of the leading axes, or fewer positions where negative. */
  private static Value resize(ProgramBuilder builder, Value in, int... around) {
    int[][] sources = new int[in.rank()][];
    for (int axis = 0; axis < in.rank() - 1; axis++) {
      int extent = in.dim(axis);
      int before = around[2 * axis];
      sources[axis] =
          sources(
              builder,
              in,
              extent + before + around[2 * axis + 1],
              i -> i < before || i - before >= extent ? -1 : i - before);
    }
    return along(builder, in, sources);
  }

  static Value crop(ProgramBuilder builder, Value in, int... around) {
    requireCounts(builder, around);
    return resize(builder, in, IntStream.of(around).map(n -> -n).toArray());
  }

  static Value upsample(ProgramBuilder builder, Value in, int... size) {
    int[][] sources = new int[in.rank()][];
    for (int axis = 0; axis < in.rank() - 1; axis++) {
      int times = size[axis];
      sources[axis] = sources(builder, in, in.dim(axis) * times, i -> i / times);
    }
    return along(builder, in, sources);
  }

  private static int[] sources(
      ProgramBuilder builder, Value in, int extent, IntUnaryOperator source) {
    if (extent < 1) {
      throw builder.refuse("needs an input that is larger than what it crops", in, "crop less");
    }
    return IntStream.range(0, extent).map(source).toArray();
  }

  /** Goes along each axis by itself; all channels are kept where nothing is said of them. */
  private static Value along(ProgramBuilder builder, Value in, int[][] sources) {
    sources[in.rank() - 1] = IntStream.range(0, in.channels()).toArray();
    int[] dims = new int[in.rank()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = sources[axis].length;
    }
    return builder.add(Rearrangement.along(in, in.shaped(dims), sources));
  }

  /** Blocks of pixels become channels: the block's row is outermost, the input's channel inmost. */
  static Value spaceToDepth(ProgramBuilder builder, SpaceToDepthLayer layer, Value given) {
    Value in = LayerInputs.read(builder, layer, 3, given);
    int block = layer.getBlockSize();
    int channels = in.channels();
    Value out = in.shaped(in.dim(0) / block, in.dim(1) / block, channels * block * block);
    if (in.dim(0) % block != 0 || in.dim(1) % block != 0) {
      throw builder.refuse("needs rows and columns in blocks of " + block, in, "pad it");
    }
    int[] index = new int[out.length()];
    for (int i = 0; i < index.length; i++) {
      int position = i / out.channels();
      int pixel = i % out.channels() / channels;
      int row = position / out.dim(1) * block + pixel / block;
      int column = position % out.dim(1) * block + pixel % block;
      index[i] = (row * in.dim(1) + column) * channels + i % channels;
    }
    return builder.add(new Rearrangement(in, out, index));
  }
}
